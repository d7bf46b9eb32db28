package taskcluster.pulse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;

/** What a reader of the event log could not do yet, kept in the database. */
final class DeferredEvents {
    private static final int LONGEST_ERROR = 2000;

    private final Database database;
    private final String consumer;

    DeferredEvents(Database database, String consumer) {
        this.database = database;
        this.consumer = consumer;
    }

    /** @param failures how often it failed so far */
    record Deferred(Event event, int failures) {}

    /** @param delay after which to try again; null parks the event until an operator has it retried */
    void defer(Event event, int failures, @Nullable Duration delay, String error) {
        database.call(
                        "pulse.defer_event",
                        consumer,
                        event.id(),
                        event.xid(),
                        event.created(),
                        event.exchange(),
                        event.routingKey(),
                        event.cc(),
                        new JsonArg(event.payload()),
                        failures,
                        delay,
                        error.substring(0, Math.min(error.length(), LONGEST_ERROR)))
                .run();
    }

    List<Deferred> due(int limit) {
        return database.call("pulse.due_events", consumer, limit)
                .list((row, _) -> new Deferred(LogReader.event(row), row.getInt("failures")));
    }

    /** The time until something is due, not negative; nothing when nothing will be. */
    Optional<Duration> timeToNextAttempt() {
        return database.call("pulse.time_to_next_attempt", consumer)
                .text()
                .map(seconds -> Duration.ofMillis((long) Math.max(0, Double.parseDouble(seconds) * 1000)));
    }

    void settle(Event event) {
        database.call("pulse.settle_event", consumer, event.id()).run();
    }
}
