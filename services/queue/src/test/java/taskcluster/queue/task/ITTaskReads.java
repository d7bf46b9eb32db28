package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reading tasks and the counts of task queues. */
class ITTaskReads {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    @Test
    @DisplayName("queue-116: the definition is that which was submitted")
    void theDefinitionIsThatWhichWasSubmitted() {
        ObjectNode submitted = queue.definition(
                "schedulerId", "my-scheduler",
                "projectId", "a/b.c_d-e",
                "taskGroupId", Slugid.nice(),
                "dependencies", List.of(),
                "requires", "all-resolved",
                "routes", List.of("b", "a"),
                "priority", "very-high",
                "retries", 49,
                "expires", "2026-12-31T23:59:59.999Z",
                "scopes", List.of("b", "a", "b"),
                "payload", Map.of("text", "ä \u0001 \ud83d\ude00 \\ \"", "nested", List.of(List.of(), Map.of())),
                "tags", Map.of("k", "v"),
                "extra", Map.of("anything", List.of(1, 2.5, true)));
        String taskId = Slugid.nice();
        queue.create(taskId, submitted).ok();
        JsonNode task =
                queue.with("queue:get-task:" + taskId).get("task/" + taskId).ok();
        submitted.put("provisionerId", "no-provisioner").put("workerType", "test-worker");
        assertThat(task).isEqualTo(Json.MAPPER.readTree(submitted.toString()));
        assertThat(queue.root().anonymous().get("task/" + taskId).code()).isEqualTo("InsufficientScopes");
        assertThat(queue.with().get("task/" + taskId).code()).isEqualTo("InsufficientScopes");
        assertThat(queue.root().get("task/" + Slugid.nice()).code()).isEqualTo("ResourceNotFound");
    }

    @Test
    void statusTakesAScopeAndATask() {
        String taskId = queue.create();
        assertThat(queue.with().get("task/" + taskId + "/status").code()).isEqualTo("InsufficientScopes");
        assertThat(queue.with("queue:status:" + taskId)
                        .get("task/" + taskId + "/status")
                        .status())
                .isEqualTo(200);
        assertThat(queue.with().get("task/" + Slugid.nice() + "/status").status())
                .as("case152: scopes first")
                .isEqualTo(403);
        assertThat(queue.root().get("task/" + Slugid.nice() + "/status").code()).isEqualTo("ResourceNotFound");
    }

    @Test
    @DisplayName("queue-117: several tasks are read at once")
    void severalTasksAreReadAtOnce() {
        List<String> ids = Stream.generate(queue::create).limit(3).sorted().toList();
        List<String> asked = new ArrayList<>(ids);
        asked.add(Slugid.nice());
        asked.add("no slugid");
        asked.add(ids.getFirst());
        Map<String, Object> body = Map.of("taskIds", asked);

        JsonNode tasks = queue.root().post("tasks", body).ok();
        JsonNode statuses = queue.root().post("tasks/status", body).ok();
        assertThat(tasks.path("tasks")).hasSize(3);
        assertThat(statuses.path("statuses")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            String taskId = ids.get(i);
            assertThat(tasks.path("tasks").path(i).path("taskId").asString()).isEqualTo(taskId);
            assertThat(tasks.path("tasks").path(i).path("task"))
                    .isEqualTo(queue.root().get("task/" + taskId).ok());
            assertThat(statuses.path("statuses").path(i).path("taskId").asString())
                    .isEqualTo(taskId);
            assertThat(statuses.path("statuses").path(i).path("status")).isEqualTo(queue.status(taskId));
        }

        JsonNode page = queue.root().post("tasks?limit=2", body).ok();
        assertThat(page.path("tasks")).hasSize(2);
        JsonNode rest = queue.root()
                .post(
                        "tasks?limit=2&continuationToken="
                                + page.path("continuationToken").asString(),
                        body)
                .ok();
        assertThat(rest.path("tasks")).hasSize(1);
        assertThat(rest.path("tasks").path(0).path("taskId").asString()).isEqualTo(ids.getLast());
        assertThat(rest.has("continuationToken")).isFalse();
    }

