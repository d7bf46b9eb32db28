package taskcluster.purgecache;

import java.time.Duration;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;

/**
 * Keeps the purge requests in memory up to date with what other processes accept: it looks for changes when a notification
 * tells of one, and from time to time in case one got lost. A look is one small query, however many pools there are.
 */
final class PurgeFollower implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private final PurgeStore store;
    private final PurgesInMemory purges;
    private final Database database;
    private final Monitor monitor;
    private final Loop loop;
    private AutoCloseable listener = () -> {};

    PurgeFollower(PurgeStore store, PurgesInMemory purges, Database database, Duration checkInterval, Monitor monitor) {
        this.store = store;
        this.purges = purges;
        this.database = database;
        this.monitor = monitor;
        this.loop = Loop.builder("purge-cache-changes", monitor)
                .every(checkInterval)
                .maxIterationTime(LONGEST_LOOK)
                .quiet()
                .run(_ -> look());
    }

    void start() {
        loop.start();
        listener = database.listen(PurgeStore.CHANNEL, _ -> loop.wakeUp());
    }

    private void look() {
        long began = System.nanoTime();
        purges.apply(store.changes(purges.position()), began);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (Exception e) {
            monitor.logger().debug("The listener was already broken", e);
        }
        loop.close();
    }
}
