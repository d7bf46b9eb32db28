package taskcluster.auth.client;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import taskcluster.auth.audit.AuditLog;
import taskcluster.auth.input.ListToken;
import taskcluster.auth.role.Roles;
import taskcluster.core.Slugid;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.RejectedCallException;
import taskcluster.scopes.ScopeSet;
import tools.jackson.databind.JsonNode;

/** The API methods for clients. */
public final class ClientApi {
    private static final int MAX_PAGE = 1000;

    private final ClientStore store;
    private final Clients clients;
    private final Roles roles;
    private final ColumnEncryption encryption;
    private final AuditLog auditLog;

    public ClientApi(ClientStore store, Clients clients, Roles roles, ColumnEncryption encryption, AuditLog auditLog) {
        this.store = store;
        this.clients = clients;
        this.roles = roles;
        this.encryption = encryption;
        this.auditLog = auditLog;
    }

    @ApiMethod(
            name = "listClients",
            verb = HttpVerb.GET,
            route = "/clients/",
            query = {"prefix", "continuationToken", "limit"},
            scopes = "auth:list-clients",
            output = "v1/list-clients-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "List Clients",
            description = """
                    Gets the clients, in the order of their IDs; with `prefix`, only those whose IDs start with it.

                    A page holds at most 1000 clients, fewer if `limit` says so. Pass the `continuationToken` of a page, \
                    with the same `prefix`, to get the next one; the last page has none.""")
    Object listClients(ApiRequest request) {
        String prefix = request.query("prefix").orElse("");
        Page page = request.page(MAX_PAGE);
        String after = page.after().map(token -> ListToken.after(token, prefix)).orElse(null);
        List<Client> found = store.list(prefix, after, page.size() + 1);
        boolean last = found.size() <= page.size();
        List<Client> shown = last ? found : found.subList(0, page.size());
        return new ClientList(
                shown.stream()
                        .map(client -> ClientReply.of(client, roles.current()))
                        .toList(),
                last ? null : Page.token(prefix, shown.getLast().clientId()));
    }

    @ApiMethod(
            name = "client",
            verb = HttpVerb.GET,
            route = "/clients/<clientId>",
            scopes = "auth:get-client:<clientId>",
            output = "v1/get-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Get Client",
            description = "Gets one client.")
    Object client(ApiRequest request) {
        Client client = store.find(request.param("clientId"))
                .orElseThrow(() -> ApiException.notFound("Client not found", Map.of()));
        return ClientReply.of(client, roles.current());
    }

    @ApiMethod(
            name = "createClient",
            verb = HttpVerb.PUT,
            route = "/clients/<clientId>",
            scopes = "{AllOf: ['auth:create-client:<clientId>', {for: scope, in: scopes, each: '<scope>'}]}",
            input = "v1/create-client-request.json#",
            output = "v1/create-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Create Client",
            description = """
                    Creates a client and makes an access token for it. The token is only given here: it cannot be read later, \
                    only replaced with `resetAccessToken`.

                    The caller has to hold every scope that it gives to the client. A client that anybody can become by \
                    holding some scope is better made a role.

                    A call that is repeated within 15 minutes gives the same client and token again, so it is safe to \
                    repeat one whose answer was lost.""")
    Object createClient(ApiRequest request) {
        String clientId = changeable(request);
        ClientChange fields = ClientChange.read(request);
        request.authorize(Map.of("clientId", clientId, "scopes", fields.scopesOrNone()));
        String token = encryption.encrypt(newAccessToken());
        Client client = change(request, "created", () -> store.create(clientId, fields, token, request.clientId()));
        return withAccessToken(client);
    }

    @ApiMethod(
            name = "resetAccessToken",
            verb = HttpVerb.POST,
            route = "/clients/<clientId>/reset",
            scopes = "auth:reset-access-token:<clientId>",
            output = "v1/create-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Reset Access Token",
            description = """
                    Gives a client a new access token; the old one is refused from now on, and so are temporary \
                    credentials that were made with it. The new token is only given here.""")
    Object resetAccessToken(ApiRequest request) {
        String clientId = changeable(request);
        String token = encryption.encrypt(newAccessToken());
        Client client = change(
                request, "access token reset", () -> store.resetAccessToken(clientId, token, request.clientId()));
        return withAccessToken(client);
    }

