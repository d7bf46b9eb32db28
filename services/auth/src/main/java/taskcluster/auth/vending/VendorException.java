package taskcluster.auth.vending;

import org.jspecify.annotations.Nullable;

/**
 * A vendor could not be reached, or did not do what it was asked for although the request was in order. The caller cannot
 * help it: it becomes an incident, with this message in the log.
 */
public final class VendorException extends RuntimeException {
    public VendorException(String message) {
        super(message);
    }

    public VendorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
