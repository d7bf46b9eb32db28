package taskcluster.notify.delivery;

/** A notification cannot be sent to its address as things are, however often it is tried. The message says what to do. */
public final class UndeliverableException extends RuntimeException {
    public UndeliverableException(String message) {
        super(message);
    }
}
