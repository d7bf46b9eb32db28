package taskcluster.auth.input;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import taskcluster.scopes.Scopes;
import tools.jackson.databind.JsonNode;

/** Fields that several payloads have. Each is refused as bad input if it cannot be stored or shown again as it was given. */
public final class Fields {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Fields() {}

    /** The text that explains a client or role. */
    public static String description(JsonNode body) {
        String description = body.path("description").stringValue();
        boolean storable = description
                .codePoints()
                .allMatch(point -> point != 0 && (point > Character.MAX_SURROGATE || point < Character.MIN_SURROGATE));
        if (!storable) {
            throw ApiException.inputError("`description` must be Unicode text without NUL characters", Map.of());
        }
        return description;
    }

    /** The scopes of a client or role, in the order of scopes. */
    public static List<String> scopes(JsonNode body) {
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : body.path("scopes")) {
            scopes.add(scope.stringValue());
        }
        List<String> doubled = scopes.stream().filter(Scopes::endsInDoubleStar).toList();
        if (!doubled.isEmpty()) {
            throw ApiException.inputError(
                    "scopes must not end with `**`, as these do: {{scopes}}",
                    Map.of("scopes", String.join(", ", doubled)));
        }
        scopes.sort(Scopes::compare);
        return List.copyOf(scopes);
    }

    /** The time at which a client expires, in whole milliseconds. */
    public static Instant expires(JsonNode body) {
        Instant expires;
        try {
            expires = Json.parseTimestamp(body.path("expires").stringValue());
        } catch (IllegalArgumentException invalid) {
            throw ApiException.inputError("`expires` must be an RFC 3339 date and time", Map.of());
        }
        if (expires.isBefore(FIRST) || expires.isAfter(LAST)) {
            throw ApiException.inputError("`expires` must be in one of the years 1 to 9999, in UTC", Map.of());
        }
        return expires.truncatedTo(ChronoUnit.MILLIS);
    }
}
