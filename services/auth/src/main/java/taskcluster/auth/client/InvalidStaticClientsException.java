package taskcluster.auth.client;

/** The static clients of the configuration cannot be used. The message names all that is wrong, in one line. */
public final class InvalidStaticClientsException extends RuntimeException {
    InvalidStaticClientsException(String message) {
        super(message);
    }
}
