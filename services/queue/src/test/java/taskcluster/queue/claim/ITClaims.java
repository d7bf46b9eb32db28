package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Claiming and reclaiming runs, one request at a time. */
class ITClaims {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "50ms");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create(Object... changes) {
        ObjectNode definition = queue.definition(changes).put("taskQueueId", taskQueueId);
        String taskId = Slugid.nice();
        queue.create(taskId, definition).ok();
        clock.advance(Duration.ofMillis(1));
        return taskId;
    }

    private static Response reclaim(TestClient client, String taskId, int runId) {
        return client.post("task/" + taskId + "/runs/" + runId + "/reclaim");
    }

    private String path() {
        return "claim-work/" + taskQueueId.replace("/", "%2F");
    }

    private static Map<String, Object> worker(String workerGroup, String workerId) {
        return Map.of("workerGroup", workerGroup, "workerId", workerId);
    }

    @Test
    @DisplayName("queue-38: claiming takes the scopes of the queue and of the worker")
    void claimingTakesTheScopesOfTheQueueAndOfTheWorker() {
        String claim = "queue:claim-work:" + taskQueueId;
        String worker = "queue:worker-id:my-group/my-worker";
        for (List<String> scopes : List.of(
                List.of(claim),
                List.of(worker),
                List.of("queue:claim-work:other/queue", worker),
                List.of(claim, "queue:worker-id:my-group/other-worker"))) {
            Response refused = queue.with(scopes.toArray(String[]::new)).post(path(), worker("my-group", "my-worker"));
            assertThat(refused.code()).isEqualTo("InsufficientScopes");
        }
        assertThat(queue.with(claim, worker)
                        .post(path(), worker("my-group", "my-worker"))
                        .ok()
                        .path("tasks"))
                .isEmpty();
    }

    @Test
    @DisplayName("queue-39: one task is claimed unless more are asked for")
    void oneTaskIsClaimedUnlessMoreAreAskedFor() {
        create();
        create();
        JsonNode tasks =
                queue.root().post(path(), worker("my-group", "my-worker")).ok().path("tasks");
        assertThat(tasks).hasSize(1);
    }

    @Test
    @DisplayName("queue-49: no more are claimed than asked for")
    void noMoreAreClaimedThanAskedFor() {
        Stream.generate(this::create).limit(5).forEach(_ -> {});
        assertThat(queue.claimWork(taskQueueId, 3)).hasSize(3);
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(2);
        assertThat(queue.claimWork(taskQueueId, 32)).hasSize(2);
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
        assertThat(queue.claimWork(taskQueueId, 32)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33, -1})
    void askingForNoTasksOrTooManyIsRefused(int tasks) {
        Response refused =
                queue.root().post(path(), Map.of("workerGroup", "my-group", "workerId", "my-worker", "tasks", tasks));
        assertThat(refused.code()).isEqualTo("InputValidationError");
    }

    @Test
    @DisplayName("queue-40: a claim tells the task and its status")
    void aClaimTellsTheTaskAndItsStatus() {
        String taskId = create("scopes", List.of("some:scope"), "priority", "medium");
        Instant asked = clock.instant();
        JsonNode claim = queue.claimWork(taskQueueId, 1).path(0);
        assertThat(claim.path("task"))
                .isEqualTo(queue.root().get("task/" + taskId).ok());
        assertThat(claim.path("status")).isEqualTo(queue.status(taskId));
        assertThat(claim.path("runId").asInt()).isZero();
        assertThat(claim.path("workerGroup").asString()).isEqualTo("my-group");
        assertThat(claim.path("workerId").asString()).isEqualTo("my-worker");
        assertThat(claim.path("takenUntil").asString()).isEqualTo(Json.timestamp(asked.plus(Duration.ofMinutes(20))));
        JsonNode run = queue.run(taskId, 0);
        assertThat(run.path("state").asString()).isEqualTo("running");
        assertThat(run.path("takenUntil")).isEqualTo(claim.path("takenUntil"));
        assertThat(run.path("started").asString()).isEqualTo(Json.timestamp(asked));
        assertThat(claim.path("credentials").path("clientId").asString())
                .startsWith("task-client/" + taskId + "/0/on/my-group/my-worker/until/");
    }

    @Test
    @DisplayName("queue-41, queue-42: credentials of a claim keep it and those of a renewal report")
    void credentialsOfAClaimKeepItAndThoseOfARenewalReport() {
        String taskId = create();
        JsonNode claim = queue.claimWork(taskQueueId, 1).path(0);
        TestClient first = queue.with(claim.path("credentials"));
        JsonNode renewal = reclaim(first, taskId, 0).ok();
        TestClient second = queue.with(renewal.path("credentials"));
        reclaim(second, taskId, 0).ok();
        assertThat(reclaim(first, taskId, 0).status())
                .as("the earlier ones still work")
                .isEqualTo(200);
        assertThat(reclaim(first, taskId, 1).status())
                .as("for another run they do not")
                .isEqualTo(403);
        second.post("task/" + taskId + "/runs/0/completed", Map.of()).ok();
        assertThat(queue.state(taskId)).isEqualTo("completed");
    }

    @Test
    void credentialsOfAClaimLapseWithIt() {
        String taskId = create();
        TestClient client = queue.with(queue.claimWork(taskQueueId, 1).path(0).path("credentials"));
        clock.advance(Duration.ofMinutes(20).plusMillis(1));
        assertThat(reclaim(client, taskId, 0).status()).isEqualTo(401);
        clock.advance(Duration.ofMinutes(-20).minusMillis(1));
    }

    @Test
    void credentialsOfAClaimHaveTheScopesOfTheTask() {
        create("scopes", List.of("queue:get-task:*"));
        JsonNode claim = queue.claimWork(taskQueueId, 1).path(0);
        String taskId = claim.path("status").path("taskId").asString();
        assertThat(queue.with(claim.path("credentials")).get("task/" + taskId).status())
                .isEqualTo(200);
        assertThat(queue.with(claim.path("credentials"))
                        .get("task/" + taskId + "/status")
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("queue-43: renewing never shortens a claim")
    void renewingNeverShortensAClaim() {
        String taskId = create();
        queue.claimWork(taskQueueId, 1);
        Instant last = Instant.EPOCH;
        for (Duration step : List.of(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(-3))) {
            clock.advance(step);
            JsonNode renewal = reclaim(queue.root(), taskId, 0).ok();
            Instant takenUntil = Instant.parse(renewal.path("takenUntil").asString());
            assertThat(takenUntil).isAfterOrEqualTo(last);
            assertThat(queue.run(taskId, 0).path("takenUntil").asString()).isEqualTo(Json.timestamp(takenUntil));
            assertThat(renewal.path("status")).isEqualTo(queue.status(taskId));
            assertThat(renewal.path("workerGroup").asString()).isEqualTo("my-group");
            assertThat(renewal.path("workerId").asString()).isEqualTo("my-worker");
            last = takenUntil;
        }
        assertThat(queue.eventsOf(taskId, "task-running"))
                .as("renewals are not announced")
                .hasSize(1);
    }

    @Test
    @DisplayName("queue-44: higher priorities come first")
    void higherPrioritiesComeFirst() {
        String lowest = create();
        String high = create("priority", "high");
        String low = create("priority", "low");
        String high2 = create("priority", "high");
        assertThat(IntStream.range(0, 4).mapToObj(_ -> claimOne()).toList()).containsExactly(high, high2, low, lowest);
    }

    private String claimOne() {
        return queue.claimWork(taskQueueId, 1)
                .path(0)
                .path("status")
                .path("taskId")
                .asString();
    }

    @Test
    void thoseThatWaitLongestComeFirstAndRetriesLast() {
        List<String> tasks = Stream.generate(this::create).limit(5).toList();
        assertThat(claimOne()).isEqualTo(tasks.get(0));
        clock.advance(Duration.ofMillis(1));
        queue.report(tasks.get(0), 0, "worker-shutdown").ok();
        assertThat(queue.claimWork(taskQueueId, 32)
                        .valueStream()
                        .map(claim -> claim.path("status").path("taskId").asString()))
                .containsExactly(tasks.get(1), tasks.get(2), tasks.get(3), tasks.get(4), tasks.get(0));
    }

    @Test
    @DisplayName("queue-45: a run is claimed by name by one worker")
    void aRunIsClaimedByNameByOneWorker() {
        String taskId = create();
        JsonNode first = queue.claim(taskId, 0);
        clock.advance(Duration.ofSeconds(1));
        JsonNode second = queue.claim(taskId, 0);
        assertThat(second.path("takenUntil")).isEqualTo(first.path("takenUntil"));
        assertThat(second.path("status")).isEqualTo(first.path("status"));
        assertThat(queue.eventsOf(taskId, "task-running")).hasSize(2);
        reclaim(queue.with(second.path("credentials")), taskId, 0).ok();
        Response refused = queue.root().post("task/" + taskId + "/runs/0/claim", worker("my-group", "other-worker"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
    }

    @Test
    @DisplayName("queue-46: claiming by name takes the scopes of the queue and of the worker")
    void claimingByNameTakesTheScopesOfTheQueueAndOfTheWorker() {
        String taskId = create();
        String path = "task/" + taskId + "/runs/0/claim";
        String claim = "queue:claim-task:" + taskQueueId;
        String worker = "queue:worker-id:my-group/my-worker";
        for (String[] scopes :
                List.of(new String[] {claim}, new String[] {worker}, new String[] {"queue:claim-task", worker})) {
            assertThat(queue.with(scopes)
                            .post(path, worker("my-group", "my-worker"))
                            .code())
                    .isEqualTo("InsufficientScopes");
        }
        queue.with(claim, worker).post(path, worker("my-group", "my-worker")).ok();
    }

    @Test
    @DisplayName("queue-47: the event of a claim tells who has the run")
    void theEventOfAClaimTellsWhoHasTheRun() {
        String taskId = create("tags", Map.of("purpose", "testing"));
        JsonNode claim = queue.claimWork(taskQueueId, 1).path(0);
        JsonNode running =
                QueueFixture.payload(queue.eventsOf(taskId, "task-running").getFirst());
        assertThat(running.path("task").path("tags")).isEqualTo(Json.MAPPER.valueToTree(Map.of("purpose", "testing")));
        for (String field : List.of("status", "runId", "workerGroup", "workerId", "takenUntil")) {
            assertThat(running.path(field)).as(field).isEqualTo(claim.path(field));
        }
        assertThat(queue.eventsOf(taskId, "task-running").getFirst().routingKey())
                .startsWith("primary." + taskId + ".0.my-group.my-worker.");
    }

    @Test
    @DisplayName("queue-51: only a pending last run can be claimed")
    void onlyAPendingLastRunCanBeClaimed() {
        String taskId = create("retries", 1);
        queue.resolve(taskId, 0, "worker-shutdown");
        for (int runId : List.of(0)) {
            assertThat(claimStatus(taskId, runId)).isEqualTo(409);
        }
        assertThat(claimStatus(taskId, 2)).isEqualTo(404);
        assertThat(claimStatus(taskId, 1)).isEqualTo(200);
        queue.report(taskId, 1, "completed").ok();
        assertThat(claimStatus(taskId, 1)).isEqualTo(409);
        String waiting = Slugid.nice();
        queue.create(waiting, queue.definition("dependencies", List.of(waiting)))
                .ok();
        assertThat(claimStatus(waiting, 0)).isEqualTo(404);
        assertThat(claimStatus(Slugid.nice(), 0)).isEqualTo(404);
        assertThat(queue.eventsOf(taskId, "task-running")).hasSize(2);
    }

    private static int claimStatus(String taskId, int runId) {
        return queue.root()
                .post("task/" + taskId + "/runs/" + runId + "/claim", worker("my-group", "my-worker"))
                .status();
    }

    @Test
    @DisplayName("queue-52: only a running last run can be reclaimed")
    void onlyARunningLastRunCanBeReclaimed() {
        String taskId = create("retries", 1);
        Response pending = reclaim(queue.root(), taskId, 0);
        assertThat(pending.code()).isEqualTo("RequestConflict");
        assertThat(pending.message()).contains("resolved or not running");
        assertThat(reclaim(queue.root(), taskId, 1).code()).isEqualTo("ResourceNotFound");
        assertThat(reclaim(queue.root(), Slugid.nice(), 0).code()).isEqualTo("ResourceNotFound");
        queue.resolve(taskId, 0, "worker-shutdown");
        assertThat(reclaim(queue.root(), taskId, 0).code()).isEqualTo("RequestConflict");
        queue.root().post("task/" + taskId + "/cancel").ok();
        assertThat(reclaim(queue.root(), taskId, 1).code()).isEqualTo("RequestConflict");
        assertThat(queue.run(taskId, 1).has("takenUntil")).isFalse();
    }

    @Test
    @DisplayName("queue-53: a run past its deadline is neither counted nor claimed")
    void aRunPastItsDeadlineIsNeitherCountedNorClaimed() {
        create("deadline", queue.in(Duration.ofSeconds(10)));
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(10));
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
        assertThat(queue.claimWork(taskQueueId, 1)).isEmpty();
    }

    @Test
    void afterTheDeadlineNothingIsClaimedOrReclaimedByName() {
        String taskId = create("deadline", queue.in(Duration.ofSeconds(10)));
        queue.claim(taskId, 0);
        clock.advance(Duration.ofSeconds(10));
        assertThat(reclaim(queue.root(), taskId, 0).code()).isEqualTo("RequestConflict");
        assertThat(claimStatus(taskId, 0)).isEqualTo(409);
    }

    @Test
    @DisplayName("queue-155: a run that was claimed as work cannot be claimed by name")
    void aRunThatWasClaimedAsWorkCannotBeClaimedByName() {
        String taskId = create();
        queue.claimWork(taskQueueId, 1);
        assertThat(claimStatus(taskId, 0)).isEqualTo(409);
    }

    @Test
    @DisplayName("queue-163: quarantine concerns new claims only")
    void quarantineConcernsNewClaimsOnly() {
        String running = create();
        queue.claimWork(taskQueueId, 1);
        String waiting = create();
        queue.sql()
                .update(
                        "update taskcluster.queue_workers set quarantine_until = ?::timestamptz where task_queue_id = ?",
                        queue.in(Duration.ofHours(1)),
                        taskQueueId);
        assertThat(queue.claimWork(taskQueueId, 1)).isEmpty();
        Response refused = queue.root().post("task/" + waiting + "/runs/0/claim", worker("my-group", "my-worker"));
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(queue.claimWork(taskQueueId, "other-worker", 1)).hasSize(1);
        reclaim(queue.root(), running, 0).ok();
        queue.report(running, 0, "completed").ok();
        String next = create();
        clock.advance(Duration.ofHours(1));
        assertThat(claimOne()).as("quarantine is over").isEqualTo(next);
    }

    @Test
    void aRunIdCanBeWrittenWithZerosByWhoMayNameIt() {
        String taskId = create();
        queue.claim(taskId, 0);
        TestClient client = queue.with("queue:reclaim-task:" + taskId + "/00", "queue:resolve-task:" + taskId + "/00");
        assertThat(client.post("task/" + taskId + "/runs/00/reclaim").status()).isEqualTo(403);
        assertThat(client.post("task/" + taskId + "/runs/00/completed", Map.of())
                        .status())
                .isEqualTo(403);
        queue.root().post("task/" + taskId + "/runs/00/reclaim").ok();
        assertThat(queue.root()
                        .post("task/" + taskId + "/runs/99999999999/reclaim")
                        .status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("queue-152: scopes in the URL are checked before the task is looked up")
    void scopesInTheUrlAreCheckedBeforeTheTaskIsLookedUp() {
        String nowhere = "task/" + Slugid.nice() + "/runs/0/";
        assertThat(queue.with().post(nowhere + "reclaim").status()).isEqualTo(403);
        assertThat(queue.with().post(nowhere + "completed", Map.of()).status()).isEqualTo(403);
        assertThat(queue.with().post(nowhere + "claim", worker("g", "w")).status())
                .as("these scopes depend on the task")
                .isEqualTo(404);
    }
}
