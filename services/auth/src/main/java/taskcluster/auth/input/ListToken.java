package taskcluster.auth.input;

import java.util.Map;
import taskcluster.api.ApiException;
import tools.jackson.databind.JsonNode;

/** What the continuation tokens of lists hold: the restriction of the list and the id of the last item of the page. */
public final class ListToken {
    private ListToken() {}

    /** The id that the next page comes after, in a list without a restriction. */
    public static String after(JsonNode token) {
        if (token.size() != 1 || !token.path(0).isString()) {
            throw invalid();
        }
        return storable(token.path(0).stringValue());
    }

    /** The id that the next page comes after, in a list that is restricted by what {@code filter} says. */
    public static String after(JsonNode token, String filter) {
        if (token.size() != 2 || !token.path(0).isString() || !token.path(1).isString()) {
            throw invalid();
        }
        if (!token.path(0).stringValue().equals(filter)) {
            throw ApiException.inputError("The continuationToken is that of another list", Map.of());
        }
        return storable(token.path(1).stringValue());
    }

    private static String storable(String id) {
        if (id.indexOf('\0') >= 0) {
            throw invalid();
        }
        return id;
    }

    private static ApiException invalid() {
        return ApiException.inputError("Invalid continuationToken", Map.of());
    }
}
