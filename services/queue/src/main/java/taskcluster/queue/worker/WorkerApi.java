package taskcluster.queue.worker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.queue.task.StorableTime;
import tools.jackson.databind.JsonNode;

/** The methods about workers: who they are, and who must not work for now. */
public final class WorkerApi {
    private static final String CATEGORY = "Worker Metadata";
    private static final String WORKER = "v1/worker-response.json#";
    private static final String NO_INFO = "[unspecified]";
    /** The URL allows more than the name of a task queue does. */
    private static final Pattern WORKER_TYPE = Pattern.compile("[a-z]([-a-z0-9]{0,36}[a-z0-9])?");

    private final WorkerStore store;

    public WorkerApi(WorkerStore store) {
        this.store = store;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners/<provisionerId>/worker-types/<workerType>/workers",
            name = "listWorkers",
            query = {"continuationToken", "limit", "quarantined"},
            scopes = "queue:list-workers:<provisionerId>/<workerType>",
            output = "v1/list-workers-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "List Workers",
            description = """
                    Lists the workers of a task queue that have asked for work lately or are quarantined, ordered by worker group
                    and ID. With `quarantined`, `true` or `false`, only those that are, or are not.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listWorkers(ApiRequest request) {
        KeyPage page = KeyPage.byNames(request, 2);
        Optional<Boolean> quarantined = request.query("quarantined").map(Boolean::valueOf);
        List<WorkerRow> rows = store.list(TaskQueueId.of(request), quarantined, page);
        return new WorkersReply(
                page.cut(rows, row -> row), page.next(rows, row -> List.of(row.workerGroup(), row.workerId())));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
            name = "getWorker",
            scopes = "queue:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>",
            output = WORKER,
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "Get Worker",
            description = """
                    Returns what is known of a worker, with the runs that it claimed last and the history of its quarantines.
                    """)
    Object getWorker(ApiRequest request) {
        TaskQueueId taskQueueId = TaskQueueId.of(request);
        String workerGroup = request.param("workerGroup");
        String workerId = request.param("workerId");
        return store.worker(taskQueueId, workerGroup, workerId)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no worker {{workerGroup}}/{{workerId}} in task queue {{taskQueueId}}, or it has not asked "
                                + "for work lately.",
                        Map.of(
                                "taskQueueId", taskQueueId.toString(),
                                "workerGroup", workerGroup,
                                "workerId", workerId)));
    }

    @ApiMethod(
            verb = HttpVerb.PUT,
            route = "/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
            name = "quarantineWorker",
            scopes = "{AllOf: ['queue:quarantine-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>']}",
            input = "v1/quarantine-worker-request.json#",
            output = WORKER,
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Quarantine a Worker",
            description = """
                    Keeps a worker from getting work until a time, or, if that is in the past, lets it work again. Runs that it has
                    already are not concerned. Who did it, when and why is added to the history of the worker, which keeps the last
                    100 changes. The worker must be known.
                    """)
    Object quarantineWorker(ApiRequest request) {
        JsonNode body = request.body();
        return store.quarantine(
                TaskQueueId.of(request),
                request.param("workerGroup"),
                request.param("workerId"),
                StorableTime.of(body, "quarantineUntil"),
                body.path("quarantineInfo").asString(NO_INFO),
                request.clientId());
    }

    @ApiMethod(
            verb = HttpVerb.PUT,
            route = "/provisioners/<provisionerId>/worker-types/<workerType>/<workerGroup>/<workerId>",
            name = "declareWorker",
            scopes = """
                    {AllOf: [{
                      for: property,
                      in: properties,
                      each: 'queue:declare-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>#<property>'
                    }]}""",
            input = "v1/update-worker-request.json#",
            output = WORKER,
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Declare a Worker",
            description = """
                    Makes a worker and its task queue known until a time, or keeps them known for longer; never for less long than
                    they are already. Workers that ask for work are known without this.
                    """)
    Object declareWorker(ApiRequest request) {
        JsonNode body = request.body();
        request.authorize(Map.of("properties", List.copyOf(body.propertyNames())));
        TaskQueueId taskQueueId = TaskQueueId.of(request);
        if (!WORKER_TYPE.matcher(taskQueueId.workerType()).matches()) {
            throw ApiException.inputError(
                    "`workerType` must match {{pattern}}, but is {{workerType}}.",
                    Map.of("pattern", "^" + WORKER_TYPE + "$", "workerType", taskQueueId.workerType()));
        }
        return store.declare(
                taskQueueId, request.param("workerGroup"), request.param("workerId"), StorableTime.of(body, "expires"));
    }

    private record WorkersReply(
            List<WorkerRow> workers, @Nullable String continuationToken) {}
}
