package taskcluster.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Backoff;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;

/**
 * Renews the claim of one run until it is closed: {@value #MARGIN_MINUTES} minutes before the claim lapses, or at once
 * when the claim is shorter than that. Times are wall-clock times looked at again every few seconds, so that a machine
 * that slept finds out. A refusal means that the queue has given up on the run: it is lost. Failures of another kind are
 * tried again until the claim has lapsed.
 *
 * <p>No lock is held while the queue is being called.
 */
final class Reclaimer implements AutoCloseable {
    static final int MARGIN_MINUTES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);
    private static final Duration MARGIN = Duration.ofMinutes(MARGIN_MINUTES);
    private static final Duration SPACING = Duration.ofSeconds(5);
    private static final Duration BLIND = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofSeconds(10);
    private static final Backoff FAILURES = new Backoff(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), 0.3);

    private final RunLease lease;
    private final RunState state;
    private final QueueCalls queue;
    private final ClaimJournal journal;
    private final BooleanSupplier cancelWatched;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A reclaimer that is not running yet.
     *
     * @param cancelWatched whether somebody else finds out about cancelled runs; if not, the claim is renewed more often
     */
    Reclaimer(
            RunLease lease,
            RunState state,
            QueueCalls queue,
            ClaimJournal journal,
            BooleanSupplier cancelWatched,
            Clock clock) {
        this.lease = lease;
        this.state = state;
        this.queue = queue;
        this.journal = journal;
        this.cancelWatched = cancelWatched;
        this.clock = clock;
    }

    void start() {
        Thread.ofVirtual().name("reclaim-" + lease.run()).start(this::keep);
    }

    private void keep() {
        try {
            Instant renewed = clock.instant();
            boolean first = true;
            while (awaitRenewal(renewed, first)) {
                if (!renew()) {
                    return;
                }
                renewed = clock.instant();
                first = false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the time to renew; false: closed meanwhile. */
    private boolean awaitRenewal(Instant renewed, boolean first) throws InterruptedException {
        while (true) {
            Duration wait = Duration.between(clock.instant(), due(renewed, first));
            if (!wait.isPositive()) {
                return closed.getCount() > 0;
            }
            Duration slice = wait.compareTo(GLANCE) < 0 ? wait : GLANCE;
            if (closed.await(slice.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
    }

    /** When to renew a claim that was last renewed, or made, at the given time. */
    Instant due(Instant renewed, boolean first) {
        Instant takenUntil = lease.takenUntil();
        Instant due = takenUntil.minus(MARGIN);
        Instant blind = renewed.plus(BLIND);
        if (!cancelWatched.getAsBoolean() && blind.isBefore(due)) {
            due = blind;
        }
        Duration third = Duration.between(renewed, takenUntil).dividedBy(3);
        Instant earliest = first ? renewed : renewed.plus(third.compareTo(SPACING) < 0 ? third : SPACING);
        return due.isBefore(earliest) ? earliest : due;
    }

    /** Renews the claim, however many attempts it takes; false: the run is lost, or this was closed. */
    private boolean renew() throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                lease.renew(queue.reclaim(lease.run()));
                journal.put(lease.run(), lease.takenUntil(), lease.credentials());
                if (closed.getCount() == 0) {
                    journal.remove(lease.run());
                    return false;
                }
                return true;
            } catch (QueueCallException e) {
                if (e.isRefusal()) {
                    lost("the queue refused to renew the claim: " + e.getMessage());
                    return false;
                }
                LOG.warn("Could not reclaim {} (it is tried again): {}", lease.run(), e.getMessage());
                if (!clock.instant().isBefore(lease.takenUntil())) {
                    lost("the claim lapsed while the queue could not be reached");
                    return false;
                }
                if (closed.await(FAILURES.delay(failures).toNanos(), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
        }
    }

    private void lost(String because) {
        if (closed.getCount() > 0 && state.lose(because)) {
            LOG.warn("Run {} is lost: {}", lease.run(), because);
        }
    }

    /** Stops renewing. A call that is on its way is not waited for, and its outcome no longer matters. */
    @Override
    public void close() {
        closed.countDown();
    }
}
