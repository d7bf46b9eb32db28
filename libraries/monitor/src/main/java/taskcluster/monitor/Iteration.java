package taskcluster.monitor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of the body of a loop on a thread of its own, watched by the thread of the loop. Only when the body's thread
 * has ended is the iteration over, so that two iterations never overlap and no interrupt reaches the wrong one.
 */
final class Iteration implements Watchdog {
    private static final Duration BETWEEN_INTERRUPTS = Duration.ofSeconds(10);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private final Thread thread;
    private volatile long touched = started;
    private volatile @Nullable Throwable failure;
    private @Nullable TimeoutException timeout;

    Iteration(String name, LoopBody body) {
        thread = Thread.ofVirtual().name("loop-" + name + "-iteration").unstarted(() -> run(body));
    }

    void start() {
        thread.start();
    }

    private void run(LoopBody body) {
        try {
            body.run(this);
        } catch (Throwable error) {
            failure = error;
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void touch() {
        touched = System.nanoTime();
    }

    boolean isOwnThread() {
        return Thread.currentThread().equals(thread);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /**
     * Waits until the body has ended, and interrupts it when it is not done in time.
     *
     * @return why the iteration failed, null if it did not
     */
    @Nullable
    Throwable await(Duration maxTime, Duration watchdogTime) throws InterruptedException {
        while (!ended.await(nanosLeft(maxTime, watchdogTime), TimeUnit.NANOSECONDS)) {
            if (timeout == null) {
                timeout = overdue(maxTime, watchdogTime);
            }
            if (timeout != null) {
                thread.interrupt();
            }
        }
        Throwable thrown = failure;
        if (timeout != null && thrown != null) {
            timeout.addSuppressed(thrown);
        }
        return timeout != null ? timeout : thrown;
    }

    private long nanosLeft(Duration maxTime, Duration watchdogTime) {
        if (timeout != null) {
            return BETWEEN_INTERRUPTS.toNanos();
        }
        long now = System.nanoTime();
        long left = started + maxTime.toNanos() - now;
        return watchdogTime.isZero() ? left : Math.min(left, touched + watchdogTime.toNanos() - now);
    }

    private @Nullable TimeoutException overdue(Duration maxTime, Duration watchdogTime) {
        long now = System.nanoTime();
        if (now - started >= maxTime.toNanos()) {
            return new TimeoutException("Iteration exceeded maximum time allowed");
        }
        if (!watchdogTime.isZero() && now - touched >= watchdogTime.toNanos()) {
            return new TimeoutException("watchdog exceeded");
        }
        return null;
    }
}
