package taskcluster.worker.task;

/** The queue refused a call, or could not be reached for so long that the call was given up. */
public final class QueueCallException extends Exception {
    private static final int NOT_FOUND = 404;

    private final int status;
    private final String code;

    /** @param code the queue's error code, such as {@code ResourceNotFound} */
    QueueCallException(int status, String code, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status of the last answer; 0 when there was none. */
    public int status() {
        return status;
    }

    /** Whether the queue understood the call and said no; repeating it would not help. */
    public boolean isRefusal() {
        return status >= 400 && status < 500;
    }

    /** Whether the queue has no such method, as those of other makers have not; what it merely cannot find has a code. */
    public boolean isUnknownMethod() {
        return status == NOT_FOUND && !code.equals("ResourceNotFound");
    }
}
