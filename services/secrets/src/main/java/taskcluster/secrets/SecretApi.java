package taskcluster.secrets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import tools.jackson.databind.JsonNode;

/** The API methods for secrets. */
final class SecretApi {
    private static final String CATEGORY = "Secrets Service";
    private static final int MAX_PAGE = 1000;
    /** Names are kept in indexes of the database, which bounds them. */
    private static final int MAX_NAME_BYTES = 2048;

    private final SecretStore store;
    private final SecretAudit audit;

    SecretApi(SecretStore store, SecretAudit audit) {
        this.store = store;
        this.audit = audit;
    }

    @ApiMethod(
            name = "set",
            verb = HttpVerb.PUT,
            route = "/secret/<name*>",
            scopes = "secrets:set:<name>",
            input = "v1/secret.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Set Secret",
            description = """
                    Sets a secret, whether or not there is one of that name already. An expiration that has passed makes \
                    it unreadable at once.""")
    Object set(ApiRequest request) {
        String name = storableName(request);
        String action = store.set(name, SecretChange.read(request.body()), request.clientId());
        audit.log(name, action, request.clientId());
        return Map.of();
    }

    @ApiMethod(
            name = "remove",
            verb = HttpVerb.DELETE,
            route = "/secret/<name*>",
            scopes = "secrets:set:<name>",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Remove Secret",
            description = "Removes a secret. Removing one that does not exist is no error.")
    Object remove(ApiRequest request) {
        String name = storableName(request);
        store.remove(name, request.clientId());
        audit.log(name, "deleted", request.clientId());
        return Map.of();
    }

    @ApiMethod(
            name = "get",
            verb = HttpVerb.GET,
            route = "/secret/<name*>",
            scopes = "secrets:get:<name>",
            output = "v1/secret.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Secret",
            description = """
                    Gets a secret and when it expires. One that has expired is as good as none, so both are a 404; \
                    without the scope it is a 403 whether or not there is one.""")
    Object get(ApiRequest request) {
        return store.find(request.param("name")).orElseThrow(() -> ApiException.notFound("Secret not found", Map.of()));
    }

    @ApiMethod(
            name = "list",
            verb = HttpVerb.GET,
            route = "/secrets",
            query = {"continuationToken", "limit"},
            scopes = "secrets:list-secrets",
            output = "v1/secret-list.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Secrets",
            description = """
                    Gets the names of all secrets that have not expired, in their order; never their values. The caller \
                    sees every name, also of secrets that it cannot read.

                    A page holds at most 1000 names, fewer if `limit` says so. Pass the `continuationToken` of a page to \
                    get the next one; the last page has none.""")
    Object list(ApiRequest request) {
        Page page = request.page(MAX_PAGE);
        String after = page.after().map(SecretApi::lastName).orElse(null);
        List<String> found = store.list(after, page.size() + 1);
        boolean last = found.size() <= page.size();
        List<String> shown = last ? found : found.subList(0, page.size());
        return new SecretList(shown, last ? null : Page.token(shown.getLast()));
    }

    private static String lastName(JsonNode token) {
        if (token.size() != 1
                || !token.path(0).isString()
                || token.path(0).stringValue().indexOf('\0') >= 0) {
            throw ApiException.inputError("Invalid continuation token", Map.of());
        }
        return token.path(0).stringValue();
    }

    private static String storableName(ApiRequest request) {
        String name = request.param("name");
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw new ApiException(
                    "InvalidRequestArguments",
                    "URL parameter 'name' must have 1 to {{max}} bytes in UTF-8, but it has {{bytes}}",
                    Map.of("max", MAX_NAME_BYTES, "bytes", bytes));
        }
        return name;
    }

    private record SecretList(
            List<String> secrets, @Nullable String continuationToken) {}
}
