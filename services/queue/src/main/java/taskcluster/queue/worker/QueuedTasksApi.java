package taskcluster.queue.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.postgres.FunctionCall;
import tools.jackson.databind.JsonNode;

/** The methods that say what waits in a task queue, and what its workers are at. */
public final class QueuedTasksApi {
    private static final String CATEGORY = "Worker Metadata";

    private final Database database;
    private final Clock clock;

    public QueuedTasksApi(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-queues/<taskQueueId>/pending",
            name = "listPendingTasks",
            query = {"continuationToken", "limit"},
            scopes = "queue:pending-list:<taskQueueId>",
            output = "v1/list-pending-tasks-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "List Pending Tasks",
            description = """
                    Lists the runs of a task queue that wait for a worker, longest waiting first. This is not the order in which
                    workers get them, since that goes by priority first.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listPendingTasks(ApiRequest request) {
        KeyPage page = KeyPage.byTime(request);
        List<PendingRun> rows = list("queue.list_pending_tasks", request, page)
                .list((row, _) -> new PendingRun(
                        row.getString("task_id"), row.getInt("run_id"), definition(row), time(row, "inserted")));
        return new PendingReply(page.cut(rows, row -> row), page.next(rows, row -> key(row.inserted(), row.taskId())));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-queues/<taskQueueId>/claimed",
            name = "listClaimedTasks",
            query = {"continuationToken", "limit"},
            scopes = "queue:claimed-list:<taskQueueId>",
            output = "v1/list-claimed-tasks-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "List Claimed Tasks",
            description = """
                    Lists the runs of a task queue that workers have, in the order in which they were claimed, or their claims were
                    last renewed.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listClaimedTasks(ApiRequest request) {
        KeyPage page = KeyPage.byTime(request);
        List<ClaimedRun> rows = list("queue.list_claimed_tasks", request, page)
                .list((row, _) -> new ClaimedRun(
                        row.getString("task_id"),
                        row.getInt("run_id"),
                        row.getString("worker_group"),
                        row.getString("worker_id"),
                        definition(row),
                        time(row, "claimed")));
        return new ClaimedReply(page.cut(rows, row -> row), page.next(rows, row -> key(row.claimed(), row.taskId())));
    }

    private FunctionCall list(String function, ApiRequest request, KeyPage page) {
        return database.call(
                function,
                request.param("taskQueueId"),
                page.after().getFirst(),
                page.after().getLast(),
                page.limit(),
                clock.instant());
    }

    private static JsonNode definition(ResultSet row) throws SQLException {
        return Json.MAPPER.readTree(row.getString("definition"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return TaskQueueRow.time(row, column);
    }

    /** With all digits of the time, other than replies: several runs may share a millisecond. */
    private static List<?> key(Instant time, String taskId) {
        return List.of(time.toString(), taskId);
    }

    private record PendingRun(String taskId, int runId, JsonNode task, Instant inserted) {}

    private record PendingReply(
            List<PendingRun> tasks, @Nullable String continuationToken) {}

    private record ClaimedRun(
            String taskId, int runId, String workerGroup, String workerId, JsonNode task, Instant claimed) {}

    private record ClaimedReply(
            List<ClaimedRun> tasks, @Nullable String continuationToken) {}
}
