package taskcluster.auth.vending.azure;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Stability;
import taskcluster.auth.vending.AccessLevel;

/** The API methods that give access to Azure storage. */
public final class AzureApi {
    private final StorageAccounts accounts;

    public AzureApi(StorageAccounts accounts) {
        this.accounts = accounts;
    }

    @ApiMethod(
            name = "azureAccounts",
            route = "/azure/accounts",
            scopes = "auth:azure-table:list-accounts",
            output = "v1/azure-account-list-response.json#",
            stability = Stability.DEPRECATED,
            category = "Azure Credentials",
            title = "List Azure Accounts",
            description = "Gets the names of the Azure storage accounts that this deployment gives access to.")
    Object azureAccounts(ApiRequest request) {
        return new AccountList(accounts.names());
    }

    @ApiMethod(
            name = "azureTables",
            route = "/azure/<account>/tables",
            query = "continuationToken",
            scopes = "auth:azure-table:list-tables:<account>",
            output = "v1/azure-table-list-response.json#",
            stability = Stability.DEPRECATED,
            category = "Azure Credentials",
            title = "List Azure Tables",
            description = """
                    Gets the names of the tables in a storage account. Pass the `continuationToken` of a page to get the \
                    next one; the last page has none.""")
    Object azureTables(ApiRequest request) {
        StorageAccount account = accounts.get(request.param("account"));
        StorageAccount.Names page =
                account.tables(request.query("continuationToken").orElse(null));
        return new TableList(page.names(), page.continuationToken());
    }

    @ApiMethod(
            name = "azureTableSAS",
            route = "/azure/<account>/table/<table>/<level>",
            scopes = """
                    {if: levelIsReadOnly,
                     then: {AnyOf: ['auth:azure-table:read-only:<account>/<table>',
                                    'auth:azure-table:read-write:<account>/<table>']},
                     else: 'auth:azure-table:read-write:<account>/<table>'}""",
            output = "v1/azure-table-access-response.json#",
            stability = Stability.DEPRECATED,
            category = "Azure Credentials",
            title = "Get Azure Table Access",
            description = """
                    Gets a shared access signature for a table, valid for 25 minutes: to read entities, and with the level \
                    `read-write` also to add, update and delete them. With that level the table is made if it is not \
                    there.""")
    Object azureTableSAS(ApiRequest request) {
        AccessLevel level = AccessLevel.of(request);
        request.authorize(Map.of("levelIsReadOnly", level.isReadOnly()));
        return accounts.get(request.param("account")).signTable(request.param("table"), level);
    }

    @ApiMethod(
            name = "azureContainers",
            route = "/azure/<account>/containers",
            query = "continuationToken",
            scopes = "auth:azure-container:list-containers:<account>",
            output = "v1/azure-container-list-response.json#",
            stability = Stability.DEPRECATED,
            category = "Azure Credentials",
            title = "List Azure Containers",
            description = """
                    Gets the names of the blob containers in a storage account. Pass the `continuationToken` of a page to \
                    get the next one; the last page has none.""")
    Object azureContainers(ApiRequest request) {
        StorageAccount account = accounts.get(request.param("account"));
        StorageAccount.Names page =
                account.containers(request.query("continuationToken").orElse(null));
        return new ContainerList(page.names(), page.continuationToken());
    }

    @ApiMethod(
            name = "azureContainerSAS",
            route = "/azure/<account>/containers/<container>/<level>",
            scopes = """
                    {if: levelIsReadOnly,
                     then: {AnyOf: ['auth:azure-container:read-only:<account>/<container>',
                                    'auth:azure-container:read-write:<account>/<container>']},
                     else: 'auth:azure-container:read-write:<account>/<container>'}""",
            output = "v1/azure-container-response.json#",
            stability = Stability.DEPRECATED,
            category = "Azure Credentials",
            title = "Get Azure Container Access",
            description = """
                    Gets a shared access signature for a blob container, valid for 25 minutes: to read and list blobs, and \
                    with the level `read-write` also to create, write, append to and delete them. With that level the \
                    container is made if it is not there.""")
    Object azureContainerSAS(ApiRequest request) {
        AccessLevel level = AccessLevel.of(request);
        request.authorize(Map.of("levelIsReadOnly", level.isReadOnly()));
        return accounts.get(request.param("account")).signContainer(request.param("container"), level);
    }

    private record AccountList(List<String> accounts) {}

    private record TableList(List<String> tables, @Nullable String continuationToken) {}

    private record ContainerList(
            List<String> containers, @Nullable String continuationToken) {}
}
