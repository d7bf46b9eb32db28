package taskcluster.purgecache;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;

/** The API of purge-cache; its methods are declared where they are answered. */
final class PurgeCacheApi {
    private PurgeCacheApi() {}

    static Api of(PurgeApi purges) {
        return Api.builder("purge-cache", "v1")
                .title("Purge Cache Service")
                .description("""
                        Tells workers to delete caches that they keep between tasks, when what is in them has gone bad.

                        Someone requests that the caches of a name be purged in a worker pool. The workers of the pool \
                        poll for such requests, before they give a task a cache or from time to time, and delete the \
                        caches of that name that are older than the request. Requests are forgotten after a day: a \
                        worker that was away that long begins without caches, or asks without `since`.

                        Workers best leave `since` out, or give the time of their last successful poll less five \
                        minutes, so that clocks that differ hide no request.""")
                .parameter("workerPoolId", "^[A-Za-z0-9_-]{1,38}/[A-Za-z0-9_-]{1,38}$")
                .schemas(SchemaSet.load("purge-cache"))
                .handlers(purges)
                .build();
    }
}
