package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Reports of how runs ended. */
class ITReports {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create(Object... changes) {
        String taskId = Slugid.nice();
        queue.create(taskId, queue.definition(changes).put("taskQueueId", taskQueueId))
                .ok();
        return taskId;
    }

    private double counted(String metric, String... tags) {
        return queue
                .service()
                .bean(MeterRegistry.class)
                .find(metric)
                .tag("provisionerId", taskQueueId.substring(0, taskQueueId.indexOf('/')))
                .tag("workerType", "worker-type")
                .tags(tags)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed"})
    @DisplayName("queue-56, queue-57: a result can be reported again")
    void aResultCanBeReportedAgain(String result) {
        String taskId = create("tags", Map.of("purpose", "testing"));
        JsonNode claim = queue.claim(taskId, 0);
        clock.advance(Duration.ofSeconds(1));
        String path = "task/" + taskId + "/runs/0/" + result;
        TestClient scoped = queue.with("queue:resolve-task:" + taskId + "/0");
        JsonNode first = scoped.post(path, Map.of()).ok();
        clock.advance(Duration.ofSeconds(1));
        assertThat(scoped.post(path).ok()).as("also without a body").isEqualTo(first);
        assertThat(queue.with(claim.path("credentials")).post(path, Map.of()).ok())
                .isEqualTo(first);

        JsonNode run = first.path("status").path("runs").path(0);
        assertThat(first.path("status").path("state").asString()).isEqualTo(result);
        assertThat(run.path("state").asString()).isEqualTo(result);
        assertThat(run.path("reasonResolved").asString()).isEqualTo(result);
        assertThat(run.path("resolved").asString()).isEqualTo(queue.in(Duration.ofSeconds(-1)));
        assertThat(run.path("takenUntil")).as("the run keeps it").isEqualTo(claim.path("takenUntil"));
        assertThat(queue.eventsOf(taskId, "task-" + result)).hasSize(3).allSatisfy(event -> {
            JsonNode message = QueueFixture.payload(event);
            assertThat(message.path("status")).isEqualTo(first.path("status"));
            assertThat(message.path("task").path("tags"))
                    .isEqualTo(Json.MAPPER.valueToTree(Map.of("purpose", "testing")));
            assertThat(message.path("workerGroup").asString()).isEqualTo("my-group");
            assertThat(message.path("workerId").asString()).isEqualTo("my-worker");
        });
        assertThat(
                        result.equals("completed")
                                ? counted("queue_completed_tasks")
                                : counted("queue_failed_tasks", "reasonResolved", "failed"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed-payload", "resource-unavailable", "internal-error"})
    @DisplayName("queue-58, queue-59: an exception can be reported again with the same reason")
    void anExceptionCanBeReportedAgainWithTheSameReason(String reason) {
        String taskId = create();
        queue.claim(taskId, 0);
        JsonNode first = queue.report(taskId, 0, reason).ok();
        assertThat(queue.report(taskId, 0, reason).ok()).isEqualTo(first);
        JsonNode run = first.path("status").path("runs").path(0);
        assertThat(first.path("status").path("runs")).hasSize(1);
        assertThat(run.path("state").asString()).isEqualTo("exception");
        assertThat(run.path("reasonResolved").asString()).isEqualTo(reason);
        assertThat(queue.eventsOf(taskId))
                .containsExactly(
                        "task-defined", "task-pending/0", "task-running/0", "task-exception/0", "task-exception/0");
        assertThat(counted("queue_exception_tasks", "reasonResolved", reason)).isEqualTo(2);

        String other = reason.equals("internal-error") ? "malformed-payload" : "internal-error";
        Response refused = queue.report(taskId, 0, other);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("resolved or not running");
        assertThat(queue.status(taskId)).isEqualTo(first.path("status"));
    }

    @ParameterizedTest
    @CsvSource({"worker-shutdown, retry", "intermittent-task, task-retry"})
    @DisplayName("queue-60, queue-61, queue-62: some reasons are retried while there are retries")
    void someReasonsAreRetriedWhileThereAreRetries(String reason, String reasonCreated) {
        String taskId = create("retries", 1);
        queue.claim(taskId, 0);
        JsonNode first = queue.report(taskId, 0, reason).ok().path("status");
        assertThat(first.path("state").asString()).isEqualTo("pending");
        assertThat(first.path("retriesLeft").asInt()).isZero();
        assertThat(first.path("runs")).hasSize(2);
        assertThat(first.path("runs").path(0).path("reasonResolved").asString()).isEqualTo(reason);
        assertThat(first.path("runs").path(1).path("state").asString()).isEqualTo("pending");
        assertThat(first.path("runs").path(1).path("reasonCreated").asString()).isEqualTo(reasonCreated);
        assertThat(first.path("runs").path(1).has("workerId")).isFalse();
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
        assertThat(queue.eventsOf(taskId)).endsWith("task-exception/0", "task-pending/1");
        assertThat(QueueFixture.payload(queue.eventsOf(taskId, "task-exception").getFirst())
                        .path("status"))
                .as("the message has the new run already")
                .isEqualTo(first);

        assertThat(queue.report(taskId, 0, reason).ok().path("status")).isEqualTo(first);
        assertThat(queue.eventsOf(taskId))
                .endsWith("task-exception/0", "task-pending/1", "task-exception/0", "task-pending/1");

        JsonNode claim = queue.claimWork(taskQueueId, 1).path(0);
        assertThat(claim.path("runId").asInt()).isEqualTo(1);
        queue.report(taskId, 0, reason).ok();
        assertThat(queue.eventsOf(taskId))
                .as("the next run is not pending any more")
                .endsWith("task-running/1", "task-exception/0");
        JsonNode last = queue.report(taskId, 1, reason).ok().path("status");
        assertThat(last.path("state").asString()).isEqualTo("exception");
        assertThat(last.path("runs")).hasSize(2);
        assertThat(last.path("runs").path(1).path("reasonResolved").asString()).isEqualTo(reason);
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
    }

    @Test
    void aReportIsNotRepeatedForARunThatTwoOthersFollowed() {
        String taskId = create("retries", 2);
        queue.resolve(taskId, 0, "worker-shutdown");
        queue.resolve(taskId, 1, "worker-shutdown");
        assertThat(queue.report(taskId, 0, "worker-shutdown").status()).isEqualTo(409);
        assertThat(queue.report(taskId, 1, "worker-shutdown").status()).isEqualTo(200);
    }

    @Test
    void aResultIsNotRepeatedForARunThatIsNotTheLast() {
        String taskId = create();
        queue.resolve(taskId, 0, "completed");
        queue.root().post("task/" + taskId + "/rerun").ok();
        assertThat(queue.report(taskId, 0, "completed").status()).isEqualTo(409);
    }

    @Test
    @DisplayName("queue-63: reporting takes the scope of the run")
    void reportingTakesTheScopeOfTheRun() {
        String taskId = create();
        queue.claim(taskId, 0);
        TestClient client = queue.with("queue:resolve-task:" + taskId + "/1", "queue:reclaim-task:" + taskId + "/0");
        for (String report : List.of("completed", "failed", "exception")) {
            assertThat(client.post("task/" + taskId + "/runs/0/" + report, Map.of("reason", "internal-error"))
                            .code())
                    .isEqualTo("InsufficientScopes");
        }
        assertThat(queue.state(taskId)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "worker-shutdown"})
    @DisplayName("queue-64: only a running run can be reported")
    void onlyARunningRunCanBeReported(String result) {
        String taskId = create();
        assertThat(queue.report(taskId, 0, result).status()).isEqualTo(409);
        assertThat(queue.report(taskId, 1, result).status()).isEqualTo(404);
        assertThat(queue.report(Slugid.nice(), 0, result).status()).isEqualTo(404);
        assertThat(queue.state(taskId)).isEqualTo("pending");
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"superseded", "canceled", "deadline-exceeded", "claim-expired", ""})
    void reasonsThatWorkersDoNotGiveAreRefused(String reason) {
        String taskId = create();
        queue.claim(taskId, 0);
        assertThat(queue.report(taskId, 0, reason).code()).isEqualTo("InputValidationError");
        assertThat(queue.root()
                        .post("task/" + taskId + "/runs/0/exception", Map.of())
                        .code())
                .isEqualTo("InputValidationError");
        assertThat(queue.state(taskId)).isEqualTo("running");
    }

    @Test
    @DisplayName("queue-65, queue-66: a retry takes one of the retries")
    void aRetryTakesOneOfTheRetries() {
        String taskId = create("retries", 2);
        for (int runId = 0; runId < 3; runId++) {
            assertThat(queue.status(taskId).path("retriesLeft").asInt()).isEqualTo(2 - runId);
            assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
            queue.claimWork(taskQueueId, 1);
            queue.report(taskId, runId, "worker-shutdown").ok();
        }
        assertThat(queue.status(taskId).path("runs")).hasSize(3);
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
    }

    @Test
    @DisplayName("queue-67: a resolved run is no longer claimed")
    void aResolvedRunIsNoLongerClaimed() {
        String taskId = create();
        queue.claim(taskId, 0);
        assertThat(queue.root()
                        .get("task-queues/" + taskQueueId.replace("/", "%2F") + "/counts")
                        .ok()
                        .path("claimedTasks")
                        .asInt())
                .isEqualTo(1);
        queue.report(taskId, 0, "completed").ok();
        assertThat(queue.root()
                        .get("task-queues/" + taskQueueId.replace("/", "%2F") + "/counts")
                        .ok()
                        .path("claimedTasks")
                        .asInt())
                .isZero();
    }

    @Test
    @DisplayName("queue-153: a report after the deadline counts")
    void aReportAfterTheDeadlineCounts() {
        String taskId = create("deadline", queue.in(Duration.ofSeconds(10)));
        queue.claim(taskId, 0);
        clock.advance(Duration.ofSeconds(20));
        queue.report(taskId, 0, "completed").ok();
        assertThat(queue.state(taskId)).isEqualTo("completed");
    }

    @Test
    @DisplayName("queue-156: reporting completed without success means failed")
    void reportingCompletedWithoutSuccessMeansFailed() {
        String taskId = create();
        queue.claim(taskId, 0);
        JsonNode status = queue.root()
                .post("task/" + taskId + "/runs/0/completed", Map.of("success", false))
                .ok()
                .path("status");
        assertThat(status.path("state").asString()).isEqualTo("failed");
        assertThat(queue.eventsOf(taskId)).endsWith("task-failed/0");
        assertThat(queue.report(taskId, 0, "completed").status()).isEqualTo(409);
    }

    @Test
    void aCanceledRunCannotBeReported() {
        String taskId = create();
        queue.claim(taskId, 0);
        queue.root().post("task/" + taskId + "/cancel").ok();
        assertThat(queue.report(taskId, 0, "completed").code()).isEqualTo("RequestConflict");
        assertThat(queue.run(taskId, 0).path("reasonResolved").asString()).isEqualTo("canceled");
    }
}
