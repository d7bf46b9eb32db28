package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Canceling, rerunning and scheduling tasks. */
class ITChangeTask {
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

    private String unscheduled() {
        String taskId = Slugid.nice();
        queue.create(taskId, queue.definition("dependencies", List.of(taskId)).put("taskQueueId", taskQueueId))
                .ok();
        return taskId;
    }

    private static Response cancel(String taskId) {
        return queue.root().post("task/" + taskId + "/cancel");
    }

    private static Response rerun(String taskId) {
        return queue.root().post("task/" + taskId + "/rerun");
    }

    private static Response schedule(String taskId) {
        return queue.root().post("task/" + taskId + "/schedule");
    }

    @Test
    @DisplayName("queue-85: a pending task is canceled and announced with each call")
    void aPendingTaskIsCanceledAndAnnouncedWithEachCall() {
        String taskId = create();
        clock.advance(Duration.ofSeconds(1));
        JsonNode first = cancel(taskId).ok();
        JsonNode run = first.path("status").path("runs").path(0);
        assertThat(first.path("status").path("state").asString()).isEqualTo("exception");
        assertThat(first.path("status").path("runs")).hasSize(1);
        assertThat(run.path("reasonCreated").asString()).isEqualTo("scheduled");
        assertThat(run.path("reasonResolved").asString()).isEqualTo("canceled");
        assertThat(run.path("resolved").asString()).isEqualTo(queue.in(Duration.ZERO));
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cancel(taskId).ok()).isEqualTo(first);
        assertThat(queue.eventsOf(taskId))
                .containsExactly("task-defined", "task-pending/0", "task-exception/0", "task-exception/0");
        assertThat(queue.eventsOf(taskId, "task-exception").getFirst().routingKey())
                .startsWith("primary." + taskId + ".0._._.");
    }

    @Test
    void anUnscheduledTaskIsCanceledWithARunThatNeverWas() {
        String taskId = unscheduled();
        JsonNode status = cancel(taskId).ok().path("status");
        JsonNode run = status.path("runs").path(0);
        assertThat(status.path("runs")).hasSize(1);
        assertThat(run.path("state").asString()).isEqualTo("exception");
        assertThat(run.path("reasonCreated").asString()).isEqualTo("exception");
        assertThat(run.path("reasonResolved").asString()).isEqualTo("canceled");
        assertThat(run.path("scheduled")).isEqualTo(run.path("resolved"));
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-exception/0");
    }

    @Test
    @DisplayName("queue-88: the scope of the project suffices")
    void theScopeOfTheProjectSuffices() {
        for (String verb : List.of("cancel", "schedule", "rerun")) {
            String taskId = create("projectId", "my-project", "schedulerId", "my-scheduler");
            String path = "task/" + taskId + "/" + verb;
            assertThat(queue.with("queue:" + verb + "-task-in-project:other")
                            .post(path)
                            .code())
                    .isEqualTo("InsufficientScopes");
            assertThat(queue.with("queue:" + verb + "-task", "assume:scheduler-id:other/" + taskId)
                            .post(path)
                            .code())
                    .isEqualTo("InsufficientScopes");
            for (List<String> scopes : List.of(
                    List.of("queue:" + verb + "-task-in-project:my-project"),
                    List.of("queue:" + verb + "-task:my-scheduler/" + taskId + "/" + taskId),
                    List.of("queue:" + verb + "-task", "assume:scheduler-id:my-scheduler/" + taskId))) {
                queue.with(scopes.toArray(String[]::new)).post(path).ok();
            }
        }
    }

    @Test
    @DisplayName("queue-89: a running task is canceled")
    void aRunningTaskIsCanceled() {
        String taskId = create();
        queue.claim(taskId, 0);
        JsonNode run = cancel(taskId).ok().path("status").path("runs").path(0);
        assertThat(run.path("reasonResolved").asString()).isEqualTo("canceled");
        assertThat(run.path("workerId").asString()).isEqualTo("my-worker");
        assertThat(queue.eventsOf(taskId, "task-exception").getFirst().routingKey())
                .startsWith("primary." + taskId + ".0.my-group.my-worker.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "malformed-payload"})
    @DisplayName("queue-90: a resolved task stays as it is")
    void aResolvedTaskStaysAsItIs(String result) {
        String taskId = create();
        queue.resolve(taskId, 0, result);
        JsonNode status = queue.status(taskId);
        List<String> events = queue.eventsOf(taskId);
        assertThat(cancel(taskId).ok().path("status")).isEqualTo(status);
        assertThat(queue.eventsOf(taskId)).isEqualTo(events);
    }

    @Test
    @DisplayName("queue-91: an unscheduled task can be run")
    void anUnscheduledTaskCanBeRun() {
        String taskId = unscheduled();
        JsonNode run = rerun(taskId).ok().path("status").path("runs").path(0);
        assertThat(run.path("state").asString()).isEqualTo("pending");
        assertThat(run.path("reasonCreated").asString()).isEqualTo("rerun");
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0");
        assertThat(queue.claimWork(taskQueueId, 1)).hasSize(1);
    }

    @Test
    @DisplayName("queue-92: a pending task is announced again")
    void aPendingTaskIsAnnouncedAgain() {
        String taskId = create();
        JsonNode status = queue.status(taskId);
        assertThat(rerun(taskId).ok().path("status")).isEqualTo(status);
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0", "task-pending/0");
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
    }

    @Test
    void aRunningTaskIsLeftAlone() {
        String taskId = create();
        queue.claim(taskId, 0);
        JsonNode status = queue.status(taskId);
        assertThat(rerun(taskId).ok().path("status")).isEqualTo(status);
        assertThat(schedule(taskId).ok().path("status")).isEqualTo(status);
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0", "task-running/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "malformed-payload"})
    @DisplayName("queue-93: a resolved task is run again")
    void aResolvedTaskIsRunAgain(String result) {
        String taskId = create();
        queue.resolve(taskId, 0, result);
        JsonNode first = rerun(taskId).ok().path("status");
        assertThat(first.path("state").asString()).isEqualTo("pending");
        assertThat(first.path("runs")).hasSize(2);
        assertThat(first.path("runs").path(1).path("reasonCreated").asString()).isEqualTo("rerun");
        assertThat(rerun(taskId).ok().path("status")).isEqualTo(first);
        assertThat(queue.eventsOf(taskId)).endsWith("task-pending/1", "task-pending/1");
        assertThat(queue.claimWork(taskQueueId, 2)).hasSize(1);
    }

    @Test
    void aRerunRenewsTheRetries() {
        String taskId = create("retries", 1);
        queue.resolve(taskId, 0, "worker-shutdown");
        queue.resolve(taskId, 1, "worker-shutdown");
        assertThat(queue.status(taskId).path("retriesLeft").asInt()).isZero();
        assertThat(rerun(taskId).ok().path("status").path("retriesLeft").asInt())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("queue-94: a task has up to 50 runs")
    void aTaskHasUpTo50Runs() {
        String taskId = create("retries", 5);
        for (int runId = 0; runId < 48; runId++) {
            queue.resolve(taskId, runId, "completed");
            if (runId < 47) {
                rerun(taskId).ok();
            }
        }
        JsonNode status = rerun(taskId).ok().path("status");
        assertThat(status.path("runs")).hasSize(49);
        assertThat(status.path("retriesLeft").asInt()).isEqualTo(1);
        queue.resolve(taskId, 48, "worker-shutdown");
        queue.resolve(taskId, 49, "worker-shutdown");
        assertThat(queue.status(taskId).path("runs")).hasSize(50);
        Response refused = rerun(taskId);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(queue.status(taskId).path("runs")).hasSize(50);
    }

    @Test
    @DisplayName("queue-95: a task must exist")
    void aTaskMustExist() {
        String taskId = Slugid.nice();
        for (Response response : List.of(cancel(taskId), rerun(taskId), schedule(taskId))) {
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.code()).isEqualTo("ResourceNotFound");
        }
        assertThat(queue.with().post("task/" + taskId + "/cancel").status())
                .as("scopes depend on the task")
                .isEqualTo(404);
    }

    @Test
    @DisplayName("queue-95, queue-96: a scheduled task stays as it is")
    void aScheduledTaskStaysAsItIs() {
        String taskId = create();
        JsonNode status = queue.status(taskId);
        assertThat(schedule(taskId).ok().path("status")).isEqualTo(status);
        queue.resolve(taskId, 0, "completed");
        assertThat(schedule(taskId).ok().path("status").path("runs")).hasSize(1);
        assertThat(queue.eventsOf(taskId))
                .containsExactly("task-defined", "task-pending/0", "task-running/0", "task-completed/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "completed", "unscheduled"})
    @DisplayName("queue-153: after the deadline a task cannot be changed")
    void afterTheDeadlineATaskCannotBeChanged(String state) {
        String taskId = Slugid.nice();
        queue.create(
                        taskId,
                        queue.definition("deadline", queue.in(Duration.ofSeconds(10)))
                                .put("taskQueueId", taskQueueId)
                                .set(
                                        "dependencies",
                                        queue.definition(
                                                        "dependencies",
                                                        state.equals("unscheduled") ? List.of(taskId) : List.of())
                                                .path("dependencies")))
                .ok();
        if (state.equals("completed")) {
            queue.resolve(taskId, 0, "completed");
        }
        clock.advance(Duration.ofSeconds(10));
        List<String> events = queue.eventsOf(taskId);
        for (Response response : List.of(cancel(taskId), rerun(taskId), schedule(taskId))) {
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.code()).isEqualTo("RequestConflict");
            assertThat(response.message()).contains("deadline");
        }
        assertThat(queue.state(taskId)).isEqualTo(state);
        assertThat(queue.eventsOf(taskId)).isEqualTo(events);
    }
}
