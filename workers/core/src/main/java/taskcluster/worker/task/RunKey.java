package taskcluster.worker.task;

/**
 * One attempt at a task.
 *
 * @param taskId a slugid
 * @param runId 0 for the first attempt
 */
public record RunKey(String taskId, int runId) {
    /** A name for files of this run. */
    public String fileName() {
        return taskId + "-" + runId;
    }

    @Override
    public String toString() {
        return taskId + "/" + runId;
    }
}
