package taskcluster.testing;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.pulse.Event;

/** The event log, for assertions. */
public final class TestEvents {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final JdbcTemplate admin;

    public TestEvents(TestDatabase database) {
        this.admin = new JdbcTemplate(database.admin());
    }

    /** Every committed event, oldest first. */
    public List<Event> all() {
        return admin.query(
                "select xid::text::bigint, id, created, exchange, routing_key, cc, payload"
                        + " from taskcluster.events order by id",
                (row, _) -> new Event(
                        row.getLong(1),
                        row.getLong(2),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getString(4),
                        row.getString(5),
                        List.of((String[]) row.getArray(6).getArray()),
                        row.getString(7)));
    }

    /** The committed events of an exchange, given in full or by its last part such as {@code task-pending}, oldest first. */
    public List<Event> of(String exchange) {
        return all().stream()
                .filter(event ->
                        event.exchange().equals(exchange) || event.exchange().endsWith("/" + exchange))
                .toList();
    }

    /** Waits (10 s at most) for an event of the exchange that fits, and returns the first one. */
    public Event await(String exchange, Predicate<Event> predicate) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Event> events = of(exchange);
            for (Event event : events) {
                if (predicate.test(event)) {
                    return event;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "No event of " + exchange + " fits after " + PATIENCE + "; there are " + events);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Forgets all events, between tests. */
    public void clear() {
        admin.execute("truncate taskcluster.events");
    }
}
