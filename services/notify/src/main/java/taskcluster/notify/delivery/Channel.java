package taskcluster.notify.delivery;

/** A way out through another system. Closing it ends its connections. */
public interface Channel<N extends Notification> extends AutoCloseable {
    /**
     * Sends; when this returns the other system has the notification.
     *
     * @throws UndeliverableException if it cannot be sent to this address, now or later
     * @throws DeliveryException if it could not be sent, which another attempt may change
     */
    void send(N notification, Claim claim);

    @Override
    default void close() {}
}
