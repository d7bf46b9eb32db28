package taskcluster.purgecache;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The purge requests of the worker pools that were asked for lately, up to a bound, so that workers who poll cost no query.
 *
 * <p>What it says is never older than {@link #MAX_AGE}. A pool's requests stay until a change of the pool becomes known, and
 * they are given out only while it is known, from a look at the database that began less than that ago, which pools have
 * changed. Without such a look each question goes to the database.
 *
 * <p>What was read before a change must not be kept after it. So nothing is kept that was read from an older version of the
 * table than the last one that this process knows of.
 */
final class PurgesInMemory {
    static final Duration MAX_AGE = Duration.ofSeconds(10);

    private static final long POOL_BYTES = 200;
    private static final long REQUEST_BYTES = 150;
    private static final long CHARACTER_BYTES = 2;

    private final long capacity;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock. The pools are in the order of their last use.
    private final Map<String, PoolPurges> pools = new LinkedHashMap<>(64, 0.75f, true);
    private long size;
    /** Up to here the changes of other processes are known; null until the first look. */
    private @Nullable Long position;
    /** The last version that is known; at least the position. */
    private long newest;
    /** When the look began that led to the position. */
    private long looked;

    /**
     * Nothing in memory yet.
     *
     * @param capacity about how many bytes it may take
     * @param nanoTime a time that runs evenly, in nanoseconds
     */
    PurgesInMemory(long capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** The requests of a pool, among them maybe some that have expired since they were read. */
    List<PurgeRequest> of(String workerPoolId, Function<String, PoolPurges> database) {
        PoolPurges known = find(workerPoolId);
        if (known == null) {
            known = database.apply(workerPoolId);
            keep(workerPoolId, known);
        }
        return known.requests();
    }

    private @Nullable PoolPurges find(String workerPoolId) {
        lock.lock();
        try {
            boolean isFresh = position != null && nanoTime.getAsLong() - looked < MAX_AGE.toNanos();
            return isFresh ? pools.get(workerPoolId) : null;
        } finally {
            lock.unlock();
        }
    }

    private void keep(String workerPoolId, PoolPurges read) {
        lock.lock();
        try {
            if (read.version() < newest) {
                return;
            }
            forget(workerPoolId);
            pools.put(workerPoolId, read);
            size += bytes(read);
            Iterator<PoolPurges> longestUnused = pools.values().iterator();
            while (size > capacity && longestUnused.hasNext()) {
                size -= bytes(longestUnused.next());
                longestUnused.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** This process has changed a pool, which made the table that version. */
    void changed(String workerPoolId, long version) {
        lock.lock();
        try {
            newest = Math.max(newest, version);
            forgetOlder(workerPoolId, version);
        } finally {
            lock.unlock();
        }
    }

    /** Since which version to look for changes; null if all that is wanted is the version to begin with. */
    @Nullable
    Long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what has changed since {@link #position}.
     *
     * @param began when, by this object's time, the look at the database began
     */
    void apply(Changes changes, long began) {
        lock.lock();
        try {
            // The table is older than before if the database was restored from a backup.
            boolean isRestored = position != null && changes.version() < position;
            if (!changes.isComplete() || isRestored) {
                pools.clear();
                size = 0;
            } else {
                changes.workerPoolIds().forEach(pool -> forgetOlder(pool, changes.version()));
            }
            newest = isRestored ? changes.version() : Math.max(newest, changes.version());
            position = changes.version();
            looked = began;
        } finally {
            lock.unlock();
        }
    }

    private void forgetOlder(String workerPoolId, long version) {
        PoolPurges known = pools.get(workerPoolId);
        if (known != null && known.version() < version) {
            forget(workerPoolId);
        }
    }

    private void forget(String workerPoolId) {
        PoolPurges known = pools.remove(workerPoolId);
        if (known != null) {
            size -= bytes(known);
        }
    }

    /** Roughly. */
    private static long bytes(PoolPurges purges) {
        long bytes = POOL_BYTES;
        for (PurgeRequest request : purges.requests()) {
            bytes += REQUEST_BYTES + CHARACTER_BYTES * request.cacheName().length();
        }
        return bytes;
    }
}
