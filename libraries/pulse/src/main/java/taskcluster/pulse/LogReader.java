package taskcluster.pulse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event log forward from a position. For one thread.
 *
 * <p>Ids are given out in order, but transactions do not commit in that order. So the reader stops at a missing id until it
 * appears. If that takes long it sets up a fence: the last id given out so far, and the transactions that write events. Once
 * these have ended, what is missing up to the fence was rolled back, and the reader goes on.
 *
 * <p>It reads at once when it is woken, but at most once a pace, so that a stream of commits costs a bounded number of
 * queries. At a missing id it looks again after a short, growing pause, otherwise about every {@link #POLL}.
 */
final class LogReader {
    static final int BATCH = 500;
    static final Duration POLL = Duration.ofSeconds(2);
    private static final long SHORTEST_PAUSE = Duration.ofMillis(4).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(64).toNanos();
    private static final long PATIENCE = Duration.ofMillis(20).toNanos();

    private final EventLog log;
    private final Supplier<Set<String>> exchanges;
    private final BooleanSupplier stop;
    private final long pace;
    private long position;
    /** Up to here nothing that is missing can still come. */
    private long complete;

    private EventLog.@Nullable Fence fence;
    private long lastRead;
    private boolean atGap;
    private long gapSince;
    private long pause;

    /**
     * @param exchanges full names of those whose events are wanted; may change at any time
     * @param stop looked at after each wake-up
     * @param pace the least time between two reads while there are fewer events than a read takes
     */
    LogReader(EventLog log, long position, Supplier<Set<String>> exchanges, BooleanSupplier stop, Duration pace) {
        this.log = log;
        this.position = position;
        this.exchanges = exchanges;
        this.stop = stop;
        this.pace = pace.toNanos();
        this.lastRead = System.nanoTime() - this.pace;
    }

    /** The id up to which everything has been returned or was not wanted. */
    long position() {
        return position;
    }

    /** The next events, at most {@value #BATCH}; waits for some until the time is over or it is to stop. */
    List<Event> next(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            long seen = log.wakeups().count();
            int limit = atGap ? 1 : BATCH;
            List<Row> rows = read(limit);
            List<Event> events =
                    rows.stream().flatMap(row -> row.event().stream()).toList();
            if (!events.isEmpty()) {
                return events;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return events;
            }
            if (rows.size() < limit) {
                log.wakeups().await(seen, Math.min(left, atGap ? pause : pollNanos()));
            }
            if (stop.getAsBoolean()) {
                return events;
            }
        }
    }

    /** Reads what follows without a gap and moves the position. */
    private List<Row> read(int limit) throws InterruptedException {
        pace();
        List<Row> rows = query(limit);
        int settled = settled(rows);
        if (settled > 0) {
            position = rows.get(settled - 1).id();
            atGap = false;
            fence = null;
        } else if (rows.isEmpty()) {
            atGap = false;
        } else {
            meetGap();
        }
        lastRead = System.nanoTime() - (settled == limit ? pace : 0);
        return rows.subList(0, settled);
    }

    /** How many of the rows have nothing before them that may still come. */
    private int settled(List<Row> rows) {
        long next = Math.max(position, complete) + 1;
        int settled = 0;
        for (Row row : rows) {
            if (row.id() > next) {
                break;
            }
            next = Math.max(next, row.id() + 1);
            settled++;
        }
        return settled;
    }

    private void meetGap() {
        long now = System.nanoTime();
        if (!atGap) {
            atGap = true;
            gapSince = now;
            pause = SHORTEST_PAUSE;
        } else {
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        if (fence == null && now - gapSince > PATIENCE) {
            fence = log.fence();
        }
        if (fence != null && log.isPassed(fence)) {
            complete = fence.id();
            fence = null;
            pause = 0;
        }
    }

    /** If meanwhile other exchanges are wanted, the answer is not used: it may lack events of those. */
    private List<Row> query(int limit) {
        while (true) {
            Set<String> wanted = exchanges.get();
            List<Row> rows = log.database()
                    .call("pulse.read_events", position, limit, wanted)
                    .list(LogReader::row);
            if (wanted.equals(exchanges.get())) {
                return rows;
            }
        }
    }

    private void pace() throws InterruptedException {
        long early = (atGap ? SHORTEST_PAUSE : pace) - (System.nanoTime() - lastRead);
        if (early > 0) {
            Thread.sleep(Duration.ofNanos(early));
        }
    }

    /** Somewhat random, so that readers do not march in step. */
    private static long pollNanos() {
        long poll = POLL.toNanos();
        return poll / 2 + ThreadLocalRandom.current().nextLong(poll);
    }

    /** @param event nothing when it is not wanted */
    private record Row(long id, Optional<Event> event) {}

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getLong("id"), row.getString("exchange") == null ? Optional.empty() : Optional.of(event(row)));
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong("xid"),
                row.getLong("id"),
                row.getObject("created", OffsetDateTime.class).toInstant(),
                row.getString("exchange"),
                row.getString("routing_key"),
                List.of((String[]) row.getArray("cc").getArray()),
                row.getString("payload"));
    }
}