    @Test
    @DisplayName("queue-117: each task takes a scope")
    void eachTaskTakesAScope() {
        String a = queue.create();
        String b = queue.create();
        Map<String, Object> both = Map.of("taskIds", List.of(a, b));
        for (String[] method :
                List.of(new String[] {"tasks", "queue:get-task:"}, new String[] {"tasks/status", "queue:status:"})) {
            Response refused = queue.with(method[1] + a).post(method[0], both);
            assertThat(refused.code()).isEqualTo("InsufficientScopes");
            assertThat(refused.message()).contains(method[1] + b);
            assertThat(queue.with(method[1] + a, method[1] + b)
                            .post(method[0], both)
                            .status())
                    .isEqualTo(200);
            assertThat(queue.with().post(method[0], Map.of()).status())
                    .as("no task, no scope")
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("queue-118: pending tasks of an unknown task queue are none")
    void pendingTasksOfAnUnknownTaskQueueAreNone() {
        JsonNode reply = queue.with("queue:pending-count:some-provisioner/unused")
                .get("pending/some-provisioner%2Funused")
                .ok();
        assertThat(reply).isEqualTo(Json.MAPPER.readTree("""
                                {"provisionerId": "some-provisioner", "workerType": "unused",
                                 "taskQueueId": "some-provisioner/unused", "pendingTasks": 0}"""));
        Response refused = queue.root().get("pending/1%2F1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InvalidRequestArguments");
        assertThat(queue.with("queue:pending-count:other/queue")
                        .get("pending/a%2Fb")
                        .code())
                .isEqualTo("InsufficientScopes");
    }

    @Test
    @DisplayName("queue-119: counts follow the claims")
    void countsFollowTheClaims() {
        String taskQueueId = queue.newTaskQueue();
        String path = "task-queues/" + taskQueueId.replace("/", "%2F") + "/counts";
        List<String> tasks = Stream.generate(() -> queue.create("taskQueueId", taskQueueId))
                .limit(2)
                .toList();
        for (int claimed = 0; claimed <= 2; claimed++) {
            JsonNode counts = queue.root().get(path).ok();
            assertThat(counts.path("pendingTasks").asInt()).isEqualTo(2 - claimed);
            assertThat(counts.path("claimedTasks").asInt()).isEqualTo(claimed);
            assertThat(counts.path("taskQueueId").asString()).isEqualTo(taskQueueId);
            if (claimed < 2) {
                queue.claim(tasks.get(claimed), 0);
                queue.root()
                        .post("task/" + tasks.get(claimed) + "/runs/0/reclaim")
                        .ok();
            }
        }
        assertThat(queue.with("queue:pending-count:" + taskQueueId).get(path).code())
                .isEqualTo("InsufficientScopes");
        assertThat(queue.with("queue:claimed-count:" + taskQueueId).get(path).code())
                .isEqualTo("InsufficientScopes");
        queue.with("queue:pending-count:" + taskQueueId, "queue:claimed-count:" + taskQueueId)
                .get(path)
                .ok();
    }

    @Test
    @DisplayName("queue-122: all dates of a status have milliseconds")
    void allDatesOfAStatusHaveMilliseconds() {
        clock.set(Instant.parse("2026-03-01T12:00:00.987654321Z"));
        String taskId = queue.create("retries", 1);
        queue.resolve(taskId, 0, "worker-shutdown");
        queue.claim(taskId, 1);
        JsonNode status = queue.status(taskId);
        List<JsonNode> dates = new ArrayList<>(List.of(status.path("deadline"), status.path("expires")));
        for (JsonNode run : status.path("runs")) {
            for (String name : List.of("takenUntil", "scheduled", "started", "resolved")) {
                if (run.has(name)) {
                    dates.add(run.path(name));
                }
            }
        }
        assertThat(dates)
                .hasSize(9)
                .allSatisfy(date ->
                        assertThat(date.asString()).matches("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$"));
        assertThat(status.path("runs").path(0).path("scheduled").asString())
                .as("cut, not rounded")
                .isEqualTo("2026-03-01T12:00:00.987Z");
    }
}
