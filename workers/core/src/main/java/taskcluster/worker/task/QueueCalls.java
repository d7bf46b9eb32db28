package taskcluster.worker.task;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The queue's methods that a worker uses. Calls are signed anew on each attempt with the credentials of that moment, so
 * that they outlive a change of credentials.
 */
public final class QueueCalls {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String IDEMPOTENCY_KEY = "x-taskcluster-idempotency-key";
    private static final String RUNNING = "running";

    private final ClientOptions options;
    private final Queue queue;
    private final RetryPolicy retries;

    /**
     * Calls in somebody's name.
     *
     * @param credentials asked before each attempt
     * @param retries applies to network errors, 5xx and 429; other answers are final
     */
    public QueueCalls(RootUrl rootUrl, Supplier<Credentials> credentials, RetryPolicy retries) {
        this.options = ClientOptions.builder(rootUrl.url())
                .credentials(credentials)
                .retries(0)
                .build();
        this.queue = new Queue(options);
        this.retries = retries;
    }

    /** What a renewed claim consists of. */
    public record Renewal(Instant takenUntil, Credentials credentials) {}

    /**
     * Waits at the queue for work; one attempt only.
     *
     * @param key by which the queue knows a repeated call: as long as no answer has brought claims, use the same one, so that
     *     claims whose answer got lost come with the next one
     */
    public List<ClaimedTask> claimWork(String taskQueueId, String workerGroup, String workerId, int tasks, String key)
            throws QueueCallException {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("workerGroup", workerGroup).put("workerId", workerId).put("tasks", tasks);
        Queue keyed = new Queue(options.toBuilder().header(IDEMPOTENCY_KEY, key).build());
        JsonNode claims = attempt(() -> keyed.claimWork(taskQueueId, request)).required("tasks");
        return StreamSupport.stream(claims.spliterator(), false)
                .map(ClaimedTask::of)
                .toList();
    }

    /** One attempt to renew a claim: how long to go on trying depends on when it lapses. */
    public Renewal reclaim(RunKey run) throws QueueCallException {
        ObjectNode reply = attempt(() -> queue.reclaimTask(run.taskId(), runId(run)));
        return new Renewal(
                Json.parseTimestamp(reply.required("takenUntil").asString()),
                ClaimedTask.credentials(reply.required("credentials")));
    }

    /** Waits at the queue, once, for a run to end, and says how, in the queue's words; empty if it goes on. */
    public Optional<String> awaitEnd(RunKey run) throws QueueCallException {
        return end(attempt(() -> queue.watchRun(run.taskId(), runId(run))));
    }

    /** Asks, once, how a run ended, in the queue's words; empty while it is running. */
    public Optional<String> ended(RunKey run) throws QueueCallException {
        return Optional.ofNullable(ended(Set.of(run)).get(run));
    }

    /** Asks, once and for all of them together, which runs have ended and how, in the queue's words. */
    public Map<RunKey, String> ended(Set<RunKey> runs) throws QueueCallException {
        ObjectNode request = Json.MAPPER.createObjectNode();
        ArrayNode ids = request.putArray("taskIds");
        runs.forEach(run -> ids.add(run.taskId()));
        Map<String, JsonNode> statuses = new HashMap<>();
        for (JsonNode entry : attempt(() -> queue.statuses(request)).path("statuses")) {
            statuses.put(entry.path("taskId").asString(""), entry.path("status"));
        }
        Map<RunKey, String> ended = new HashMap<>();
        for (RunKey run : runs) {
            Optional.ofNullable(statuses.get(run.taskId()))
                    .flatMap(status -> end(status.path("runs").path(run.runId())))
                    .ifPresent(end -> ended.put(run, end));
        }
        return ended;
    }

    private static Optional<String> end(JsonNode run) {
        String state = run.path("state").asString("unknown");
        return state.equals(RUNNING)
                ? Optional.empty()
                : Optional.of(run.path("reasonResolved").asString(state));
    }

    /** Tells the queue how a run ended. */
    public void report(RunKey run, Resolution resolution) throws QueueCallException {
        retrying(() -> {
            Optional<String> reason = resolution.exceptionReason();
            if (reason.isPresent()) {
                ObjectNode body = Json.MAPPER.createObjectNode().put("reason", reason.get());
                return queue.reportException(run.taskId(), runId(run), body);
            }
            return resolution == Resolution.COMPLETED
                    ? queue.reportCompleted(run.taskId(), runId(run))
                    : queue.reportFailed(run.taskId(), runId(run));
        });
    }

    /** Declares an artifact; the reply says where its content goes, if it has any. */
    public ObjectNode createArtifact(RunKey run, String name, ObjectNode artifact) throws QueueCallException {
        return retrying(() -> queue.createArtifact(run.taskId(), runId(run), name, artifact));
    }

    private ObjectNode retrying(Supplier<ObjectNode> call) throws QueueCallException {
        return retries.run(
                QueueCallException.class,
                failure -> !failure.isRefusal() || failure.status() == TOO_MANY_REQUESTS,
                () -> attempt(call));
    }

    private static ObjectNode attempt(Supplier<ObjectNode> call) throws QueueCallException {
        try {
            return call.get();
        } catch (ApiCallException e) {
            throw new QueueCallException(e.statusCode(), e.code(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String runId(RunKey run) {
        return Integer.toString(run.runId());
    }
}
