package taskcluster.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import taskcluster.worker.task.RunKey;

/**
 * The request that the worker end. The first one counts; all that a later one can do is to withdraw the permission to
 * finish running tasks. Who wants to know registers a callback, which is told whether tasks may be finished; one registered
 * after the request is called at once. The only lock held during a callback is the one that lets {@link #deregister} wait
 * for it.
 */
public final class Termination {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RunKey, Callback> callbacks = new HashMap<>();
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Void> aborting = new CompletableFuture<>();
    private @Nullable Boolean finishTasks;

    private static final class Callback {
        private final ReentrantLock busy = new ReentrantLock();
        private final Consumer<Boolean> action;
        private boolean cancelled;

        Callback(Consumer<Boolean> action) {
            this.action = action;
        }

        void fire(boolean finish) {
            busy.lock();
            try {
                if (!cancelled) {
                    action.accept(finish);
                }
            } finally {
                busy.unlock();
            }
        }

        void cancel() {
            busy.lock();
            try {
                cancelled = true;
            } finally {
                busy.unlock();
            }
        }
    }

    /** Asks for the end; false: an earlier request stands. */
    public boolean request(boolean finish) {
        List<Callback> present;
        lock.lock();
        try {
            if (finishTasks != null && (finish || !finishTasks)) {
                return false;
            }
            finishTasks = finish;
            present = List.copyOf(callbacks.values());
        } finally {
            lock.unlock();
        }
        requested.complete(null);
        if (!finish) {
            aborting.complete(null);
        }
        present.forEach(callback -> callback.fire(finish));
        return true;
    }

    /** Whether running tasks may be finished; empty while the worker is not to end. */
    public Optional<Boolean> requested() {
        lock.lock();
        try {
            return Optional.ofNullable(finishTasks);
        } finally {
            lock.unlock();
        }
    }

    /** Completes when the worker is asked to end. */
    CompletableFuture<Void> future() {
        return requested;
    }

    /** Completes when there is no time to finish tasks any more. */
    public CompletableFuture<Void> aborting() {
        return aborting;
    }

    /**
     * Registers what to do for a run.
     *
     * @throws IllegalStateException if there is a callback for the run already
     */
    public void register(RunKey run, Consumer<Boolean> action) {
        Callback callback = new Callback(action);
        Optional<Boolean> asked;
        lock.lock();
        try {
            if (callbacks.putIfAbsent(run, callback) != null) {
                throw new IllegalStateException("two termination callbacks for " + run);
            }
            asked = requested();
        } finally {
            lock.unlock();
        }
        asked.ifPresent(callback::fire);
    }

    /** Forgets the run's callback, after waiting for it to return if it is running. */
    public void deregister(RunKey run) {
        Callback callback;
        lock.lock();
        try {
            callback = callbacks.remove(run);
        } finally {
            lock.unlock();
        }
        if (callback != null) {
            callback.cancel();
        }
    }
}
