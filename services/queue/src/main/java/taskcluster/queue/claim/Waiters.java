package taskcluster.queue.claim;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Those who wait for runs to become pending, for each task queue in the order in which they came.
 *
 * <p>A call wakes as many as there are runs, the longest waiting first, and passes over those that are awake and have yet to look.
 * Whoever is woken and leaves without having looked passes the call on, so that none is lost.
 */
final class Waiters {
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock. A task queue that nobody waits for has no entry.
    private final Map<String, SequencedSet<Waiter>> waiting = new HashMap<>();
    private volatile boolean isEnded;

    /** Begins to wait. What becomes pending from now on is not missed. */
    Waiter enter(String taskQueueId) {
        Waiter waiter = new Waiter(taskQueueId);
        lock.lock();
        try {
            waiting.computeIfAbsent(taskQueueId, _ -> new LinkedHashSet<>()).add(waiter);
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    /** Wakes up to so many of those who wait for a task queue. */
    void wake(String taskQueueId, long runs) {
        lock.lock();
        try {
            long left = runs;
            for (Waiter waiter : waiting.getOrDefault(taskQueueId, new LinkedHashSet<>())) {
                if (left == 0) {
                    return;
                }
                if (!waiter.called) {
                    waiter.called = true;
                    waiter.changed.signal();
                    left--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends everybody home, now and from now on. */
    void end() {
        lock.lock();
        try {
            isEnded = true;
            waiting.values().forEach(waiters -> waiters.forEach(waiter -> waiter.changed.signal()));
        } finally {
            lock.unlock();
        }
    }

    boolean isEnded() {
        return isEnded;
    }

    /** The task queues that somebody waits for. */
    List<String> taskQueueIds() {
        lock.lock();
        try {
            return List.copyOf(waiting.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** How many wait, for whatever task queue. */
    int count() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(SequencedSet::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** One who waits; used by one thread. */
    final class Waiter implements AutoCloseable {
        private final String taskQueueId;
        private final Condition changed = lock.newCondition();
        // Guarded by the lock.
        private boolean called;
        /** Whether it was called and has not looked since. */
        private boolean owesALook;

        private Waiter(String taskQueueId) {
            this.taskQueueId = taskQueueId;
        }

        /** Waits until it is called or sent home, at most so long; says whether it was called. */
        boolean await(Duration time) throws InterruptedException {
            lock.lock();
            try {
                long nanos = time.toNanos();
                while (!called && !isEnded && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
                owesALook |= called;
                called = false;
                return owesALook;
            } finally {
                lock.unlock();
            }
        }

        /** It has looked for work after it was called, and taken what there was. */
        void looked() {
            lock.lock();
            try {
                owesALook = false;
            } finally {
                lock.unlock();
            }
        }

        /** Leaves. */
        @Override
        public void close() {
            lock.lock();
            try {
                SequencedSet<Waiter> others = waiting.get(taskQueueId);
                if (others != null && others.remove(this) && others.isEmpty()) {
                    waiting.remove(taskQueueId);
                }
                if (called || owesALook) {
                    wake(taskQueueId, 1);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
