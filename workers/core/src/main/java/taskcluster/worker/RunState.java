package taskcluster.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import taskcluster.worker.task.TaskProblem;

/**
 * Where a claimed run stands, as this worker sees it:
 *
 * <pre>
 * ACTIVE -> ABORTED   the worker ends it (shutdown, run time exceeded); it will be reported
 * ACTIVE, ABORTED -> LOST   the queue has resolved it or given it away; nothing may be reported
 * ACTIVE, ABORTED -> REPORTING   all is done, the queue is being told; what the queue says from now on is our own doing
 * </pre>
 *
 * <p>Leaving {@code ACTIVE} for {@code ABORTED} or {@code LOST} stops the run: everything registered with {@link #onStop}
 * runs, outside of any lock, at once if it is registered too late. Being stopped is for ever, so whoever starts something
 * checks before and registers after.
 */
public final class RunState {
    private enum Phase {
        ACTIVE,
        ABORTED,
        LOST,
        REPORTING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final TaskProblems problems;
    private final List<Runnable> actions = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Phase phase = Phase.ACTIVE;
    private @Nullable TaskProblem abortedBy;
    private @Nullable String lostBecause;

    RunState(TaskProblems problems) {
        this.problems = problems;
    }

    /** Ends the run for a reason that will be reported unless an earlier problem is; false: it was stopped already. */
    public boolean abort(TaskProblem problem) {
        List<Runnable> todo;
        lock.lock();
        try {
            if (phase != Phase.ACTIVE) {
                return false;
            }
            phase = Phase.ABORTED;
            abortedBy = problem;
            problems.add(problem);
            todo = takeActions();
        } finally {
            lock.unlock();
        }
        stop(todo);
        return true;
    }

    /** Notes that the run is no longer this worker's; false: it was lost before or is being reported. */
    public boolean lose(String because) {
        List<Runnable> todo;
        lock.lock();
        try {
            if (phase == Phase.LOST || phase == Phase.REPORTING) {
                return false;
            }
            phase = Phase.LOST;
            lostBecause = because;
            todo = takeActions();
        } finally {
            lock.unlock();
        }
        stop(todo);
        return true;
    }

    /** Begins reporting; false: the run is lost and must not be reported. */
    boolean startReporting() {
        lock.lock();
        try {
            if (phase == Phase.LOST) {
                return false;
            }
            phase = Phase.REPORTING;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Registers what is to be done when the run is stopped; done here and now when it has been. */
    public void onStop(Runnable action) {
        lock.lock();
        try {
            if (phase == Phase.ACTIVE) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        if (isStopped()) {
            action.run();
        }
    }

    private List<Runnable> takeActions() {
        List<Runnable> todo = List.copyOf(actions);
        actions.clear();
        return todo;
    }

    private void stop(List<Runnable> todo) {
        stopped.complete(null);
        todo.forEach(Runnable::run);
    }

    /** Whether the run was aborted or lost: nothing of it may be started any more. */
    public boolean isStopped() {
        return stopped.isDone();
    }

    /** Completes when the run is aborted or lost. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Why the worker ended the run early. */
    public Optional<TaskProblem> abortedBy() {
        lock.lock();
        try {
            return Optional.ofNullable(abortedBy);
        } finally {
            lock.unlock();
        }
    }

    /** Why the run is no longer this worker's. */
    public Optional<String> lostBecause() {
        lock.lock();
        try {
            return Optional.ofNullable(lostBecause);
        } finally {
            lock.unlock();
        }
    }

    public boolean isLost() {
        return lostBecause().isPresent();
    }
}
