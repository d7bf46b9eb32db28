package taskcluster.queue.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.postgres.Database;

/** The methods that say which task queues there are, and how much there is to do in each. */
public final class TaskQueueApi {
    private static final String CATEGORY = "Worker Metadata";

    private final Database database;
    private final Clock clock;

    public TaskQueueApi(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/pending/<taskQueueId>",
            name = "pendingTasks",
            scopes = "queue:pending-count:<taskQueueId>",
            output = "v1/pending-tasks-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "Get Number of Pending Tasks",
            description = """
                    Returns how many runs of a task queue wait for a worker. A task queue that nobody has used has none. Use
                    `taskQueueCounts`, which says more.
                    """)
    Object pendingTasks(ApiRequest request) {
        String taskQueueId = request.param("taskQueueId");
        long pending = database.call("queue.pending_tasks", taskQueueId, clock.instant())
                .single((row, _) -> row.getLong(1));
        TaskQueueId id = TaskQueueId.parse(taskQueueId);
        return new PendingReply(id.provisionerId(), id.workerType(), taskQueueId, pending);
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-queues/<taskQueueId>/counts",
            name = "taskQueueCounts",
            scopes = "{AllOf: ['queue:pending-count:<taskQueueId>', 'queue:claimed-count:<taskQueueId>']}",
            output = "v1/task-queue-counts-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Number of Pending and Claimed Tasks",
            description = """
                    Returns how many runs of a task queue wait for a worker, and how many are claimed by one. A task queue that nobody
                    has used has none.
                    """)
    Object taskQueueCounts(ApiRequest request) {
        String taskQueueId = request.param("taskQueueId");
        TaskQueueId id = TaskQueueId.parse(taskQueueId);
        return database.call("queue.task_queue_counts", taskQueueId, clock.instant())
                .single((row, _) -> new CountsReply(
                        id.provisionerId(),
                        id.workerType(),
                        taskQueueId,
                        row.getLong("pending"),
                        row.getLong("claimed")));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-queues",
            name = "listTaskQueues",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-task-queues",
            output = "v1/list-taskqueues-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Task Queues",
            description = """
                    Lists the task queues that workers have used lately, ordered by ID.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listTaskQueues(ApiRequest request) {
        KeyPage page = KeyPage.byNames(request, 1);
        List<TaskQueueRow> rows = database.call(
                        "queue.list_task_queues", page.after().getFirst(), page.limit(), clock.instant())
                .list(TaskQueueRow::map);
        return new TaskQueuesReply(page.cut(rows, TaskQueueReply::of), page.next(rows, row -> List.of(row.id())));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-queues/<taskQueueId>",
            name = "getTaskQueue",
            scopes = "queue:get-task-queue:<taskQueueId>",
            output = "v1/taskqueue-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Task Queue",
            description = """
                    Returns what is known of a task queue. It is known as long as workers use it, and for a few days after.
                    """)
    Object getTaskQueue(ApiRequest request) {
        String taskQueueId = request.param("taskQueueId");
        return database.call("queue.task_queue", taskQueueId, clock.instant())
                .optional(TaskQueueRow::map)
                .map(TaskQueueReply::of)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no task queue {{taskQueueId}}, or nobody has used it lately.",
                        Map.of("taskQueueId", taskQueueId)));
    }

    private record PendingReply(String provisionerId, String workerType, String taskQueueId, long pendingTasks) {}

    private record CountsReply(
            String provisionerId, String workerType, String taskQueueId, long pendingTasks, long claimedTasks) {}

    private record TaskQueueReply(
            String taskQueueId, Instant expires, Instant lastDateActive, String description, String stability) {
        static TaskQueueReply of(TaskQueueRow row) {
            return new TaskQueueReply(
                    row.id(), row.expires(), row.lastDateActive(), row.description(), row.stability());
        }
    }

    private record TaskQueuesReply(
            List<TaskQueueReply> taskQueues, @Nullable String continuationToken) {}
}
