package taskcluster.worker;

/** Why a worker ended; service managers and machine images rely on the codes. */
public enum WorkerExit {
    /** The requested number of tasks has been run. */
    TASKS_DONE(0),
    /** Nothing to do for longer than the idle timeout. */
    IDLE(68),
    /** The worker cannot go on: a defect, or a full disk. */
    INTERNAL_ERROR(69),
    /** Asked to end after finishing its tasks. */
    INTERRUPTED(71),
    /** Asked to end at once. */
    SHUTDOWN(72);

    private final int code;

    WorkerExit(int code) {
        this.code = code;
    }

    /** The exit code of a process that ends for this reason. */
    public int code() {
        return code;
    }
}
