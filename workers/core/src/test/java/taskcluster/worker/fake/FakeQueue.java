package taskcluster.worker.fake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The queue's rules for claims, runs and artifacts, as far as a worker can notice them. */
public final class FakeQueue implements AutoCloseable {
    private static final Set<String> RETRIED = Set.of("worker-shutdown", "intermittent-task");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, FakeTask> tasks = new LinkedHashMap<>();
    private final Map<String, Instant> credentials = new ConcurrentHashMap<>();
    private final FakeQueueServer server;
    private volatile Duration claimTerm = Duration.ofMinutes(20);
    private volatile Duration longPoll = Duration.ofMillis(300);
    private volatile boolean canBeWatched = true;
    private int issued;

    private static final class FakeTask {
        private final ObjectNode definition;
        private final List<FakeRun> runs = new ArrayList<>(List.of(new FakeRun()));
        private int retriesLeft;

        FakeTask(ObjectNode definition) {
            this.definition = definition;
            this.retriesLeft = definition.path("retries").asInt(0);
        }
    }

    /** A refusal as the queue words it. */
    static final class Refusal extends RuntimeException {
        final int status;
        final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private FakeQueue() {
        server = FakeQueueServer.start(this);
    }

    public static FakeQueue start() {
        return new FakeQueue();
    }

    public String rootUrl() {
        return server.rootUrl();
    }

    /** Failures to be answered instead of what was asked for. */
    public Faults faults() {
        return server.faults();
    }

    /** How long claims last from now on. */
    public void claimTerm(Duration term) {
        claimTerm = term;
    }

    /** Answers from now on as a queue that has no method to wait for the end of a run. */
    public void cannotBeWatched() {
        canBeWatched = false;
    }

    /** How long claimWork waits for a task, and watchRun for the end of a run. */
    public void longPoll(Duration patience) {
        longPoll = patience;
    }

    /** A definition with the usual times around a payload. */
    public static ObjectNode task(ObjectNode payload) {
        Instant now = Instant.now();
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("taskQueueId", "prov/type")
                .put("provisionerId", "prov")
                .put("workerType", "type")
                .put("schedulerId", "-")
                .put("created", Json.timestamp(now))
                .put("deadline", Json.timestamp(now.plus(Duration.ofHours(1))))
                .put("expires", Json.timestamp(now.plus(Duration.ofDays(2))));
        task.set("payload", payload);
        return task;
    }

    /** Creates a pending task and returns its id. */
    public String add(ObjectNode definition) {
        String taskId = Slugid.nice();
        definition.put("taskGroupId", taskId);
        locked(() -> tasks.put(taskId, new FakeTask(definition)));
        return taskId;
    }

    public FakeRun run(String taskId, int runId) {
        return locked(() -> task(taskId).runs.get(runId));
    }

    public int runs(String taskId) {
        return locked(() -> task(taskId).runs.size());
    }

    /** Waits until the first run has ended. */
    public FakeRun awaitResolved(String taskId) {
        return awaitResolved(taskId, 0);
    }

    public FakeRun awaitResolved(String taskId, int runId) {
        FakeRun run = run(taskId, runId);
        Await.until("the end of " + taskId + "/" + runId, Duration.ofSeconds(60), () -> run.resolved != null);
        return run;
    }

    public FakeRun awaitRunning(String taskId) {
        FakeRun run = run(taskId, 0);
        Await.until("the start of " + taskId, () -> run.state.equals("running"));
        return run;
    }

    /** Ends the task as somebody's cancelTask would. */
    public void cancel(String taskId) {
        locked(() -> {
            resolve(task(taskId).runs.getLast(), "exception", "canceled", null);
            return true;
        });
    }

