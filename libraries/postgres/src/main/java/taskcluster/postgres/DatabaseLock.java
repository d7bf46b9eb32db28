package taskcluster.postgres;

/** A lock that one session of the database holds until it is closed or its connection or process ends. */
public interface DatabaseLock extends AutoCloseable {
    /** Whether the session that holds the lock still answers. One round trip. */
    boolean isHeld();

    @Override
    void close();
}
