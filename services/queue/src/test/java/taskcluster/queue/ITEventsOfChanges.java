package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A change and its events happen together or not at all; here the events cannot be written for a while. */
class ITEventsOfChanges {
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

    /** Makes calls that must all fail. */
    private static void withoutEvents(List<Supplier<Response>> calls) {
        queue.service().database().whileEventsAreRefused(() -> {
            for (Supplier<Response> call : calls) {
                Response failed = call.get();
                assertThat(failed.status()).as(failed.toString()).isEqualTo(500);
            }
        });
    }

    @Test
    @DisplayName("queue-6: a task whose events cannot be written is not created, and can be created afterwards")
    void aTaskWithoutItsEventsIsNotCreated() {
        String taskId = Slugid.nice();
        ObjectNode definition = queue.definition("taskQueueId", taskQueueId);
        withoutEvents(List.of(() -> queue.create(taskId, definition), () -> queue.create(taskId, definition)));
        assertThat(queue.root().get("task/" + taskId).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("task-group/" + taskId).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.pendingTasks(taskQueueId)).isZero();

        queue.create(taskId, definition).ok();
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0");
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
    }

    @Test
    @DisplayName("queue-65: a retry whose events cannot be written has not begun, and begins with the next report")
    void aRetryWithoutItsEventsHasNotBegun() {
        String taskId = queue.create("taskQueueId", taskQueueId, "retries", 1);
        queue.claimWork(taskQueueId, 1);
        JsonNode before = queue.status(taskId);
        withoutEvents(List.of(() -> queue.report(taskId, 0, "worker-shutdown")));
        assertThat(queue.status(taskId)).isEqualTo(before);
        assertThat(queue.pendingTasks(taskQueueId)).isZero();

        queue.report(taskId, 0, "worker-shutdown").ok();
        assertThat(queue.eventsOf(taskId)).endsWith("task-running/0", "task-exception/0", "task-pending/1");
        assertThat(queue.claimWork(taskQueueId, 1).path(0).path("runId").asInt())
                .isEqualTo(1);
    }

    @Test
    void whatElseChangesATaskDoesNotEither() {
        String pending = queue.create("taskQueueId", taskQueueId);
        String unscheduled = Slugid.nice();
        queue.create(unscheduled, queue.definition("dependencies", List.of(unscheduled)))
                .ok();
        String running = queue.create();
        queue.claim(running, 0);
        String completed = queue.create();
        queue.resolve(completed, 0, "completed");
        List<String> tasks = List.of(pending, unscheduled, running, completed);
        List<JsonNode> before = tasks.stream().map(queue::status).toList();
        withoutEvents(List.of(
                () -> queue.root()
                        .post(
                                "claim-work/" + taskQueueId.replace("/", "%2F"),
                                Map.of("workerGroup", "my-group", "workerId", "my-worker")),
                () -> queue.root().post("task/" + pending + "/cancel"),
                () -> queue.root().post("task/" + pending + "/priority", Map.of("newPriority", "high")),
                () -> queue.root().post("task/" + unscheduled + "/schedule"),
                () -> queue.report(running, 0, "completed"),
                () -> queue.report(running, 0, "failed"),
                () -> queue.root().post("task/" + completed + "/rerun")));
        assertThat(tasks.stream().map(queue::status).toList()).isEqualTo(before);
    }
}
