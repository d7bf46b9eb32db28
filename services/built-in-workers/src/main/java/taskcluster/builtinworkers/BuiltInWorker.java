package taskcluster.builtinworkers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import tools.jackson.databind.JsonNode;

/**
 * Claims the tasks of one queue, one after the other, and resolves each at once. What fails is reported and tried again
 * after a while. A claim in progress when the worker is closed is waited for, so that no task is lost on the way.
 */
final class BuiltInWorker implements AutoCloseable {
    /** More than a claim that waits for work, and a report that is tried several times. */
    private static final Duration LONGEST_TASK = Duration.ofMinutes(5);

    private static final int CONFLICT = 409;

    private final BuiltInQueue served;
    private final ClientOptions reports;
    private final Queue claims;
    private final Monitor monitor;
    private final Loop loop;
    private volatile boolean closing;
    private volatile boolean healthy = true;

    /**
     * @param options with the credentials of the built-in workers
     * @param retryDelay how long to wait after a failure
     */
    BuiltInWorker(BuiltInQueue served, ClientOptions options, Duration retryDelay, Monitor monitor) {
        this.served = served;
        this.reports = options;
        // A claim whose answer was lost may have been made: repeating it at once would claim another task.
        this.claims = new Queue(options.toBuilder().retries(0).build());
        this.monitor = monitor;
        this.loop = Loop.builder(served.taskQueueId(), monitor)
                .every(retryDelay)
                .maxIterationTime(LONGEST_TASK)
                .quiet()
                .run(_ -> work());
    }

    void start() {
        loop.start();
    }

    /** Whether the queue answered as it should the last time. */
    boolean isHealthy() {
        return healthy;
    }

    private void work() {
        boolean done = false;
        try {
            if (!closing) {
                claim().forEach(this::resolve);
            }
            done = true;
        } finally {
            healthy = done;
        }
        if (!closing) {
            loop.wakeUp();
        }
    }

    /** At most one claim; none if no task came while the queue waited for one. */
    private List<JsonNode> claim() {
        Map<String, Object> worker =
                Map.of("workerGroup", BuiltInQueue.workerGroup(), "workerId", served.workerId(), "tasks", 1);
        return claims.claimWork(served.taskQueueId(), worker)
                .path("tasks")
                .valueStream()
                .toList();
    }

    private void resolve(JsonNode claim) {
        JsonNode status = claim.path("status");
        String taskId = status.path("taskId").asString();
        try {
            report(claim, taskId, claim.path("runId").asString());
        } catch (ApiCallException refused) {
            if (refused.statusCode() != CONFLICT) {
                throw refused;
            }
            monitor.logger().info("task {} was resolved by somebody else: {}", taskId, refused.getMessage());
        }
    }

    /** What becomes of a task is decided by the queue that it says it is in. */
    private void report(JsonNode claim, String taskId, String runId) {
        JsonNode task = claim.path("task");
        Queue queue = new Queue(reports.toBuilder()
                .credentials(credentials(claim.path("credentials")))
                .build());
        if (!task.path("payload").isEmpty()) {
            queue.reportException(taskId, runId, Map.of("reason", "malformed-payload"));
            return;
        }
        String taskQueueId = task.path("taskQueueId").asString();
        switch (BuiltInQueue.of(taskQueueId)
                .orElseThrow(() -> new IllegalStateException("task " + taskId + " is in the queue " + taskQueueId))) {
            case SUCCEED -> queue.reportCompleted(taskId, runId);
            case FAIL -> queue.reportFailed(taskId, runId);
        }
    }

    private static Credentials credentials(JsonNode node) {
        return new Credentials(
                node.path("clientId").asString(),
                node.path("accessToken").asString(),
                node.path("certificate").stringValue(null));
    }

    /** Says that the task at hand is to be the last one, without waiting for it. */
    void beginClosing() {
        closing = true;
    }

    @Override
    public void close() {
        beginClosing();
        loop.close();
    }

    @Override
    public String toString() {
        return "worker of " + served.taskQueueId();
    }
}
