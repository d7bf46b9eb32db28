package taskcluster.purgecache;

import java.util.List;

/**
 * The purge requests of a worker pool.
 *
 * @param version which version of the table of purges they were read from: all changes up to it are among them
 */
record PoolPurges(long version, List<PurgeRequest> requests) {
    PoolPurges {
        requests = List.copyOf(requests);
    }
}