    @ApiMethod(
            name = "updateClient",
            verb = HttpVerb.POST,
            route = "/clients/<clientId>",
            scopes = "{AllOf: ['auth:update-client:<clientId>', {for: scope, in: scopesAdded, each: '<scope>'}]}",
            input = "v1/create-client-request.json#",
            output = "v1/get-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Update Client",
            description = """
                    Replaces the expiration and description of a client and whether it is deleted on expiration, and \
                    its scopes if they are given; left out, they stay as they are. The access token stays the same.

                    The caller has to hold every scope that the client does not have literally already. Taking scopes \
                    away needs no scope.""")
    Object updateClient(ApiRequest request) {
        String clientId = changeable(request);
        ClientChange fields = ClientChange.read(request);
        request.authorize(Map.of("clientId", clientId, "scopesAdded", List.of()));
        ScopeSet held = request.scopes();
        List<String> grantable =
                fields.scopesOrNone().stream().filter(held::satisfies).toList();
        try {
            Client client =
                    change(request, "updated", () -> store.update(clientId, fields, grantable, request.clientId()));
            return ClientReply.of(client, roles.current());
        } catch (RejectedCallException rejected) {
            if (rejected.code().equals(ClientStore.NOT_GRANTABLE)) {
                List<String> added = rejected.details()
                        .path("scopes")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList();
                request.authorize(Map.of("clientId", clientId, "scopesAdded", added));
            }
            throw rejected;
        }
    }

    @ApiMethod(
            name = "enableClient",
            verb = HttpVerb.POST,
            route = "/clients/<clientId>/enable",
            scopes = "auth:enable-client:<clientId>",
            output = "v1/get-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Enable Client",
            description = """
                    Lets a client that was disabled be used again. Enabling a client that is not disabled changes \
                    nothing of it. This does not extend a client that has expired.""")
    Object enableClient(ApiRequest request) {
        return setDisabled(request, false, "client enabled");
    }

    @ApiMethod(
            name = "disableClient",
            verb = HttpVerb.POST,
            route = "/clients/<clientId>/disable",
            scopes = "auth:disable-client:<clientId>",
            output = "v1/get-client-response.json#",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Disable Client",
            description = """
                    Refuses the credentials of a client from now on, and temporary credentials that were made with them, \
                    until it is enabled again.""")
    Object disableClient(ApiRequest request) {
        return setDisabled(request, true, "client disabled");
    }

    @ApiMethod(
            name = "deleteClient",
            verb = HttpVerb.DELETE,
            route = "/clients/<clientId>",
            scopes = "auth:delete-client:<clientId>",
            stability = Stability.STABLE,
            category = "Clients",
            title = "Delete Client",
            description = """
                    Deletes a client. Its credentials and temporary credentials that were made with them are refused \
                    from now on. Deleting a client that does not exist is no error.""")
    void deleteClient(ApiRequest request) {
        String clientId = changeable(request);
        clients.delete(clientId, () -> store.delete(clientId, request.clientId()));
        auditLog.client(clientId, "deleted", request.clientId());
    }

    private Object setDisabled(ApiRequest request, boolean disabled, String action) {
        String clientId = changeable(request);
        Client client = change(request, action, () -> store.setDisabled(clientId, disabled, request.clientId()));
        return ClientReply.of(client, roles.current());
    }

    private Client change(ApiRequest request, String action, Supplier<Client> change) {
        Client client = clients.change(request.param("clientId"), change);
        auditLog.client(client.clientId(), action, request.clientId());
        return client;
    }

    private ClientReply withAccessToken(Client client) {
        return ClientReply.withAccessToken(client, roles.current(), encryption.decrypt(client.encryptedAccessToken()));
    }

    /** The client that the request is about, which must not be one of the configuration. */
    private static String changeable(ApiRequest request) {
        String clientId = request.param("clientId");
        if (clientId.startsWith(StaticClients.PREFIX)) {
            throw ApiException.inputError(
                    "ClientIds that start with `static/` are reserved for clients of the"
                            + " deployment's configuration, which cannot be changed through the API",
                    Map.of());
        }
        return clientId;
    }

    private static String newAccessToken() {
        return Slugid.v4() + Slugid.v4();
    }

    private record ClientList(
            List<ClientReply> clients, @Nullable String continuationToken) {}
}
