package taskcluster.worker.task;

/** Why a task cannot complete, in words for its author, and what to tell the queue because of it. */
public final class TaskProblem extends Exception {
    private final Resolution resolution;

    public TaskProblem(Resolution resolution, String message) {
        super(message);
        this.resolution = resolution;
    }

    public TaskProblem(Resolution resolution, String message, Throwable cause) {
        super(message, cause);
        this.resolution = resolution;
    }

    public Resolution resolution() {
        return resolution;
    }
}
