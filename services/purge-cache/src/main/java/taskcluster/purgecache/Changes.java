package taskcluster.purgecache;

import java.util.Set;

/**
 * What has changed since a version of the table of purges.
 *
 * @param version the version of the table that this was read from
 * @param workerPoolIds the pools that have changed
 * @param isComplete whether those are all of them; of too many changes not all are read
 */
record Changes(long version, Set<String> workerPoolIds, boolean isComplete) {
    Changes {
        workerPoolIds = Set.copyOf(workerPoolIds);
    }
}
