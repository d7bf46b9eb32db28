package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;

/** What the queue writes to its log. */
class ITLogs {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static LogLines lines;
    private static QueueFixture queue;

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
        lines = new LogLines("taskcluster.queue");
    }

    @AfterAll
    static void stop() {
        queue.close();
        lines.close();
    }

    private static List<String> typesAbout(String taskId) {
        return lines.about(taskId)
                .map(line -> line.path("Type").asString()
                        + (line.path("Fields").has("runId")
                                ? "/" + line.path("Fields").path("runId").asInt()
                                : ""))
                .toList();
    }

    private static JsonNode line(String taskId, String type) {
        return lines.of(type)
                .filter(line -> line.path("Fields").path("taskId").asString("").equals(taskId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("queue-22, queue-47, queue-69: what happens to tasks is logged by who did it")
    void whatHappensToTasksIsLoggedByWhoDidIt() {
        String a = queue.create("retries", 1, "taskQueueId", "p/logs");
        String b = queue.create("dependencies", List.of(a), "requires", "all-resolved");
        queue.claimWork("p/logs", 1);
        queue.root().post("task/" + a + "/runs/0/reclaim").ok();
        queue.report(a, 0, "worker-shutdown").ok();
        queue.claimWork("p/logs", 1);
        clock.advance(Duration.ofMinutes(20));
        Await.until("the dependent to be scheduled", () -> typesAbout(b).contains("task-pending/0"));

        assertThat(typesAbout(a))
                .containsExactly(
                        "task-defined",
                        "task-pending/0",
                        "task-running/0",
                        "task-claimed/0",
                        "task-reclaimed/0",
                        "task-exception/0",
                        "task-pending/1",
                        "task-running/1",
                        "task-claimed/1",
                        "task-exception/1");
        assertThat(typesAbout(b)).containsExactly("task-defined", "task-pending/0");
        JsonNode claimed = line(a, "task-claimed");
        assertThat(claimed.path("Logger").asString()).isEqualTo("taskcluster.queue.work-claimer");
        assertThat(claimed.path("Fields"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "taskQueueId",
                        "p/logs",
                        "workerGroup",
                        "my-group",
                        "workerId",
                        "my-worker",
                        "taskId",
                        a,
                        "runId",
                        0,
                        "v",
                        1)));
        assertThat(line(a, "task-reclaimed").path("Fields").path("workerId").asString())
                .isEqualTo("my-worker");
        assertThat(line(b, "task-pending").path("Logger").asString()).isEqualTo("taskcluster.queue.dependency-tracker");
        assertThat(lines.about(a)
                        .filter(line -> line.path("Type").asString().equals("task-exception"))
                        .map(line -> line.path("Logger").asString()))
                .containsExactly("taskcluster.queue.api", "taskcluster.queue.claim-resolver");
        assertThat(lines.of("hint-poller").map(line -> line.path("Fields")))
                .hasSize(2)
                .allSatisfy(fields -> {
                    assertThat(fields.path("claimed").asInt()).isEqualTo(1);
                    assertThat(fields.path("released").asInt()).isZero();
                    assertThat(fields.path("slept").asBoolean()).isFalse();
                });
        assertThat(lines.of("queue-poll")).anySatisfy(line -> {
            assertThat(line.path("Fields").path("resolver").asString()).isEqualTo("dependency");
            assertThat(line.path("Fields").path("count").asInt()).isPositive();
            assertThat(line.path("Fields").path("failed").asInt()).isZero();
        });
    }
}
