package taskcluster.queue.task;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Dates and times of request bodies: in the years 1 to 9999, which is what replies can tell as well. */
public final class StorableTime {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00.000Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private StorableTime() {}

    /**
     * A property of a body, cut to milliseconds.
     *
     * @throws ApiException InputError if it is no date and time that can be stored
     */
    public static Instant of(JsonNode body, String name) {
        String text = body.path(name).asString();
        try {
            Instant time = Json.parseTimestamp(text).truncatedTo(ChronoUnit.MILLIS);
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(name, text);
        }
        throw invalid(name, text);
    }

    private static ApiException invalid(String name, String text) {
        return ApiException.inputError(
                "`{{name}}` is not a date and time that can be stored: {{value}}", Map.of("name", name, "value", text));
    }
}
