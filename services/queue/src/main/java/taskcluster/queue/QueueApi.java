package taskcluster.queue;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;
import taskcluster.core.Slugid;

/** The queue's API: what its methods share. */
final class QueueApi {
    private static final String NAME = "^[a-zA-Z0-9-_]{1,38}$";

    private QueueApi() {}

    static Api of(Object... handlers) {
        return Api.builder("queue", "v1")
                .title("Queue Service")
                .description("""
                        The queue keeps tasks and hands them to workers.

                        A task is created with `createTask`. It waits for the tasks it depends on, then for a worker, which claims it \
                        with `claimWork`, renews its claim with `reclaimTask` while it works, creates artifacts, and reports how it \
                        went. Each such attempt is a *run*; a task whose worker disappears is run again while it has retries. A task \
                        that is not resolved by its deadline is resolved as an exception.

                        Everything that happens is announced on the queue's exchanges as well.""")
                .parameter("taskId", Slugid.PATTERN)
                .parameter("taskGroupId", Slugid.PATTERN)
                .parameter("runId", "^[1-9]*[0-9]+$")
                .parameter("name", "^[\\x20-\\x7e]+$")
                .parameter("taskQueueId", "^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$")
                .parameter("provisionerId", NAME)
                .parameter("workerType", NAME)
                .parameter("workerGroup", NAME)
                .parameter("workerId", NAME)
                .query("continuationToken", "^.+$")
                .query("limit", "^[0-9]+$")
                .query("quarantined", "^(true|false)$")
                .handlers(handlers)
                .schemas(SchemaSet.load("queue"))
                .build();
    }
}