    /** @param key claims that were made with the same one are given once more; empty for none */
    List<ObjectNode> claim(int count, String worker, String key) throws InterruptedException {
        long left = longPoll.toNanos();
        lock.lock();
        try {
            while (true) {
                List<ObjectNode> claims = claims(tasks.size(), "running", worker, key);
                if (claims.isEmpty()) {
                    claims = claims(count, "pending", worker, key);
                }
                if (!claims.isEmpty() || left <= 0) {
                    return claims;
                }
                left = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<ObjectNode> claims(int count, String state, String worker, String key) {
        List<ObjectNode> claims = new ArrayList<>();
        for (Map.Entry<String, FakeTask> entry : tasks.entrySet()) {
            List<FakeRun> runs = entry.getValue().runs;
            FakeRun last = runs.getLast();
            boolean isFor = last.state.equals(state)
                    && (state.equals("pending") || !key.isEmpty() && key.equals(last.claimKey));
            if (claims.size() < count && isFor) {
                last.claimKey = key;
                claims.add(claim(entry.getKey(), entry.getValue(), runs.size() - 1, worker));
            }
        }
        return claims;
    }

    private ObjectNode claim(String taskId, FakeTask task, int runId, String worker) {
        task.runs.get(runId).state = "running";
        ObjectNode claim = renewal(taskId, task, runId);
        claim.put("workerGroup", "group").put("workerId", worker);
        claim.set("task", task.definition);
        return claim;
    }

    private ObjectNode renewal(String taskId, FakeTask task, int runId) {
        Instant takenUntil = Instant.now().plus(claimTerm);
        task.runs.get(runId).takenUntil = takenUntil;
        String clientId = "task-client/" + taskId + "/" + runId + "/on/group/worker/" + ++issued;
        credentials.put(clientId, takenUntil);
        ObjectNode claim = Json.MAPPER.createObjectNode();
        claim.set("status", status(taskId, task));
        claim.put("runId", runId).put("takenUntil", Json.timestamp(takenUntil));
        claim.putObject("credentials")
                .put("clientId", clientId)
                .put("accessToken", "token-" + issued)
                .put("certificate", "{\"version\":1,\"scopes\":[]}");
        return claim;
    }

    /** Waits for a run to end. */
    ObjectNode watch(String taskId, int runId) throws InterruptedException {
        if (!canBeWatched) {
            throw new Refusal(404, "", "Not found");
        }
        long left = longPoll.toNanos();
        lock.lock();
        try {
            FakeRun run = task(taskId).runs.get(runId);
            while (run.state.equals("running") && left > 0) {
                left = changed.awaitNanos(left);
            }
            ObjectNode reply = Json.MAPPER.createObjectNode().put("state", run.state);
            if (run.resolved != null) {
                reply.put("reasonResolved", run.reason == null ? run.state : run.reason);
            }
            return reply;
        } finally {
            lock.unlock();
        }
    }

    ObjectNode reclaim(String taskId, int runId) {
        return locked(() -> {
            FakeTask task = task(taskId);
            FakeRun run = task.runs.get(runId);
            if (!run.state.equals("running")) {
                throw new Refusal(409, "RequestConflict", "run " + runId + " is " + run.resolution());
            }
            run.reclaims++;
            return renewal(taskId, task, runId);
        });
    }

    ObjectNode report(String taskId, int runId, String state, @Nullable String reason, String clientId) {
        return locked(() -> {
            FakeTask task = task(taskId);
            FakeRun run = task.runs.get(runId);
            if (!run.state.equals("running")) {
                throw new Refusal(409, "RequestConflict", "run " + runId + " is " + run.resolution());
            }
            resolve(run, state, reason, clientId);
            if (reason != null && RETRIED.contains(reason) && task.retriesLeft > 0) {
                task.retriesLeft--;
                task.runs.add(new FakeRun());
            }
            return Json.MAPPER.createObjectNode().set("status", status(taskId, task));
        });
    }

    private static void resolve(FakeRun run, String state, @Nullable String reason, @Nullable String clientId) {
        run.reason = reason;
        run.reportedBy = clientId;
        run.state = state;
        run.resolved = Instant.now();
    }

    /** Whether credentials of this name may be used for the run now. */
    boolean mayAct(String clientId, String taskId, int runId) {
        Instant expires = credentials.get(clientId);
        return clientId.startsWith("task-client/" + taskId + "/" + runId + "/")
                && expires != null
                && Instant.now().isBefore(expires);
    }

    void declare(String taskId, int runId, String name, ObjectNode body) {
        locked(() -> {
            FakeTask task = task(taskId);
            FakeRun run = task.runs.get(runId);
            if (Json.parseTimestamp(body.path("expires").asString())
                    .isAfter(Json.parseTimestamp(task.definition.path("expires").asString()))) {
                throw new Refusal(400, "InputError", "Artifact expires after the task expiry");
            }
            if (!run.state.equals("running") && !run.state.equals("exception")) {
                throw new Refusal(409, "RequestConflict", "the run is " + run.state);
            }
            FakeArtifact old = run.artifacts.get(name);
            if (old != null && !isCompatible(old.declaration(), body)) {
                throw new Refusal(409, "RequestConflict", "Artifact already exists: " + old.declaration());
            }
            run.artifacts.put(name, new FakeArtifact(body, null, null, null));
            return true;
        });
    }

    private static boolean isCompatible(ObjectNode old, ObjectNode fresh) {
        String before = old.path("storageType").asString();
        String after = fresh.path("storageType").asString();
        return (before.equals("reference") && (after.equals("link") || after.equals("reference")))
                || (before.equals(after) && old.path("contentType").equals(fresh.path("contentType")));
    }

    void store(String taskId, int runId, String name, String type, @Nullable String encoding, byte[] content) {
        locked(() -> {
            FakeRun run = task(taskId).runs.get(runId);
            run.artifacts.put(name, new FakeArtifact(run.artifact(name).declaration(), type, encoding, content));
            return true;
        });
    }

    ObjectNode statuses(List<String> taskIds) {
        return locked(() -> {
            ObjectNode reply = Json.MAPPER.createObjectNode();
            ArrayNode list = reply.putArray("statuses");
            for (String taskId : taskIds) {
                Optional.ofNullable(tasks.get(taskId))
                        .ifPresent(
                                task -> list.addObject().put("taskId", taskId).set("status", status(taskId, task)));
            }
            return reply;
        });
    }

    private static ObjectNode status(String taskId, FakeTask task) {
        ObjectNode status = Json.MAPPER.createObjectNode().put("taskId", taskId);
        ArrayNode runs = status.putArray("runs");
        for (int i = 0; i < task.runs.size(); i++) {
            FakeRun run = task.runs.get(i);
            ObjectNode node = runs.addObject().put("runId", i).put("state", run.state);
            if (run.resolved != null) {
                node.put("reasonResolved", run.reason == null ? run.state : run.reason);
            }
        }
        return status.put("state", task.runs.getLast().state);
    }

    private FakeTask task(String taskId) {
        FakeTask task = tasks.get(taskId);
        if (task == null) {
            throw new Refusal(404, "ResourceNotFound", "no task " + taskId);
        }
        return task;
    }

    private interface Step<T> {
        T run();
    }

    private <T> T locked(Step<T> step) {
        lock.lock();
        try {
            T result = step.run();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
