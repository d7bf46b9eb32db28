package taskcluster.jsone;

import java.time.Instant;
import taskcluster.core.FromNow;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Times as texts. */
final class Times {
    private Times() {}

    /** What {@code now} is at this place of a template. */
    static JsonNode now(Scope scope) {
        JsonNode now = scope.find("now");
        return now == null ? NullNode.getInstance() : now;
    }

    /** The time that is a duration, such as {@code 2 days 3 hours}, away from another one. */
    static JsonNode fromNow(String duration, JsonNode reference) {
        if (!reference.isString()) {
            throw JsonEException.time("the time to count from must be a string");
        }
        try {
            Instant from = Json.parseTimestamp(reference.stringValue());
            return Values.text(Json.timestamp(FromNow.from(duration, from)));
        } catch (IllegalArgumentException notATime) {
            throw JsonEException.time(String.valueOf(notATime.getMessage()));
        }
    }
}
