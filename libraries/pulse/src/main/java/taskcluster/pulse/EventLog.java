package taskcluster.pulse;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.postgres.Database;

/**
 * The event log of the database: every event of every service, those of one entity in the order of its changes. Make one a process and
 * database. Safe for any number of threads.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final String CHANNEL = "taskcluster_events";
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);
    private static final Duration END_PAUSE = Duration.ofMillis(2);
    /** So many events further back is where to begin when the end of the log cannot be told. */
    private static final long END_MARGIN = 10_000;

    private final Database database;
    private final Wakeups wakeups = new Wakeups();
    private final Nudger nudger;
    private final Tail tail;
    private @Nullable AutoCloseable listener;

    public EventLog(Database database) {
        this.database = database;
        this.nudger = new Nudger(database);
        this.tail = new Tail(this);
    }

    /**
     * Says that this process has just committed events: readers in this process look at once, those of other processes
     * within milliseconds. Never blocks and never fails; a nudge that gets lost costs the delay of one poll.
     */
    public void nudge() {
        wakeups.wake();
        nudger.nudge();
    }

    /**
     * Delivers the events from now on, in order, to a quick callback. Nothing is kept: what happens while this process is
     * away is not delivered later. While the database is away events wait in it.
     */
    public Subscription tail(List<Binding> bindings, Consumer<Event> onEvent) {
        listen();
        return tail.add(bindings, onEvent);
    }

    /**
     * Makes the partitions of the coming days and drops those whose last day ended longer ago than the retention. To be
     * called at least daily, by any number of processes.
     */
    public void maintain(Duration retention) {
        database.call("pulse.maintain_partitions", retention)
                .list((row, _) -> row.getString("action") + " " + row.getString("partition_name"))
                .forEach(done -> log.info("Event log partition: {}", done));
    }

    /** Hears the nudges of other processes from now on. */
    synchronized void listen() {
        if (listener == null) {
            listener = database.listen(CHANNEL, sender -> {
                if (!sender.equals(nudger.sender())) {
                    wakeups.wake();
                }
            });
        }
    }

    Database database() {
        return database;
    }

    Wakeups wakeups() {
        return wakeups;
    }

    /**
     * A place that the log is going to be complete up to.
     *
     * @param id the last one given out so far
     * @param writers the transactions that wrote events; once they have ended nothing up to the id is still to come
     */
    record Fence(long id, List<String> writers) {}

    Fence fence() {
        return database.call("pulse.end_of_log")
                .single((row, _) -> new Fence(row.getLong("id"), List.of((String[])
                        row.getArray("writers").getArray())));
    }

    /** Whether what reads begin after this will find complete up to the fence. */
    boolean isPassed(Fence fence) {
        return fence.writers().isEmpty()
                || !database.call("pulse.any_writing", fence.writers()).single((row, _) -> row.getBoolean(1));
    }

    /** A position after which comes whatever commits after this has returned. Waits for transactions that write events now. */
    long end() {
        Fence end = fence();
        long deadline = System.nanoTime() + END_PATIENCE.toNanos();
        while (!isPassed(end)) {
            if (System.nanoTime() > deadline) {
                log.warn("A transaction has been writing events for over {}: some may be read again", END_PATIENCE);
                return Math.max(0, end.id() - END_MARGIN);
            }
            LockSupport.parkNanos(END_PAUSE.toNanos());
        }
        return end.id();
    }

    /** Ends all tails. */
    @Override
    public synchronized void close() {
        tail.close();
        nudger.close();
        if (listener != null) {
            try {
                listener.close();
            } catch (Exception e) {
                log.debug("The listener was already broken", e);
            }
        }
    }
}
