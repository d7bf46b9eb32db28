package taskcluster.worker.task;

import java.util.Optional;

/** What a worker can report about a run that it ends. */
public enum Resolution {
    COMPLETED(""),
    FAILED(""),
    WORKER_SHUTDOWN("worker-shutdown"),
    MALFORMED_PAYLOAD("malformed-payload"),
    RESOURCE_UNAVAILABLE("resource-unavailable"),
    INTERNAL_ERROR("internal-error"),
    INTERMITTENT_TASK("intermittent-task");

    private final String reason;

    Resolution(String reason) {
        this.reason = reason;
    }

    /** The reason to give to the queue when this resolution is an exception. */
    public Optional<String> exceptionReason() {
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }
}
