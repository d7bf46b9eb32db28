package taskcluster.purgecache;

import java.time.Instant;

/**
 * A request that the workers of a pool delete their caches of a name.
 *
 * @param before caches that were made before this time are meant; in whole milliseconds
 * @param expires when the request is forgotten
 */
record PurgeRequest(String workerPoolId, String cacheName, Instant before, Instant expires) {}
