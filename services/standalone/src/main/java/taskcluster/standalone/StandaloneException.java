package taskcluster.standalone;

/** A standalone deployment can't start or go on; the message is one line that says what the user can do. */
final class StandaloneException extends RuntimeException {
    StandaloneException(String message) {
        super(message);
    }

    StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}
