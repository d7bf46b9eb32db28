package taskcluster.worker;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/** All that went wrong in one run, in the order in which it happened. Only the first decides how the run is resolved. */
public final class TaskProblems {
    private final List<TaskProblem> problems = new CopyOnWriteArrayList<>();

    public void add(TaskProblem problem) {
        problems.add(problem);
    }

    public Optional<TaskProblem> first() {
        return problems.stream().findFirst();
    }

    /** {@code COMPLETED} when nothing went wrong. */
    public Resolution resolution() {
        return first().map(TaskProblem::resolution).orElse(Resolution.COMPLETED);
    }
}
