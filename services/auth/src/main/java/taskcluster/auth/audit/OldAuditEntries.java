package taskcluster.auth.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import taskcluster.monitor.Watchdog;

/** Deletes what the audit history need no longer keep. Several processes may do so at once. */
public final class OldAuditEntries {
    private static final int BATCH = 1000;

    private final AuditStore store;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long entries are kept */
    public OldAuditEntries(AuditStore store, Duration retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    /** Deletes all that are too old by now, in bounded batches. */
    public void purge(Watchdog watchdog) {
        Instant before = clock.instant().minus(retention);
        while (store.deleteBefore(before, BATCH) == BATCH) {
            watchdog.touch();
        }
    }
}
