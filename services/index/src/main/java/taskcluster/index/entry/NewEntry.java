package taskcluster.index.entry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be entered under a path.
 *
 * @param expires in whole milliseconds, in one of the years 1 to 9999
 */
public record NewEntry(String taskId, int rank, ObjectNode data, Instant expires) {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    public NewEntry {
        expires = expires.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * The entry that a request to insert a task describes.
     *
     * @param body valid by the schema
     * @throws ApiException 400 if the rank or the time cannot be stored
     */
    static NewEntry of(JsonNode body) {
        int rank = rank(body.path("rank"))
                .orElseThrow(() -> ApiException.inputError(
                        "`rank` must be a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE,
                        Map.of()));
        Instant expires = expires(body.path("expires"))
                .orElseThrow(() -> ApiException.inputError(
                        "`expires` must be an RFC 3339 date and time in one of the years 1 to 9999, in UTC", Map.of()));
        return new NewEntry(body.path("taskId").stringValue(), rank, (ObjectNode) body.path("data"), expires);
    }

    /** A whole number of 32 bits, however it is written; else nothing. */
    public static Optional<Integer> rank(JsonNode node) {
        boolean isRank = node.isNumber() && node.canConvertToInt() && node.canConvertToExactIntegral();
        return isRank ? Optional.of(node.intValue()) : Optional.empty();
    }

    /** A time that can be stored and shown again; else nothing. */
    public static Optional<Instant> expires(JsonNode node) {
        try {
            return Optional.of(Json.parseTimestamp(node.asString("")))
                    .filter(time -> !time.isBefore(FIRST) && !time.isAfter(LAST));
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }
}
