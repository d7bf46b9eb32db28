package taskcluster.auth.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiRequest;
import taskcluster.auth.input.Fields;
import tools.jackson.databind.JsonNode;

/**
 * What the caller of createClient or updateClient decides about a client.
 *
 * @param scopes in the order of scopes; null if the caller named none
 * @param deleteOnExpiration null if the caller left it open
 */
record ClientChange(
        String description,
        Instant expires,
        @Nullable List<String> scopes,
        @Nullable Boolean deleteOnExpiration) {

    /** The fields of a request. */
    static ClientChange read(ApiRequest request) {
        JsonNode body = request.body();
        return new ClientChange(
                Fields.description(body),
                Fields.expires(body),
                body.has("scopes") ? Fields.scopes(body) : null,
                body.path("deleteOnExpiration").booleanValue());
    }

    List<String> scopesOrNone() {
        return scopes == null ? List.of() : scopes;
    }
}
