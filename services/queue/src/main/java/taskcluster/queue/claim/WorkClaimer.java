package taskcluster.queue.claim;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import taskcluster.queue.claim.ClaimStore.Attempt;
import taskcluster.queue.claim.ClaimStore.Claim;
import taskcluster.queue.claim.Waiters.Waiter;

/**
 * Claims work, and waits for some when there is none. Each attempt is one transaction; in between nothing is held for anybody.
 *
 * <p>A worker waits among the {@link Waiters} from before its first attempt, so that a run that becomes pending after an attempt
 * calls it for the next. It looks again without being called only when others held locks on what is pending.
 */
public final class WorkClaimer {
    /** How often to see whether the one who waits is still there. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ClaimStore store;
    private final PendingRuns pendingRuns;
    private final Duration patience;

    /** @param patience how long a worker waits when there is nothing to do */
    public WorkClaimer(ClaimStore store, PendingRuns pendingRuns, Duration patience) {
        this.store = store;
        this.pendingRuns = pendingRuns;
        this.patience = patience;
    }

    /**
     * What came of a request.
     *
     * @param waited whether there was nothing to claim at first
     */
    record Result(List<Claim> claims, boolean waited) {}

    /**
     * Claims runs of a task queue; returns as soon as there is one. Without any it returns when its patience is over, which is
     * also what happens to a quarantined worker, or when the process stops.
     *
     * @param isGone whether nobody is interested any more
     */
    Result claim(WorkRequest request, BooleanSupplier isGone) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        BooleanSupplier isOver =
                () -> System.nanoTime() >= deadline || isGone.getAsBoolean() || pendingRuns.isWaitingEnded();
        Duration pause = FIRST_PAUSE;
        boolean waited = false;
        try (Waiter waiter = pendingRuns.enter(request.taskQueueId())) {
            while (true) {
                Attempt attempt = store.claimWork(request);
                if (attempt.isQuarantined()) {
                    break;
                }
                waiter.looked();
                if (!attempt.claims().isEmpty()) {
                    return new Result(attempt.claims(), waited);
                }
                long until = attempt.isContended() ? System.nanoTime() + pause.toNanos() : deadline;
                pause = attempt.isContended() ? longer(pause) : FIRST_PAUSE;
                waited = true;
                awaitCall(waiter, Math.min(until, deadline), isOver);
                if (isOver.getAsBoolean()) {
                    return new Result(List.of(), true);
                }
            }
        }
        awaitEndOf(deadline, isOver);
        return new Result(List.of(), true);
    }

    /** So that a worker that gets nothing does not come back at once. */
    private static void awaitEndOf(long deadline, BooleanSupplier isOver) throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            Thread.sleep(Duration.ofNanos(Math.clamp(deadline - System.nanoTime(), 0, LOOK_AROUND.toNanos())));
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Waits until it is called, until a time, or until there is no use in waiting. */
    private static void awaitCall(Waiter waiter, long until, BooleanSupplier isOver) throws InterruptedException {
        while (true) {
            long left = until - System.nanoTime();
            boolean called = waiter.await(Duration.ofNanos(Math.clamp(left, 0, LOOK_AROUND.toNanos())));
            if (called || left <= 0 || isOver.getAsBoolean()) {
                return;
            }
        }
    }
}
