package taskcluster.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: calls that come while others are being made wait, and are then made together in one transaction, so that a busy
 * service pays for a round trip and a commit only once for many calls. A call that comes when none is being made is made at once
 * and by itself.
 *
 * <p>One of the threads that call makes the calls of all, then hands on to the next. No call waits long for others: one that is not
 * taken up in time is made by itself, so a transaction that waits for a lock does not hold up those behind it. When calls that
 * are made together fail, none has had an effect, and each is made by itself, so that each has the outcome that is its own.
 * Safe for any number of threads.
 *
 * @param <C> a call
 * @param <R> its result
 */
public final class GroupCommit<C, R> {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Work<C, R> work;
    private final Function<C, Object> identity;
    private final int limit;
    private final Duration patience;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Deque<Pending<C, R>> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /**
     * @param identity calls with equal ones are never made together
     * @param limit how many calls are made together, at most
     */
    public GroupCommit(Work<C, R> work, Function<C, Object> identity, int limit) {
        this(work, identity, limit, PATIENCE);
    }

    /** @param patience after which a call that nobody has taken up is made by itself */
    GroupCommit(Work<C, R> work, Function<C, Object> identity, int limit, Duration patience) {
        this.work = work;
        this.identity = identity;
        this.limit = limit;
        this.patience = patience;
    }

    /** How calls are made; each method is one transaction. */
    @FunctionalInterface
    public interface Work<C, R> {
        /** Makes the calls; returns their results in the order of the calls. */
        List<R> together(List<C> calls);

        /** Makes one call. */
        default R alone(C call) {
            return together(List.of(call)).getFirst();
        }
    }

    /** How many calls wait to be taken up. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private enum State {
        WAITING,
        TAKEN,
        LEADING,
        ALONE,
        ENDED
    }

    /** A call of a thread that waits for its result. */
    private static final class Pending<C, R> {
        private final C call;
        private final Condition changed;
        // Guarded by the lock.
        private State state = State.WAITING;
        private @Nullable R result;
        private @Nullable RuntimeException failure;

        private Pending(C call, Condition changed) {
            this.call = call;
            this.changed = changed;
        }

        private void become(State next) {
            state = next;
            changed.signal();
        }
    }

    /** Makes the call by itself, such as one that takes long. */
    public R callAlone(C call) {
        return work.alone(call);
    }

    /** Makes the call, perhaps together with others; what it throws is what the call by itself throws. */
    public R call(C call) {
        Pending<C, R> pending = new Pending<>(call, lock.newCondition());
        List<Pending<C, R>> group = new ArrayList<>();
        lock.lock();
        try {
            if (isBusy) {
                waiting.add(pending);
                awaitTurn(pending);
            } else {
                isBusy = true;
                pending.state = State.LEADING;
            }
            if (pending.state == State.LEADING) {
                gather(pending, group);
            }
        } finally {
            lock.unlock();
        }
        return switch (pending.state) {
            case LEADING -> lead(pending, group);
            case ALONE -> work.alone(call);
            default -> outcome(pending);
        };
    }

    /** Waits until there is an outcome or something to do. Whoever is interrupted before the call is taken up makes it alone. */
    private void awaitTurn(Pending<C, R> pending) {
        long left = patience.toNanos();
        while (pending.state == State.WAITING) {
            try {
                left = pending.changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                left = 0;
            }
            if (left <= 0 && pending.state == State.WAITING) {
                waiting.remove(pending);
                pending.state = State.ALONE;
            }
        }
        while (pending.state == State.TAKEN) {
            pending.changed.awaitUninterruptibly();
        }
    }

    /** Takes up those who wait, in their order. */
    private void gather(Pending<C, R> leader, List<Pending<C, R>> group) {
        group.add(leader);
        Set<Object> identities = new HashSet<>();
        identities.add(identity.apply(leader.call));
        for (Iterator<Pending<C, R>> others = waiting.iterator(); others.hasNext() && group.size() < limit; ) {
            Pending<C, R> other = others.next();
            if (identities.add(identity.apply(other.call))) {
                others.remove();
                other.state = State.TAKEN;
                group.add(other);
            }
        }
    }

    /** Makes the calls of a group, and hands on. */
    private R lead(Pending<C, R> leader, List<Pending<C, R>> group) {
        List<Pending<C, R>> followers = group.subList(1, group.size());
        try {
            if (followers.isEmpty()) {
                return work.alone(leader.call);
            }
            List<R> results =
                    work.together(group.stream().map(pending -> pending.call).toList());
            lock.lock();
            try {
                for (int i = 1; i < group.size(); i++) {
                    group.get(i).result = results.get(i);
                    group.get(i).become(State.ENDED);
                }
            } finally {
                lock.unlock();
            }
            return results.getFirst();
        } catch (RuntimeException e) {
            boolean canRepeat = !followers.isEmpty() && Rejections.isRolledBack(e);
            fail(followers, canRepeat, e);
            if (!canRepeat) {
                throw e;
            }
        } finally {
            handOn(followers);
        }
        return work.alone(leader.call);
    }

    private void fail(List<Pending<C, R>> followers, boolean canRepeat, RuntimeException failure) {
        lock.lock();
        try {
            for (Pending<C, R> follower : followers) {
                follower.failure = failure;
                follower.become(canRepeat ? State.ALONE : State.ENDED);
            }
        } finally {
            lock.unlock();
        }
    }

    private void handOn(List<Pending<C, R>> followers) {
        lock.lock();
        try {
            for (Pending<C, R> follower : followers) {
                // Only after an error that leaves nobody in a state to care: nobody is to wait for ever.
                if (follower.state == State.TAKEN) {
                    follower.failure =
                            new IllegalStateException("The thread that made this call for others has failed");
                    follower.become(State.ENDED);
                }
            }
            Pending<C, R> next = waiting.poll();
            if (next == null) {
                isBusy = false;
            } else {
                next.become(State.LEADING);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings(
            "NullAway") // a call that ended without a failure has its result, which may be null if R allows that
    private R outcome(Pending<C, R> pending) {
        if (pending.failure != null) {
            throw pending.failure;
        }
        return pending.result;
    }
}
