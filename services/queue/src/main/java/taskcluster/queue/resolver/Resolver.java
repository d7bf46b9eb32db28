package taskcluster.queue.resolver;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import taskcluster.monitor.LogType;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.Watchdog;
import taskcluster.pulse.EventLog;
import taskcluster.queue.resolver.ResolverStore.Batch;
import taskcluster.queue.task.TaskAnnouncer;

/** Does batches of one kind of work until there is no more, then waits until it is woken or a while has passed. */
public final class Resolver implements AutoCloseable {
    /** Logged after each batch that found something to do. */
    public static final LogType QUEUE_POLL = new LogType(
            "queuePoll",
            "Queue Poll",
            "queue-poll",
            LogType.Level.INFO,
            1,
            "A resolver has done a batch of its work.",
            Map.of(
                    "count", "How much it has done.",
                    "failed", "How much of that failed; a batch is done as a whole or not at all.",
                    "resolver", "Which: `claim`, `deadline` or `dependency`."));

    private static final Duration LONGEST_ITERATION = Duration.ofMinutes(10);

    /** Many resolutions in this time are one batch. */
    private static final Duration PACE = Duration.ofMillis(10);

    private final String kind;
    private final Supplier<Batch> work;
    private final TaskAnnouncer announcer;
    private final EventLog eventLog;
    private final Monitor monitor;
    private final Loop loop;

    private Resolver(
            String kind,
            Supplier<Batch> work,
            Duration interval,
            TaskAnnouncer announcer,
            EventLog eventLog,
            Monitor monitor) {
        this.kind = kind;
        this.work = work;
        this.announcer = announcer;
        this.eventLog = eventLog;
        this.monitor = monitor;
        this.loop = Loop.builder(kind + "-resolver", monitor)
                .every(interval)
                .pace(PACE)
                .maxIterationTime(LONGEST_ITERATION)
                .quiet()
                .run(this::resolve);
    }

    /** Ends runs whose claim has lapsed. */
    public static Resolver ofClaims(
            ResolverStore store, Duration interval, TaskAnnouncer announcer, EventLog eventLog, Monitor monitor) {
        return new Resolver(
                "claim", store::expireClaims, interval, announcer, eventLog, monitor.child("claim-resolver"));
    }

    /** Ends tasks whose deadline passed so long ago. */
    public static Resolver ofDeadlines(
            ResolverStore store,
            Duration delay,
            Duration interval,
            TaskAnnouncer announcer,
            EventLog eventLog,
            Monitor monitor) {
        return new Resolver(
                "deadline",
                () -> store.expireDeadlines(delay),
                interval,
                announcer,
                eventLog,
                monitor.child("deadline-resolver"));
    }

    /** Draws the consequences of resolutions; woken by those of this process. */
    public static Resolver ofDependencies(
            ResolverStore store, Duration interval, TaskAnnouncer announcer, EventLog eventLog, Monitor monitor) {
        Resolver resolver = new Resolver(
                "dependency",
                store::resolveDependents,
                interval,
                announcer,
                eventLog,
                monitor.child("dependency-tracker"));
        announcer.listen(change -> {
            if (change.isResolved()) {
                resolver.loop.wakeUp();
            }
        });
        return resolver;
    }

    public Resolver start() {
        loop.start();
        return this;
    }

    /** Does all there is to do. */
    void resolve(Watchdog watchdog) {
        Batch batch;
        do {
            batch = work.get();
            announcer.announce(batch.changes(), monitor);
            if (batch.hasEvents()) {
                eventLog.nudge();
            }
            if (batch.handled() > 0) {
                monitor.log(QUEUE_POLL, Map.of("count", batch.handled(), "failed", 0, "resolver", kind));
            }
            watchdog.touch();
        } while (batch.isFull() && !Thread.currentThread().isInterrupted());
    }

    @Override
    public void close() {
        loop.close();
    }
}
