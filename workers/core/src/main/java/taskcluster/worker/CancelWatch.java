package taskcluster.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Backoff;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.RunKey;

/**
 * Finds out that a running task was cancelled or passed its deadline: at once, by waiting at the queue for each run to end.
 *
 * <p>A queue that has no method for that is asked every so often for the status of all runs, with the worker's own credentials.
 * Where those may not read the status that ends too, and {@link Reclaimer}s renew more often instead, since a refused renewal
 * tells the same.
 */
final class CancelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CancelWatch.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    /** Between two questions about one run, should the queue answer without waiting. */
    private static final Duration SPACING = Duration.ofSeconds(1);

    private static final Backoff FAILURES = new Backoff(Duration.ofMillis(500), 1.5, Duration.ofSeconds(15), 0.3);

    private final QueueCalls queue;
    private final Duration interval;
    private final Map<RunKey, Watched> runs = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean polls;
    private volatile boolean refused;

    /** @param thread waits at the queue for the end of the run */
    private record Watched(RunState state, Thread thread) {}

    /** @param interval how often to ask for the status of runs where waiting for their end is not possible */
    CancelWatch(QueueCalls queue, Duration interval) {
        this.queue = queue;
        this.interval = interval;
    }

    void start() {
        Thread.ofVirtual().name("cancel-watch").start(this::poll);
    }

    /** @param calls in the name of the run */
    void add(RunKey run, RunState state, QueueCalls calls) {
        Thread thread = Thread.ofVirtual().name("watch-" + run).unstarted(() -> watch(run, state, calls));
        runs.put(run, new Watched(state, thread));
        thread.start();
    }

    void remove(RunKey run) {
        Watched watched = runs.remove(run);
        if (watched != null) {
            watched.thread().interrupt();
        }
    }

    boolean isWatching() {
        return !refused;
    }

    private void watch(RunKey run, RunState state, QueueCalls calls) {
        try {
            for (int failures = 0; !polls && runs.containsKey(run); ) {
                long asked = System.nanoTime();
                Duration pause;
                try {
                    String end = calls.awaitEnd(run).orElse("");
                    if (!end.isEmpty()) {
                        lose(run, state, end);
                        return;
                    }
                    failures = 0;
                    pause = SPACING.minusNanos(System.nanoTime() - asked);
                } catch (QueueCallException e) {
                    if (e.isUnknownMethod()) {
                        polls = true;
                        LOG.info(
                                "This queue cannot be waited at for the end of runs: they are asked for every {}",
                                interval);
                        return;
                    }
                    LOG.debug("Could not wait for the end of {}: {}", run, e.getMessage());
                    failures++;
                    pause = FAILURES.delay(failures);
                }
                if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void lose(RunKey run, RunState state, String end) {
        if (state.lose("the queue has resolved it: " + end)) {
            LOG.info("Run {} has ended at the queue: {}", run, end);
        }
    }

    private void poll() {
        try {
            while (!refused && !closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                if (polls && !runs.isEmpty()) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            queue.ended(Set.copyOf(runs.keySet())).forEach((run, end) -> {
                Watched watched = runs.get(run);
                if (watched != null) {
                    lose(run, watched.state(), end);
                }
            });
        } catch (QueueCallException e) {
            if (e.status() == UNAUTHORIZED || e.status() == FORBIDDEN) {
                refused = true;
                LOG.warn(
                        "This worker may not read the status of tasks (scope queue:status:<taskId>), so cancelled tasks"
                                + " are only noticed when their claim is renewed: {}",
                        e.getMessage());
            } else {
                LOG.debug("Could not read the status of running tasks: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        runs.values().forEach(watched -> watched.thread().interrupt());
    }
}
