package taskcluster.index.entry;

import java.util.function.IntUnaryOperator;
import taskcluster.monitor.Watchdog;

/** Deletes what has expired: namespaces, then entries. */
public final class Expiry {
    private static final int BATCH = 1000;

    private final IndexStore store;

    public Expiry(IndexStore store) {
        this.store = store;
    }

    /** Deletes all of it, batch by batch, unless interrupted. */
    public void sweep(Watchdog watchdog) {
        sweep(store::expireNamespaces, watchdog);
        sweep(store::expireTasks, watchdog);
    }

    private static void sweep(IntUnaryOperator expire, Watchdog watchdog) {
        while (expire.applyAsInt(BATCH) == BATCH && !Thread.currentThread().isInterrupted()) {
            watchdog.touch();
        }
    }
}
