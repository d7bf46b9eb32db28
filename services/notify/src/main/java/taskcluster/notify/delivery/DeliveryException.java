package taskcluster.notify.delivery;

import org.jspecify.annotations.Nullable;

/** Another system did not take a notification. Another attempt may succeed. */
public final class DeliveryException extends RuntimeException {
    public DeliveryException(String message) {
        super(message);
    }

    public DeliveryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
