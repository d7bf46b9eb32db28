package taskcluster.pulse;

/** A running delivery of events. */
public interface Subscription extends AutoCloseable {
    /** Stops the delivery and waits for handlers that are at work. */
    @Override
    void close();
}
