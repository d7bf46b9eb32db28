package taskcluster.auth.vending.azure;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;

/** The storage accounts that are configured. */
public final class StorageAccounts {
    private final Map<String, StorageAccount> byName = new LinkedHashMap<>();

    public StorageAccounts(AzureSettings settings, Clock clock) {
        settings.keys()
                .forEach((name, key) -> byName.put(
                        name,
                        new StorageAccount(
                                name, key, settings.blobEndpoint(name), settings.tableEndpoint(name), clock)));
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** @throws ApiException 404 if there is none of that name */
    StorageAccount get(String name) {
        StorageAccount account = byName.get(name);
        if (account == null) {
            throw ApiException.notFound(
                    "Account '{{account}}' not found. The operator of this deployment lists storage accounts in"
                            + " AZURE_ACCOUNTS.",
                    Map.of("account", name));
        }
        return account;
    }
}
