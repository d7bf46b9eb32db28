package taskcluster.builtinworkers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import taskcluster.api.Api;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.core.Slugid;
import taskcluster.testing.FakeAuthenticator;
import taskcluster.testing.TestService;
import tools.jackson.databind.JsonNode;

/** What the workers ask of the queue, answered from memory over HTTP; signatures and scopes are checked as usual. */
final class FakeQueue implements AutoCloseable {
    private static final long CLAIM_WAIT_SECONDS = 1;

    private final Map<String, BlockingQueue<Map<String, Object>>> pending = new ConcurrentHashMap<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final List<String> claims = new CopyOnWriteArrayList<>();
    private final Set<String> canceled = ConcurrentHashMap.newKeySet();
    private final TestService server;
    private volatile boolean away;

    FakeQueue() {
        Api api = Api.builder("queue", "v1")
                .title("Fake queue")
                .description("For tests")
                .handlers(this)
                .build();
        server = TestService.builder().bean(Api.class, api).start();
        server.authenticator()
                .client(
                        "static/taskcluster/built-in-workers",
                        "queue:claim-work:built-in/*",
                        "queue:worker-id:built-in/*");
    }

    String rootUrl() {
        return server.rootUrl().url();
    }

    TestService server() {
        return server;
    }

    /** Makes a task pending in a queue; returns its taskId. */
    String add(String taskQueueId, Map<String, Object> payload) {
        return add(taskQueueId, taskQueueId, payload);
    }

    /** The same with a definition that names another queue. */
    String add(String taskQueueId, String named, Map<String, Object> payload) {
        return add(Slugid.nice(), taskQueueId, named, payload);
    }

    /** A task that is canceled between its claim and its report, which is refused with 409. */
    void addCanceled(String taskQueueId) {
        String taskId = Slugid.nice();
        canceled.add(taskId);
        add(taskId, taskQueueId, taskQueueId, Map.of());
    }

    private String add(String taskId, String taskQueueId, String named, Map<String, Object> payload) {
        pending(taskQueueId).add(Map.of("taskId", taskId, "taskQueueId", named, "payload", payload));
        return taskId;
    }

    /** Whether every call fails. */
    void setAway(boolean isAway) {
        away = isAway;
    }

    /** {@code <taskId> <what was reported> by <clientId>}, in order. */
    List<String> reports() {
        return reports;
    }

    /** {@code <taskQueueId> by <workerGroup>/<workerId>} for each claim that was asked for, answered or not. */
    List<String> claims() {
        return claims;
    }

    int pendingIn(String taskQueueId) {
        return pending(taskQueueId).size();
    }

    private BlockingQueue<Map<String, Object>> pending(String taskQueueId) {
        return pending.computeIfAbsent(taskQueueId, _ -> new LinkedBlockingQueue<>());
    }

    @ApiMethod(
            name = "claimWork",
            verb = HttpVerb.POST,
            route = "/claim-work/<taskQueueId>",
            scopes = "{AllOf: ['queue:claim-work:<taskQueueId>', 'queue:worker-id:<worker>']}",
            title = "Claim",
            description = "Claim")
    Object claimWork(ApiRequest request) throws InterruptedException {
        JsonNode body = request.body();
        String worker = body.path("workerGroup").asString() + "/"
                + body.path("workerId").asString();
        request.authorize(Map.of("worker", worker));
        requireHere();
        String taskQueueId = request.param("taskQueueId");
        claims.add(taskQueueId + " by " + worker);
        Map<String, Object> task = pending(taskQueueId).poll(CLAIM_WAIT_SECONDS, TimeUnit.SECONDS);
        return Map.of("tasks", task == null ? List.of() : List.of(claim(task)));
    }

    private Map<String, Object> claim(Map<String, Object> task) {
        String clientId = "task-client/" + task.get("taskId");
        server.authenticator().client(clientId, "queue:resolve-task:" + task.get("taskId") + "/0");
        return Map.of(
                "status",
                Map.of("taskId", task.get("taskId")),
                "runId",
                0,
                "task",
                Map.of("taskQueueId", task.get("taskQueueId"), "payload", task.get("payload")),
                "credentials",
                Map.of("clientId", clientId, "accessToken", FakeAuthenticator.ACCESS_TOKEN, "certificate", "{}"));
    }

    @ApiMethod(
            name = "reportCompleted",
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/completed",
            scopes = "queue:resolve-task:<taskId>/<runId>",
            title = "Completed",
            description = "Completed")
    Object reportCompleted(ApiRequest request) {
        return report(request, "completed");
    }

    @ApiMethod(
            name = "reportFailed",
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/failed",
            scopes = "queue:resolve-task:<taskId>/<runId>",
            title = "Failed",
            description = "Failed")
    Object reportFailed(ApiRequest request) {
        return report(request, "failed");
    }

    @ApiMethod(
            name = "reportException",
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/exception",
            scopes = "queue:resolve-task:<taskId>/<runId>",
            title = "Exception",
            description = "Exception")
    Object reportException(ApiRequest request) {
        return report(request, request.body().path("reason").asString());
    }

    private Object report(ApiRequest request, String what) {
        requireHere();
        String taskId = request.param("taskId");
        if (canceled.contains(taskId)) {
            throw ApiException.conflict("The run is not running", Map.of());
        }
        reports.add(taskId + " " + what + " by " + request.clientId());
        return Map.of("status", Map.of("taskId", taskId));
    }

    private void requireHere() {
        if (away) {
            throw new IllegalStateException("the queue is away");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
