package taskcluster.monitor;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.LogType.Level;

/**
 * Work that is done again and again in the background, on a thread of its own, until the loop is closed. One iteration
 * ends before the next begins; an iteration that takes too long is interrupted, counts as failed, and is waited for.
 *
 * <p>Each iteration is logged as {@code monitor.periodic}, counted in the metric {@code iterate_duration_seconds}, and
 * its failure is reported with the number of failures in a row.
 */
public final class Loop implements AutoCloseable {
    /** What happens to a loop. */
    public enum Event {
        STARTED,
        ITERATION_START,
        ITERATION_SUCCESS,
        ITERATION_FAILURE,
        ITERATION_COMPLETE,
        /** Too many iterations failed in a row; the loop ends. */
        ERROR,
        STOPPED
    }

    private static final Duration[] BUCKETS = LongStream.of(1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 6000)
            .mapToObj(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final LoopSettings settings;
    private final LoopBody body;
    private final Monitor monitor;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private boolean wakeRequested;
    private boolean stopRequested;

    private volatile @Nullable Iteration current;

    Loop(LoopSettings settings, LoopBody body) {
        this.settings = settings;
        this.body = body;
        this.monitor = settings.monitor();
        this.thread = Thread.ofVirtual().name("loop-" + settings.name()).unstarted(this::iterateUntilStopped);
    }

    /** A loop that is still to be described: at least how often it runs, how long an iteration may take, and what it does. */
    public static LoopBuilder builder(String name, Monitor monitor) {
        return new LoopBuilder(name, monitor);
    }

    /**
     * Starts the first iteration.
     *
     * @throws IllegalThreadStateException if the loop was started before
     */
    public Loop start() {
        thread.start();
        return this;
    }

    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Makes the next iteration start now, or right after the one that is running; many calls count as one. */
    public void wakeUp() {
        lock.lock();
        try {
            wakeRequested = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the loop: no new iteration starts, and one that is running is waited for. From within an iteration it only
     * makes that iteration the last.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            stopRequested = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Iteration running = current;
        if (running != null && running.isOwnThread()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void iterateUntilStopped() {
        emit(Event.STARTED);
        int failures = 0;
        int iterations = 0;
        try {
            while (!isStopRequested()) {
                long began = System.nanoTime();
                Throwable failure = iterate(failures);
                failures = failure == null ? 0 : failures + 1;
                if (failure != null && failures == settings.maxFailures()) {
                    emit(Event.ERROR);
                    settings.onError().accept(failure);
                    break;
                }
                if (++iterations == settings.maxIterations()) {
                    break;
                }
                waitForNext(began);
            }
        } catch (InterruptedException stop) {
            monitor.reportError(stop, Map.of("loop", settings.name()));
        } finally {
            emit(Event.STOPPED);
        }
    }

    /** Runs one iteration; gives why it failed, null if it did not. */
    private @Nullable Throwable iterate(int failuresBefore) throws InterruptedException {
        emit(Event.ITERATION_START);
        Iteration iteration = new Iteration(settings.name(), body);
        // Before it starts, since it may close the loop as the first thing that it does.
        current = iteration;
        iteration.start();
        Throwable failure = iteration.await(settings.maxIterationTime(), settings.watchdogTime());
        current = null;
        Duration duration = iteration.elapsed();
        if (failure == null && duration.compareTo(settings.minIterationTime()) < 0) {
            failure = new IllegalStateException("Handler duration was less than minIterationTime");
        }
        record(duration, failure == null);
        if (failure == null) {
            emit(Event.ITERATION_SUCCESS);
        } else {
            monitor.reportError(
                    failure, Level.WARNING, Map.of("loop", settings.name(), "consecutiveErrors", failuresBefore + 1));
            emit(Event.ITERATION_FAILURE);
        }
        emit(Event.ITERATION_COMPLETE);
        return failure;
    }

    private void record(Duration duration, boolean success) {
        String status = success ? "success" : "exception";
        Timer.builder("iterate.duration")
                .description("How long the iterations of background loops take")
                .tag("name", settings.name())
                .tag("status", status)
                .serviceLevelObjectives(BUCKETS)
                .register(monitor.metrics())
                .record(duration);
        Level level = success ? settings.successLevel() : Level.ERR;
        monitor.log(
                BuiltInLogTypes.PERIODIC,
                level,
                Map.of("name", settings.name(), "duration", duration.toNanos() / 1e6, "status", status));
    }

    /** @param began when the last iteration began, nano time */
    private void waitForNext(long began) throws InterruptedException {
        lock.lock();
        try {
            long left = settings.waitTime().toNanos();
            while (!wakeRequested && !stopRequested && left > 0) {
                left = changed.awaitNanos(left);
            }
            long early = settings.pace().toNanos() - (System.nanoTime() - began);
            while (!stopRequested && early > 0) {
                early = changed.awaitNanos(early);
            }
            wakeRequested = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopRequested() {
        lock.lock();
        try {
            return stopRequested;
        } finally {
            lock.unlock();
        }
    }

    private void emit(Event event) {
        settings.listener().accept(event);
    }

    @Override
    public String toString() {
        return "loop " + settings.name();
    }
}
