package taskcluster.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import taskcluster.worker.task.RunKey;

/** The runs at work, counted by their own threads as they come and go. */
final class RunningTasks {
    private final int capacity;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<RunKey> running = new LinkedHashSet<>();
    private Instant lastActive;
    private int resolved;

    /** None are running; {@code resolved} have run before. */
    RunningTasks(int capacity, int resolved, Clock clock) {
        this.capacity = capacity;
        this.resolved = resolved;
        this.clock = clock;
        this.lastActive = clock.instant();
    }

    void started(RunKey run) {
        lock.lock();
        try {
            if (!running.add(run)) {
                throw new IllegalStateException(run + " is running already");
            }
            lastActive = clock.instant();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void finished(RunKey run) {
        lock.lock();
        try {
            if (running.remove(run)) {
                resolved++;
                lastActive = clock.instant();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many more runs can be taken on. */
    int free() {
        return capacity - ids().size();
    }

    /** The runs at work, the oldest first. */
    List<RunKey> ids() {
        lock.lock();
        try {
            return List.copyOf(running);
        } finally {
            lock.unlock();
        }
    }

    /** Runs that have ended, those of earlier lives of this worker included. */
    int resolved() {
        lock.lock();
        try {
            return resolved;
        } finally {
            lock.unlock();
        }
    }

    /** How long there has been nothing to do; zero while something runs. */
    Duration idle() {
        lock.lock();
        try {
            return running.isEmpty() ? Duration.between(lastActive, clock.instant()) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** Makes all waiters look again. */
    void wakeUp() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, however long, until a condition holds that tasks coming and going, or {@link #wakeUp}, may bring about. */
    void await(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a task ends, the condition holds (looked at on {@link #wakeUp}) or the time is over. */
    void awaitEnd(Duration atMost, BooleanSupplier until) throws InterruptedException {
        lock.lock();
        try {
            int before = resolved;
            long left = atMost.toNanos();
            while (left > 0 && resolved == before && !until.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
