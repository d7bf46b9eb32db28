package taskcluster.queue.claim;

import java.time.Instant;
import java.util.HashMap;
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
import taskcluster.monitor.Monitor;
import taskcluster.queue.claim.ClaimStore.Claim;
import taskcluster.queue.claim.ClaimStore.Renewal;
import taskcluster.queue.claim.TaskCredentials.Credentials;
import taskcluster.queue.task.TaskAffiliation;
import taskcluster.queue.task.TaskReadApi;
import taskcluster.queue.task.TaskStore;
import tools.jackson.databind.JsonNode;

/** The methods by which workers get runs and keep them. */
public final class WorkApi {
    private static final String CATEGORY = "Worker Interface";
    private static final String IDEMPOTENCY_KEY = "x-taskcluster-idempotency-key";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final WorkClaimer claimer;
    private final ClaimStore store;
    private final TaskStore tasks;
    private final TaskCredentials credentials;
    private final Monitor monitor;

    public WorkApi(
            WorkClaimer claimer, ClaimStore store, TaskStore tasks, TaskCredentials credentials, Monitor monitor) {
        this.claimer = claimer;
        this.store = store;
        this.tasks = tasks;
        this.credentials = credentials;
        this.monitor = monitor;
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/claim-work/<taskQueueId>",
            name = "claimWork",
            scopes = "{AllOf: ['queue:claim-work:<taskQueueId>', 'queue:worker-id:<workerGroup>/<workerId>']}",
            input = "v1/claim-work-request.json#",
            output = "v1/claim-work-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Claim Work",
            description = """
                    Hands up to `tasks` pending runs of a task queue to a worker: those of the highest priority, and among them those
                    that have waited longest. When there are none the call waits for some, about 20 seconds, and then returns an
                    empty list. It returns as soon as there is one run; fewer runs than asked for do not mean that there are no
                    more.

                    Each claim lasts until its `takenUntil`. Before then the worker has to report the run or renew the claim with
                    `reclaimTask`, using the claim's credentials; otherwise the run is resolved `exception` with reason
                    `claim-expired`, and retried while the task has retries.

                    A quarantined worker waits in vain.

                    When a reply gets lost, its claims are the worker's all the same, and lapse unused. To get them after all, the
                    worker sends a header `x-taskcluster-idempotency-key`, 22 random characters of `A-Z a-z 0-9 _ -` such as a
                    slugid, and repeats the call with the same one until it is answered. As long as the worker still has runs
                    that it claimed with that key, it gets those, with their claims renewed and with fresh credentials, and no
                    others. Once it has got some it takes another key for its next call.
                    """)
    Object claimWork(ApiRequest request) throws InterruptedException {
        String taskQueueId = request.param("taskQueueId");
        Worker worker = authorizedWorker(request, Map.of());
        WorkRequest work = new WorkRequest(
                taskQueueId, worker, request.body().path("tasks").asInt(1), idempotencyKey(request));
        WorkClaimer.Result result = claimer.claim(work, request::isClientGone);
        monitor.log(
                ClaimLogTypes.HINT_POLLER,
                Map.of("claimed", result.claims().size(), "released", 0, "slept", result.waited()));
        return new WorkReply(result.claims().stream()
                .map(claim -> reply(taskQueueId, claim, worker))
                .toList());
    }

    private static @Nullable String idempotencyKey(ApiRequest request) {
        Optional<String> key = request.header(IDEMPOTENCY_KEY);
        if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
            throw ApiException.inputError(
                    "The header {{header}} must match {{pattern}}.",
                    Map.of("header", IDEMPOTENCY_KEY, "pattern", "^" + KEY + "$"));
        }
        return key.orElse(null);
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/claim",
            name = "claimTask",
            scopes = """
                    {AllOf: [
                      'queue:claim-task:<provisionerId>/<workerType>',
                      'queue:worker-id:<workerGroup>/<workerId>'
                    ]}""",
            input = "v1/task-claim-request.json#",
            output = "v1/task-claim-response.json#",
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "Claim Task",
            description = """
                    Hands one run, which must be pending, to a worker. The same worker may repeat the call. Never use this in a
                    worker that also uses `claimWork`, which is what workers should use.
                    """)
    Object claimTask(ApiRequest request) {
        String taskId = request.param("taskId");
        TaskAffiliation task = tasks.affiliation(taskId).orElseThrow(() -> TaskReadApi.notFound(taskId));
        Worker worker = authorizedWorker(
                request, Map.of("provisionerId", task.provisionerId(), "workerType", task.workerType()));
        Claim claim = store.claimTask(taskId, RunId.of(request), worker);
        return reply(task.taskQueueId(), claim, worker);
    }

    private static Worker authorizedWorker(ApiRequest request, Map<String, String> parameters) {
        JsonNode body = request.body();
        Worker worker = new Worker(
                body.path("workerGroup").asString(), body.path("workerId").asString());
        Map<String, String> all = new HashMap<>(parameters);
        all.put("workerGroup", worker.workerGroup());
        all.put("workerId", worker.workerId());
        request.authorize(all);
        return worker;
    }

    private ClaimReply reply(String taskQueueId, Claim claim, Worker worker) {
        JsonNode json = claim.json();
        monitor.log(
                ClaimLogTypes.CLAIMED,
                Map.of(
                        "taskQueueId", taskQueueId,
                        "workerGroup", worker.workerGroup(),
                        "workerId", worker.workerId(),
                        "taskId", claim.taskId(),
                        "runId", claim.runId()));
        return new ClaimReply(
                json.path("status"),
                claim.runId(),
                worker.workerGroup(),
                worker.workerId(),
                json.path("takenUntil").asString(),
                json.path("task"),
                credentials.forRun(
                        claim.taskId(),
                        claim.runId(),
                        worker,
                        texts(json.path("task").path("scopes")),
                        claim.issued(),
                        claim.expires()));
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/reclaim",
            name = "reclaimTask",
            scopes = "queue:reclaim-task:<taskId>/<runId>",
            output = "v1/task-reclaim-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Reclaim Task",
            description = """
                    Renews the claim on a run, and returns credentials that last as long as the new claim. To be called by the worker
                    that has the run, well before `takenUntil`; the credentials that it has already stay valid until they end.

                    Refused when the run is no longer running, for instance because the task was canceled or the claim has lapsed:
                    then the worker should stop and report nothing.
                    """)
    Object reclaimTask(ApiRequest request) {
        String taskId = request.param("taskId");
        int runId = RunId.authorized(request);
        Renewal renewal = store.reclaim(taskId, runId);
        Worker worker = renewal.worker();
        monitor.log(
                ClaimLogTypes.RECLAIMED,
                Map.of(
                        "workerGroup",
                        worker.workerGroup(),
                        "workerId",
                        worker.workerId(),
                        "taskId",
                        taskId,
                        "runId",
                        runId));
        return new ReclaimReply(
                renewal.status(),
                runId,
                worker.workerGroup(),
                worker.workerId(),
                renewal.takenUntil(),
                credentials.forRun(
                        taskId, runId, worker, texts(renewal.scopes()), renewal.issued(), renewal.takenUntil()));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private record WorkReply(List<ClaimReply> tasks) {}

    private record ClaimReply(
            JsonNode status,
            int runId,
            String workerGroup,
            String workerId,
            String takenUntil,
            JsonNode task,
            Credentials credentials) {}

    private record ReclaimReply(
            JsonNode status,
            int runId,
            String workerGroup,
            String workerId,
            Instant takenUntil,
            Credentials credentials) {}
}
