package taskcluster.secrets;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a secret is to become.
 *
 * @param value JSON text of an object
 * @param expires in whole milliseconds
 */
record SecretChange(String value, Instant expires) {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** From the body of a request, which must be valid by its schema. */
    static SecretChange read(JsonNode body) {
        return new SecretChange(Json.MAPPER.writeValueAsString(body.path("secret")), expires(body.path("expires")));
    }

    private static Instant expires(JsonNode node) {
        Instant expires;
        try {
            expires = Json.parseTimestamp(node.stringValue());
        } catch (IllegalArgumentException invalid) {
            throw ApiException.inputError("`expires` must be an RFC 3339 date and time", Map.of());
        }
        if (expires.isBefore(FIRST) || expires.isAfter(LAST)) {
            throw ApiException.inputError("`expires` must be in one of the years 1 to 9999, in UTC", Map.of());
        }
        return expires.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether this is a date and time rather than something else that was sent in its place. */
    static boolean isTime(JsonNode node) {
        if (!node.isString()) {
            return false;
        }
        try {
            Json.parseTimestamp(node.stringValue());
            return true;
        } catch (IllegalArgumentException invalid) {
            return false;
        }
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "a secret that is to expire at " + expires;
    }
}
