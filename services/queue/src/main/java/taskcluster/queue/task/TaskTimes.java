package taskcluster.queue.task;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** The dates of a task definition, cut to milliseconds. */
record TaskTimes(Instant created, Instant deadline, Instant expires) {
    /** By how much the clocks of callers may be wrong. */
    static final Duration CLOCK_DRIFT = Duration.ofMinutes(15);

    /**
     * Reads the dates; one that is missing for {@code expires} is a year after the deadline.
     *
     * @throws ApiException InputError if a value is no date that can be stored
     */
    static TaskTimes parse(JsonNode definition) {
        Instant deadline = StorableTime.of(definition, "deadline");
        return new TaskTimes(
                StorableTime.of(definition, "created"),
                deadline,
                definition.has("expires") ? StorableTime.of(definition, "expires") : aYearAfter(deadline));
    }

    /**
     * Checks that the dates fit to each other and to the present.
     *
     * @param maxDeadline how far ahead the deadline may be, apart from the drift of clocks
     * @throws ApiException InputError that says which does not and why
     */
    void check(Instant now, Duration maxDeadline) {
        Instant present = now.truncatedTo(ChronoUnit.MILLIS);
        require(
                !created.isBefore(present.minus(CLOCK_DRIFT)),
                "`created` cannot be in the past, more than the clock drift of 15 minutes that is allowed for",
                present);
        require(
                !created.isAfter(present.plus(CLOCK_DRIFT)),
                "`created` cannot be in the future, more than the clock drift of 15 minutes that is allowed for",
                present);
        require(!created.isAfter(deadline), "`deadline` cannot be before `created`", present);
        require(!deadline.isBefore(present), "`deadline` cannot be in the past", present);
        require(
                !deadline.isAfter(present.plus(maxDeadline).plus(CLOCK_DRIFT)),
                "`deadline` cannot be more than " + maxDeadline.toDays() + " days into the future",
                present);
        require(!expires.isBefore(deadline), "`expires` cannot be before `deadline`", present);
    }

    private void require(boolean condition, String problem, Instant present) {
        if (!condition) {
            throw ApiException.inputError(
                    problem + ".\n\ncreated: {{created}}\ndeadline: {{deadline}}\nexpires: {{expires}}\nnow: {{now}}",
                    Map.of(
                            "created", Json.timestamp(created),
                            "deadline", Json.timestamp(deadline),
                            "expires", Json.timestamp(expires),
                            "now", Json.timestamp(present)));
        }
    }

    /** The same date and time of the next year; the day after February 28 if that year has no February 29. */
    private static Instant aYearAfter(Instant deadline) {
        OffsetDateTime time = deadline.atOffset(ZoneOffset.UTC);
        OffsetDateTime next = time.plusYears(1);
        return (next.getDayOfMonth() == time.getDayOfMonth() ? next : next.plusDays(1)).toInstant();
    }
}
