package taskcluster.postgres;

/** The database cannot be used at start; the message is one line that says what to do. */
public final class DatabaseUnavailableException extends RuntimeException {
    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    DatabaseUnavailableException(String message) {
        super(message);
    }
}
