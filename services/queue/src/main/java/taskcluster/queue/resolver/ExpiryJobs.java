package taskcluster.queue.resolver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import taskcluster.monitor.Loop;
import taskcluster.monitor.LoopBody;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.Watchdog;
import taskcluster.queue.artifact.ArtifactExpiry;

/** Delete what has expired, each kind in a loop of its own. */
public final class ExpiryJobs implements AutoCloseable {
    private static final int BATCH = 1000;
    private static final Duration LONGEST_ITERATION = Duration.ofDays(1);

    private final ResolverStore store;
    private final Clock clock;
    private final Duration delay;
    private final List<Loop> loops;

    /**
     * @param interval how often each kind is looked through
     * @param delay how long what has expired is kept
     */
    public ExpiryJobs(
            ResolverStore store,
            ArtifactExpiry artifacts,
            Duration interval,
            Duration delay,
            Clock clock,
            Monitor monitor) {
        this.store = store;
        this.clock = clock;
        this.delay = delay;
        this.loops = List.of(
                loop("expire-tasks", watchdog -> expire("queue.expire_tasks", watchdog), interval, monitor),
                loop("expire-task-groups", watchdog -> expire("queue.expire_task_groups", watchdog), interval, monitor),
                loop(
                        "expire-task-dependency",
                        watchdog -> expire("queue.expire_task_dependencies", watchdog),
                        interval,
                        monitor),
                loop("expire-worker-info", this::expireWorkers, interval, monitor),
                loop("expire-artifacts", _ -> artifacts.expireArtifacts(), interval, monitor));
    }

    private static Loop loop(String name, LoopBody body, Duration interval, Monitor monitor) {
        return Loop.builder(name, monitor.child(name))
                .every(interval)
                .maxIterationTime(LONGEST_ITERATION)
                .run(body);
    }

    public ExpiryJobs start() {
        loops.forEach(Loop::start);
        return this;
    }

    private void expireWorkers(Watchdog watchdog) {
        expire("queue.expire_workers", watchdog);
        expire("queue.expire_task_queues", watchdog);
    }

    private void expire(String function, Watchdog watchdog) {
        Instant before = clock.instant().minus(delay);
        while (store.expire(function, before, BATCH) == BATCH
                && !Thread.currentThread().isInterrupted()) {
            watchdog.touch();
        }
    }

    @Override
    public void close() {
        loops.forEach(Loop::close);
    }
}
