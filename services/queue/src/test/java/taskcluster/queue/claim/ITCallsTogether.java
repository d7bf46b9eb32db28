package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What one call of a stored function does for many requests: which of them come together is chance, so here they are put together. */
class ITCallsTogether {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** An answer of {@code queue.claim_runs}. */
    private record Answer(boolean isQuarantined, boolean isContended, List<String> taskIds) {}

    private static ObjectNode request(String taskQueueId, String workerId, int count) {
        return Json.MAPPER
                .createObjectNode()
                .put("task_queue_id", taskQueueId)
                .put("worker_group", "g")
                .put("worker_id", workerId)
                .put("count", count);
    }

    private static List<Answer> claim(ObjectNode... requests) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        List.of(requests).forEach(array::add);
        Instant now = clock.instant();
        return queue.sql()
                .query(
                        "select * from queue.claim_runs(?::json, ?, ?, ?)",
                        (row, _) -> new Answer(
                                row.getBoolean("quarantined"),
                                row.getBoolean("contended"),
                                taskIds(Json.MAPPER.readTree(row.getString("claims")))),
                        array.toString(),
                        Timestamp.from(now),
                        Timestamp.from(now.plus(Duration.ofMinutes(20))),
                        Timestamp.from(now.minus(Duration.ofMinutes(5))));
    }

    private static List<String> taskIds(JsonNode claims) {
        return claims.valueStream()
                .map(claim -> claim.at("/status/taskId").asString())
                .toList();
    }

    private List<String> create(int count) {
        List<String> taskIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(10));
            taskIds.add(queue.create("taskQueueId", taskQueueId));
        }
        return taskIds;
    }

    @Test
    void whenThereAreFewerTasksThanWantedEachWorkerGetsOneFirst() {
        List<String> created = create(5);
        List<Answer> answers =
                claim(request(taskQueueId, "a", 4), request(taskQueueId, "b", 4), request(taskQueueId, "c", 1));
        assertThat(answers)
                .extracting(answer -> answer.taskIds().size())
                .as("in the order of the requests")
                .containsExactly(2, 2, 1);
        assertThat(answers).flatMap(Answer::taskIds).containsExactlyInAnyOrderElementsOf(created);
        assertThat(answers).noneMatch(Answer::isContended).noneMatch(Answer::isQuarantined);
        for (int i = 0; i < 3; i++) {
            String workerId = List.of("a", "b", "c").get(i);
            for (String taskId : answers.get(i).taskIds()) {
                assertThat(queue.run(taskId, 0).path("workerId").asString()).isEqualTo(workerId);
                assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0", "task-running/0");
            }
            JsonNode worker = queue.root()
                    .get("provisioners/" + taskQueueId.replace("/", "/worker-types/") + "/workers/g/" + workerId)
                    .ok();
            assertThat(worker.path("recentTasks")
                            .valueStream()
                            .map(recent -> recent.path("taskId").asString()))
                    .containsExactlyInAnyOrderElementsOf(answers.get(i).taskIds());
        }
        queue.checkEvents();
    }

    @Test
    void theFirstTasksGoFirst() {
        List<String> created = create(3);
        List<Answer> answers = claim(request(taskQueueId, "a", 1), request(taskQueueId, "b", 1));
        assertThat(answers).flatMap(Answer::taskIds).containsExactlyElementsOf(created.subList(0, 2));
        assertThat(claim(request(taskQueueId, "c", 2)).getFirst().taskIds()).containsExactly(created.get(2));
    }

    @Test
    void requestsOfEveryKindCanComeTogether() {
        assertThat(claim(request(taskQueueId, "bad", 1))).containsExactly(new Answer(false, false, List.of()));
        String aged = queue.newTaskQueue();
        String empty = queue.newTaskQueue();
        String oldLow = queue.create("taskQueueId", aged, "priority", "low");
        clock.advance(Duration.ofMinutes(30));
        String newHigh = queue.create("taskQueueId", aged, "priority", "high");
        List<String> created = create(3);
        queue.root()
                .put(
                        "provisioners/" + taskQueueId.replace("/", "/worker-types/") + "/workers/g/bad",
                        Map.of("quarantineUntil", queue.in(Duration.ofDays(1)), "quarantineInfo", "why"))
                .ok();
        String key = Slugid.nice();
        String lost = claim(request(taskQueueId, "repeats", 1).put("claim_key", key))
                .getFirst()
                .taskIds()
                .getFirst();
        assertThat(lost).isEqualTo(created.getFirst());

        List<Answer> answers = claim(
                request(taskQueueId, "bad", 2),
                request(aged, "ages", 1).put("ageing", "PT10M"),
                request(taskQueueId, "repeats", 3).put("claim_key", key),
                request(empty, "waits", 1),
                request(taskQueueId, "keyed", 1).put("claim_key", Slugid.nice()),
                request(taskQueueId, "other", 1),
                request(taskQueueId, "late", 1));
        assertThat(answers)
                .containsExactly(
                        new Answer(true, false, List.of()),
                        new Answer(false, false, List.of(oldLow)),
                        new Answer(false, false, List.of(lost)),
                        new Answer(false, false, List.of()),
                        new Answer(false, false, List.of(created.get(1))),
                        new Answer(false, false, List.of(created.get(2))),
                        new Answer(false, false, List.of()));
        assertThat(queue.state(newHigh)).isEqualTo("pending");
        assertThat(queue.eventsOf(lost))
                .containsExactly("task-defined", "task-pending/0", "task-running/0", "task-running/0");
    }

    @Test
    void whoeverGetsNothingWhileOthersHoldATaskIsTold() throws Exception {
        String taskId = create(1).getFirst();
        try (var connection = queue.sql().getDataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from taskcluster.tasks where task_id = '" + taskId + "' for share");
            assertThat(claim(request(taskQueueId, "a", 1), request(queue.newTaskQueue(), "b", 1)))
                    .containsExactly(new Answer(false, true, List.of()), new Answer(false, false, List.of()));
            connection.rollback();
        }
    }

    private static void report(ObjectNode... reports) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        List.of(reports).forEach(array::add);
        queue.sql()
                .queryForList(
                        "select * from queue.report_runs(?::json, ?)",
                        array.toString(),
                        Timestamp.from(clock.instant()));
    }

    private static ObjectNode reported(String taskId, int runId, String state, String reason) {
        return Json.MAPPER
                .createObjectNode()
                .put("task_id", taskId)
                .put("run_id", runId)
                .put("state", state)
                .put("reason", reason);
    }

    @Test
    void reportsOfEveryKindCanComeTogether() {
        String completed = queue.create("taskQueueId", taskQueueId);
        String failed = queue.create("taskQueueId", taskQueueId);
        String retried = queue.create("taskQueueId", taskQueueId, "retries", 1);
        String exhausted = queue.create("taskQueueId", taskQueueId, "retries", 0);
        String repeated = queue.create("taskQueueId", taskQueueId);
        assertThat(queue.claimWork(taskQueueId, 5)).hasSize(5);
        queue.report(repeated, 0, "completed").ok();

        report(
                reported(retried, 0, "exception", "worker-shutdown"),
                reported(completed, 0, "completed", "completed"),
                reported(repeated, 0, "completed", "completed"),
                reported(exhausted, 0, "exception", "intermittent-task"),
                reported(failed, 0, "failed", "failed"));
        assertThat(queue.state(completed)).isEqualTo("completed");
        assertThat(queue.state(failed)).isEqualTo("failed");
        assertThat(queue.state(retried)).isEqualTo("pending");
        assertThat(queue.status(retried).path("retriesLeft").asInt()).isZero();
        assertThat(queue.run(retried, 0).path("reasonResolved").asString()).isEqualTo("worker-shutdown");
        assertThat(queue.run(retried, 1).path("reasonCreated").asString()).isEqualTo("retry");
        assertThat(queue.state(exhausted)).isEqualTo("exception");
        assertThat(queue.eventsOf(retried)).endsWith("task-running/0", "task-exception/0", "task-pending/1");
        assertThat(queue.eventsOf(exhausted)).endsWith("task-running/0", "task-exception/0");
        assertThat(queue.eventsOf(repeated)).endsWith("task-running/0", "task-completed/0", "task-completed/0");
        queue.checkEvents();
    }

    @Test
    void ofReportsOfWhichOneIsRefusedNoneIsMade() {
        String running = queue.create("taskQueueId", taskQueueId);
        assertThat(queue.claimWork(taskQueueId, 1)).hasSize(1);
        String pending = queue.create("taskQueueId", taskQueueId);
        for (ObjectNode bad : List.of(
                reported(pending, 0, "completed", "completed"),
                reported(pending, 1, "completed", "completed"),
                reported(Slugid.nice(), 0, "completed", "completed"))) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> report(reported(running, 0, "completed", "completed"), bad));
            assertThat(queue.state(running)).isEqualTo("running");
            assertThat(queue.eventsOf(running)).endsWith("task-running/0");
        }
    }
}
