package taskcluster.queue.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.EventLog;
import taskcluster.queue.LogLines;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Workers that worker-manager has stopped or removed. */
class ITRemovedWorkers {
    private static final String EXCHANGE = "exchange/taskcluster-worker-manager/v1/";
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static LogLines lines;
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
        lines = new LogLines("taskcluster.queue.worker-removed-resolver");
    }

    @AfterAll
    static void stop() {
        queue.close();
        lines.close();
    }

    private String claimed(String workerId, int retries) {
        String taskId = queue.create("taskQueueId", taskQueueId, "retries", retries);
        assertThat(queue.claimWork(taskQueueId, workerId, 1)).hasSize(1);
        return taskId;
    }

    /** As worker-manager announces it; a worker that stopped has no reason. */
    private void announce(String exchange, String workerId) {
        announce(exchange, taskQueueId, workerId);
    }

    private static void announce(String exchange, String workerPoolId, String workerId) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("workerPoolId", workerPoolId)
                .put("providerId", "aws")
                .put("workerGroup", "my-group")
                .put("workerId", workerId)
                .put("capacity", 1)
                .put("timestamp", Json.timestamp(clock.instant()));
        if (exchange.equals("worker-removed")) {
            message.put("reason", "terminateAfter time exceeded");
        }
        queue.sql()
                .queryForList(
                        "select taskcluster.append_event(?, ?, '{}', ?::json)",
                        EXCHANGE + exchange,
                        "primary.aws." + workerPoolId.replace('/', '.') + ".my-group." + workerId + ".lc._",
                        message.toString());
        queue.service().bean(EventLog.class).nudge();
    }

    /** Waits until everything that was announced before has been handled, since a later announcement has been. */
    private static void awaitHandling() {
        String sentinels = queue.newTaskQueue();
        String taskId = queue.create("taskQueueId", sentinels, "retries", 0);
        assertThat(queue.claimWork(sentinels, "sentinel", 1)).hasSize(1);
        announce("worker-removed", sentinels, "sentinel");
        Await.until("the sentinel", () -> queue.state(taskId).equals("exception"));
    }

    private static List<JsonNode> logged(String taskId) {
        return lines.about(taskId)
                .filter(line -> line.path("Type").asString().equals("task-resolved-by-worker-removed"))
                .map(line -> line.path("Fields"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker-removed", "worker-stopped"})
    @DisplayName("queue-77, queue-80: the runs of a worker that was removed, or stopped, are retried")
    void theRunsOfAWorkerThatIsGoneAreRetried(String exchange) {
        String taskId = claimed("gone", 1);
        announce(exchange, "gone");
        Await.until("the retry", () -> lines.about(taskId).count() == 3);
        JsonNode status = queue.status(taskId);
        assertThat(status.path("runs").path(0).path("state").asString()).isEqualTo("exception");
        assertThat(status.path("runs").path(0).path("reasonResolved").asString())
                .isEqualTo("worker-shutdown");
        assertThat(status.path("runs").path(1).path("state").asString()).isEqualTo("pending");
        assertThat(status.path("runs").path(1).path("reasonCreated").asString()).isEqualTo("retry");
        assertThat(status.path("retriesLeft").asInt()).isZero();
        assertThat(queue.eventsOf(taskId)).endsWith("task-exception/0", "task-pending/1");
        assertThat(queue.eventsOf(taskId, "task-exception").getFirst().routingKey())
                .contains(".0.my-group.gone.");
        assertThat(queue.root()
                        .get("task-queues/" + taskQueueId.replace("/", "%2F") + "/counts")
                        .ok()
                        .path("claimedTasks")
                        .asInt())
                .isZero();
        assertThat(logged(taskId))
                .singleElement()
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "taskId",
                        taskId,
                        "runId",
                        0,
                        "workerPoolId",
                        taskQueueId,
                        "workerGroup",
                        "my-group",
                        "workerId",
                        "gone",
                        "reason",
                        exchange.equals("worker-removed") ? "terminateAfter time exceeded" : "unknown",
                        "v",
                        1)));
        assertThat(lines.about(taskId).map(line -> line.path("Type").asString()))
                .containsExactly("task-resolved-by-worker-removed", "task-exception", "task-pending");
    }

    @Test
    @DisplayName(
            "queue-78: without retries left a task is resolved by the removal of its worker, which its dependents notice")
    void withoutRetriesATaskIsResolved() {
        String taskId = claimed("gone", 0);
        String dependent = queue.create("dependencies", List.of(taskId), "requires", "all-resolved");
        announce("worker-removed", "gone");
        Await.until("the dependent", () -> queue.state(dependent).equals("pending"));
        assertThat(queue.status(taskId).path("runs")).hasSize(1);
        assertThat(queue.state(taskId)).isEqualTo("exception");
    }

    @Test
    @DisplayName("queue-79, queue-83: a worker without runs may be removed")
    void aWorkerWithoutRunsMayBeRemoved() {
        String taskId = claimed("gone", 1);
        queue.report(taskId, 0, "completed").ok();
        List<String> before = queue.eventsOf(taskId);
        announce("worker-removed", "gone");
        announce("worker-removed", "unknown");
        awaitHandling();
        assertThat(queue.state(taskId)).isEqualTo("completed");
        assertThat(queue.eventsOf(taskId)).isEqualTo(before);
        assertThat(logged(taskId)).isEmpty();
    }

    @Test
    @DisplayName("queue-81: a worker that stopped and was then removed costs one retry")
    void stoppedAndThenRemovedCostsOneRetry() {
        String taskId = claimed("gone", 5);
        announce("worker-stopped", "gone");
        announce("worker-removed", "gone");
        awaitHandling();
        assertThat(queue.status(taskId).path("runs")).hasSize(2);
        assertThat(queue.status(taskId).path("retriesLeft").asInt()).isEqualTo(4);
        assertThat(queue.eventsOf(taskId, "task-exception")).hasSize(1);
        assertThat(queue.eventsOf(taskId, "task-pending")).hasSize(2);
    }

    @Test
    @DisplayName("queue-82: what a worker reported itself before it was removed stays as it is")
    void whatAWorkerReportedItselfStays() {
        String taskId = claimed("gone", 5);
        queue.report(taskId, 0, "worker-shutdown").ok();
        announce("worker-removed", "gone");
        awaitHandling();
        assertThat(queue.status(taskId).path("runs")).hasSize(2);
        assertThat(queue.eventsOf(taskId, "task-exception")).hasSize(1);
        assertThat(logged(taskId)).isEmpty();
    }

    @Test
    @DisplayName("queue-82: a run that another worker has by now is none of its business")
    void theNextRunBelongsToAnotherWorker() {
        String taskId = claimed("gone", 5);
        queue.report(taskId, 0, "worker-shutdown").ok();
        assertThat(queue.claimWork(taskQueueId, "other", 1)).hasSize(1);
        announce("worker-removed", "gone");
        awaitHandling();
        assertThat(queue.state(taskId)).isEqualTo("running");
        assertThat(queue.run(taskId, 1).path("workerId").asString()).isEqualTo("other");
    }

    @Test
    @DisplayName("queue-84: runs of other workers, other groups and other task queues are left alone")
    void otherRunsAreLeftAlone() {
        String other = claimed("other", 1);
        String elsewhere = queue.create("taskQueueId", "elsewhere/w");
        assertThat(queue.claimWork("elsewhere/w", "gone", 1)).hasSize(1);
        String otherGroup = Slugid.nice();
        queue.create(otherGroup, queue.definition("taskQueueId", taskQueueId)).ok();
        queue.root()
                .post(
                        "claim-work/" + taskQueueId.replace("/", "%2F"),
                        Map.of("workerGroup", "other-group", "workerId", "gone"))
                .ok();
        announce("worker-removed", "gone");
        awaitHandling();
        for (String taskId : List.of(other, elsewhere, otherGroup)) {
            assertThat(queue.state(taskId)).isEqualTo("running");
        }
    }

    @Test
    void aWorkerWithManyRunsLosesAll() {
        List<String> tasks = IntStream.range(0, 230)
                .mapToObj(_ -> queue.create("taskQueueId", taskQueueId, "retries", 0))
                .toList();
        int claims = 0;
        while (claims < tasks.size()) {
            claims += queue.claimWork(taskQueueId, "gone", 32).size();
        }
        announce("worker-removed", "gone");
        tasks.forEach(taskId ->
                Await.until("the end of " + taskId, () -> queue.state(taskId).equals("exception")));
    }

    @Test
    void aMessageThatMakesNoSenseHoldsUpNobody() {
        queue.sql()
                .queryForList(
                        "select taskcluster.append_event(?, 'primary._._._._._._._', '{}', '{\"workerPoolId\": 1}')",
                        EXCHANGE + "worker-removed");
        awaitHandling();
    }
}
