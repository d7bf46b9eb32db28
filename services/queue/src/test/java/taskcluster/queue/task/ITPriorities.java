package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changing priorities. */
class ITPriorities {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();
    private final String taskGroupId = Slugid.nice();

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
        queue.create(
                        taskId,
                        queue.definition(changes)
                                .put("taskQueueId", taskQueueId)
                                .put("taskGroupId", taskGroupId)
                                .put("schedulerId", "my-scheduler"))
                .ok();
        clock.advance(Duration.ofMillis(1));
        return taskId;
    }

    private static Response change(String taskId, String priority) {
        return queue.root().post("task/" + taskId + "/priority", Map.of("newPriority", priority));
    }

    private Response changeGroup(String priority) {
        return queue.root().post("task-group/" + taskGroupId + "/priority", Map.of("newPriority", priority));
    }

    private String claimOne() {
        return queue.claimWork(taskQueueId, 1)
                .path(0)
                .path("status")
                .path("taskId")
                .asString();
    }

    @Test
    @DisplayName("queue-110, queue-115: a task gets another priority")
    void aTaskGetsAnotherPriority() {
        String first = create("priority", "medium");
        String second = create("priority", "low");
        JsonNode status = change(second, "highest").ok().path("status");
        assertThat(status.path("priority").asString()).isEqualTo("highest");
        assertThat(queue.status(second)).isEqualTo(status);
        assertThat(queue.root().get("task/" + second).ok().path("priority").asString())
                .isEqualTo("highest");
        change(second, "high").ok();
        List<Event> events = queue.eventsOf(second, "task-priority-changed");
        assertThat(events.stream()
                        .map(QueueFixture::payload)
                        .map(message -> message.path("oldPriority").asString() + " to "
                                + message.path("newPriority").asString()))
                .containsExactly("low to highest", "highest to high");
        assertThat(QueueFixture.payload(events.getFirst()).path("status")).isEqualTo(status);
        assertThat(events.getFirst().routingKey()).startsWith("primary." + second + "._._._.");
        assertThat(claimOne()).isEqualTo(second);
        assertThat(claimOne()).isEqualTo(first);
    }

    @Test
    void thePriorityThatItHasAlreadyChangesNothing() {
        String taskId = create("priority", "low");
        JsonNode status = queue.status(taskId);
        assertThat(change(taskId, "low").ok().path("status")).isEqualTo(status);
        assertThat(queue.eventsOf(taskId, "task-priority-changed")).isEmpty();
    }

    @Test
    @DisplayName("queue-16: there is no priority normal")
    void thereIsNoPriorityNormal() {
        assertThat(change(create(), "normal").code()).isEqualTo("InputValidationError");
    }

    @Test
    void aTaskCanStillBeCreatedAgainAsItWas() {
        String taskId = Slugid.nice();
        ObjectNode definition = queue.definition("priority", "low");
        queue.create(taskId, definition).ok();
        change(taskId, "high").ok();
        assertThat(queue.create(taskId, definition)
                        .ok()
                        .path("status")
                        .path("priority")
                        .asString())
                .isEqualTo("high");
        assertThat(queue.create(taskId, definition.deepCopy().put("priority", "high"))
                        .code())
                .isEqualTo("RequestConflict");
    }

    @Test
    @DisplayName("queue-111: a task that was resolved keeps its priority")
    void aTaskThatWasResolvedKeepsItsPriority() {
        String taskId = create("priority", "low");
        queue.resolve(taskId, 0, "completed");
        Response refused = change(taskId, "high");
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("already resolved");
        queue.root().post("task/" + taskId + "/rerun").ok();
        assertThat(change(taskId, "high").code()).isEqualTo("RequestConflict");
        assertThat(queue.status(taskId).path("priority").asString()).isEqualTo("low");

        String overdue = create("priority", "low", "deadline", queue.in(Duration.ofSeconds(10)));
        clock.advance(Duration.ofSeconds(10));
        assertThat(change(overdue, "high").code()).isEqualTo("RequestConflict");
        assertThat(queue.sql()
                        .queryForObject(
                                "select priority from taskcluster.runs where task_id = ?", Integer.class, overdue))
                .isEqualTo(3);
    }

    @Test
    @DisplayName("queue-112: the scope is that of the task or of its queue")
    void theScopeIsThatOfTheTaskOrOfItsQueue() {
        String taskId = create();
        String path = "task/" + taskId + "/priority";
        Map<String, String> body = Map.of("newPriority", "high");
        assertThat(queue.with("queue:change-task-priority:" + Slugid.nice())
                        .post(path, body)
                        .code())
                .isEqualTo("InsufficientScopes");
        queue.with("queue:change-task-priority:" + taskId).post(path, body).ok();
        queue.with("queue:change-task-priority-in-queue:" + taskQueueId)
                .post(path, body)
                .ok();
        assertThat(change(Slugid.nice(), "high").code()).isEqualTo("ResourceNotFound");
    }

    @Test
    @DisplayName("queue-113: all tasks of a group get another priority")
    void allTasksOfAGroupGetAnotherPriority() {
        List<String> ids = Stream.generate(this::create).limit(3).sorted().toList();
        create("priority", "very-high");
        String resolved = create();
        queue.resolve(resolved, 0, "completed");
        JsonNode reply = changeGroup("very-high").ok();
        assertThat(reply.path("tasksAffected").asInt()).isEqualTo(3);
        assertThat(reply.path("taskIds").valueStream().map(JsonNode::asString)).isEqualTo(ids);
        assertThat(reply.path("newPriority").asString()).isEqualTo("very-high");
        assertThat(reply.path("schedulerId").asString()).isEqualTo("my-scheduler");
        assertThat(queue.sql()
                        .queryForList(
                                "select priority from taskcluster.runs where task_queue_id = ? and state = 'pending'",
                                Integer.class,
                                taskQueueId))
                .containsOnly(6);
        JsonNode again = changeGroup("very-high").ok();
        assertThat(again.path("tasksAffected").asInt()).isZero();
        assertThat(queue.eventsOf(taskGroupId, "task-group-priority-changed").stream()
                        .map(event -> QueueFixture.payload(event)
                                .path("tasksAffected")
                                .asInt()))
                .containsExactly(3, 0);
        assertThat(queue.eventsOf(ids.getFirst(), "task-priority-changed")).isEmpty();
    }

    @Test
    @DisplayName("queue-113: a large group is changed in batches")
    void aLargeGroupIsChangedInBatches() {
        Stream.generate(this::create).limit(450).forEach(_ -> {});
        JsonNode reply = changeGroup("medium").ok();
        assertThat(reply.path("tasksAffected").asInt()).isEqualTo(450);
        assertThat(reply.path("taskIds")).hasSize(450);
        assertThat(QueueFixture.payload(queue.eventsOf(taskGroupId, "task-group-priority-changed")
                                .getFirst())
                        .path("tasksAffected")
                        .asInt())
                .isEqualTo(450);
    }

    @Test
    void changingAGroupTakesAGroupAndAScope() {
        assertThat(changeGroup("high").code()).isEqualTo("ResourceNotFound");
        create();
        String path = "task-group/" + taskGroupId + "/priority";
        Map<String, String> body = Map.of("newPriority", "high");
        assertThat(queue.with("queue:change-task-group-priority:other/" + taskGroupId)
                        .post(path, body)
                        .code())
                .isEqualTo("InsufficientScopes");
        queue.with("queue:change-task-group-priority:my-scheduler/" + taskGroupId)
                .post(path, body)
                .ok();
    }

    @Test
    @DisplayName("queue-114: the next run has the priority of the task")
    void theNextRunHasThePriorityOfTheTask() {
        String taskId = create("priority", "low");
        change(taskId, "high").ok();
        queue.root().post("task/" + taskId + "/cancel").ok();
        queue.root().post("task/" + taskId + "/rerun").ok();
        create("priority", "medium");
        assertThat(claimOne()).isEqualTo(taskId);
    }

    @Test
    void aRunningTaskIsRetriedWithItsNewPriority() {
        String taskId = create("priority", "low");
        assertThat(claimOne()).isEqualTo(taskId);
        change(taskId, "highest").ok();
        create("priority", "high");
        queue.report(taskId, 0, "worker-shutdown").ok();
        assertThat(claimOne()).isEqualTo(taskId);
    }

    @Test
    @DisplayName("queue-151: a priority that does not exist cannot be stored")
    void aPriorityThatDoesNotExistCannotBeStored() {
        assertThatThrownBy(() -> queue.sql()
                        .queryForList(
                                "select queue.create_task(?, 'a/b', '-', 'none', ?, 'normal', 5, now(), now(), 'all-completed', '{}', '{}',"
                                        + " '{}', '{}', now())",
                                Slugid.nice(),
                                taskGroupId))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23502"));
    }
}
