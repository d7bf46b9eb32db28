package taskcluster.queue.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
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

/**
 * The methods that show task queues under their older, two-part names. A provisioner is no more than what the names of some task
 * queues begin with.
 */
public final class ProvisionerApi {
    private static final String CATEGORY = "Worker Metadata";
    private static final String NO_DESCRIPTION = "";
    private static final String STABILITY = "experimental";

    private final Database database;
    private final Clock clock;

    public ProvisionerApi(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners",
            name = "listProvisioners",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-provisioners",
            output = "v1/list-provisioners-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "List Provisioners",
            description = """
                    Lists the provisioners of all task queues that workers have used lately, ordered by ID. Use `listTaskQueues`,
                    which says more.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listProvisioners(ApiRequest request) {
        KeyPage page = KeyPage.byNames(request, 1);
        List<ProvisionerReply> rows = database.call(
                        "queue.list_provisioners", page.after().getFirst(), page.limit(), clock.instant())
                .list(ProvisionerReply::map);
        return new ProvisionersReply(page.cut(rows, row -> row), page.next(rows, row -> List.of(row.provisionerId())));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners/<provisionerId>",
            name = "getProvisioner",
            scopes = "queue:get-provisioner:<provisionerId>",
            output = "v1/provisioner-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "Get Provisioner",
            description = """
                    Returns what the task queues of a provisioner have in common.
                    """)
    Object getProvisioner(ApiRequest request) {
        String provisionerId = request.param("provisionerId");
        return database.call("queue.provisioner", provisionerId, clock.instant())
                .optional(ProvisionerReply::map)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no provisioner {{provisionerId}}, or nobody has used its task queues lately.",
                        Map.of("provisionerId", provisionerId)));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners/<provisionerId>/worker-types",
            name = "listWorkerTypes",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-worker-types:<provisionerId>",
            output = "v1/list-workertypes-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "List Worker Types",
            description = """
                    Lists the task queues of a provisioner that workers have used lately, ordered by worker type. A provisioner that
                    does not exist has none. Use `listTaskQueues`.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listWorkerTypes(ApiRequest request) {
        KeyPage page = KeyPage.byNames(request, 1);
        List<TaskQueueRow> rows = database.call(
                        "queue.list_worker_types",
                        request.param("provisionerId"),
                        page.after().getFirst(),
                        page.limit(),
                        clock.instant())
                .list(TaskQueueRow::map);
        return new WorkerTypesReply(page.cut(rows, WorkerTypeReply::of), page.next(rows, row -> List.of(row.id())));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners/<provisionerId>/worker-types/<workerType>",
            name = "getWorkerType",
            scopes = "queue:get-worker-type:<provisionerId>/<workerType>",
            output = "v1/workertype-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "Get Worker Type",
            description = """
                    Returns what is known of a task queue. Use `getTaskQueue`.
                    """)
    Object getWorkerType(ApiRequest request) {
        TaskQueueId id = TaskQueueId.of(request);
        return database.call("queue.task_queue", id.toString(), clock.instant())
                .optional(TaskQueueRow::map)
                .map(WorkerTypeReply::of)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no worker type {{workerType}} of provisioner {{provisionerId}}, or nobody has used it lately.",
                        Map.of("provisionerId", id.provisionerId(), "workerType", id.workerType())));
    }

    private record ProvisionerReply(
            String provisionerId, Instant expires, Instant lastDateActive, String description, String stability) {
        static ProvisionerReply map(ResultSet row, int number) throws SQLException {
            return new ProvisionerReply(
                    row.getString("provisioner_id"),
                    TaskQueueRow.time(row, "expires"),
                    TaskQueueRow.time(row, "last_date_active"),
                    NO_DESCRIPTION,
                    STABILITY);
        }
    }

    private record ProvisionersReply(
            List<ProvisionerReply> provisioners, @Nullable String continuationToken) {}

    private record WorkerTypeReply(
            String taskQueueId,
            String provisionerId,
            String workerType,
            Instant expires,
            Instant lastDateActive,
            String description,
            String stability) {
        static WorkerTypeReply of(TaskQueueRow row) {
            TaskQueueId id = TaskQueueId.parse(row.id());
            return new WorkerTypeReply(
                    row.id(),
                    id.provisionerId(),
                    id.workerType(),
                    row.expires(),
                    row.lastDateActive(),
                    row.description(),
                    row.stability());
        }
    }

    private record WorkerTypesReply(
            List<WorkerTypeReply> workerTypes, @Nullable String continuationToken) {}
}
