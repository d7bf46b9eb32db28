package taskcluster.worker.task;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import taskcluster.core.Backoff;

/**
 * How often and how long something that may work a little later is tried.
 *
 * @param patience after this long no new attempt is made
 * @param backoff the delays between attempts
 * @param hurry completes when there is no time left for patience: from then on {@value #HURRIED_SECONDS} seconds are all
 */
public record RetryPolicy(Duration patience, Backoff backoff, CompletableFuture<Void> hurry) {
    static final int HURRIED_SECONDS = 15;

    private static final Backoff DEFAULT_BACKOFF =
            new Backoff(Duration.ofMillis(500), 1.5, Duration.ofSeconds(60), 0.5);
    private static final Backoff HURRIED_BACKOFF = new Backoff(Duration.ofMillis(500), 1.5, Duration.ofSeconds(2), 0.5);

    /** Never in a hurry. */
    public RetryPolicy(Duration patience, Backoff backoff) {
        this(patience, backoff, new CompletableFuture<>());
    }

    /** The usual growing delays, from half a second to a minute, never in a hurry. */
    public static RetryPolicy of(Duration patience) {
        return new RetryPolicy(patience, DEFAULT_BACKOFF);
    }

    /** The same, cut short by the completion of a future. */
    public RetryPolicy hurriedBy(CompletableFuture<Void> future) {
        return new RetryPolicy(patience, backoff, future);
    }

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Runs attempts until one succeeds, one fails for good, or patience is at an end.
     *
     * @param failures what a failed attempt throws; anything else passes through
     * @param mayPass whether trying again can help
     * @throws E the last failure
     */
    public <T, E extends Exception> T run(Class<E> failures, Predicate<E> mayPass, Attempt<T, E> attempt) throws E {
        long start = System.nanoTime();
        for (int retry = 1; ; retry++) {
            try {
                return attempt.run();
            } catch (Exception e) {
                if (!failures.isInstance(e) || !mayPass.test(failures.cast(e)) || !pause(retry, start)) {
                    throw e;
                }
            }
        }
    }

    /** Waits for the time of the next attempt; false: there is none. */
    private boolean pause(int retry, long start) {
        Duration delay = (hurry.isDone() ? HURRIED_BACKOFF : backoff).delay(retry);
        if (left(start) < delay.toNanos()) {
            return false;
        }
        try {
            if (hurry.isDone()) {
                Thread.sleep(delay);
            } else {
                hurry.get(delay.toNanos(), TimeUnit.NANOSECONDS);
            }
            return left(start) > 0;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private long left(long start) {
        Duration hurried = Duration.ofSeconds(HURRIED_SECONDS);
        Duration limit = hurry.isDone() && hurried.compareTo(patience) < 0 ? hurried : patience;
        return start + limit.toNanos() - System.nanoTime();
    }
}
