package taskcluster.purgecache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import taskcluster.monitor.Watchdog;

/** Deletes purge requests that have expired. Several processes may do so at once. */
final class ExpiredPurges {
    private static final int BATCH = 1000;

    private final PurgeStore store;
    private final Clock clock;
    private final Duration delay;

    /** @param delay how long they are kept */
    ExpiredPurges(PurgeStore store, Clock clock, Duration delay) {
        this.store = store;
        this.clock = clock;
        this.delay = delay;
    }

    /** Deletes all that expired that long ago, in bounded batches. */
    void delete(Watchdog watchdog) {
        Instant before = clock.instant().minus(delay);
        while (store.deleteExpired(before, BATCH) == BATCH
                && !Thread.currentThread().isInterrupted()) {
            watchdog.touch();
        }
    }
}
