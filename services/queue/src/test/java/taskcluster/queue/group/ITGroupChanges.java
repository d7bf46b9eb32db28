package taskcluster.queue.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sealing and canceling groups. */
class ITGroupChanges {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

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
        ObjectNode definition =
                queue.definition(changes).put("taskGroupId", taskGroupId).put("schedulerId", "my-scheduler");
        String taskId = Slugid.nice();
        queue.create(taskId, definition).ok();
        return taskId;
    }

    private Response seal() {
        return queue.root().post("task-group/" + taskGroupId + "/seal");
    }

    private Response cancel() {
        return queue.root().post("task-group/" + taskGroupId + "/cancel");
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    @DisplayName("queue-102, queue-154: a sealed group takes no tasks")
    void aSealedGroupTakesNoTasks() {
        assertThat(seal().code()).isEqualTo("ResourceNotFound");
        ObjectNode definition = queue.definition("taskGroupId", taskGroupId, "schedulerId", "my-scheduler");
        String taskId = Slugid.nice();
        queue.create(taskId, definition).ok();
        String path = "task-group/" + taskGroupId + "/seal";
        assertThat(queue.with("queue:seal-task-group:other/" + taskGroupId)
                        .post(path)
                        .code())
                .isEqualTo("InsufficientScopes");
        queue.with("queue:seal-task-group:my-scheduler/" + taskGroupId)
                .post(path)
                .ok();

        Response refused = queue.create(Slugid.nice(), definition);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("sealed");
        assertThat(queue.create(taskId, definition).code())
                .as("case154: not even one that it has")
                .isEqualTo("RequestConflict");
        queue.root().post("task/" + taskId + "/rerun").ok();
    }

    @Test
    @DisplayName("queue-103: sealing twice keeps the first time")
    void sealingTwiceKeepsTheFirstTime() {
        create();
        JsonNode first = seal().ok();
        assertThat(first.path("sealed").asString()).isEqualTo(Json.timestamp(clock.instant()));
        clock.advance(Duration.ofSeconds(1));
        assertThat(seal().ok()).isEqualTo(first);
        assertThat(queue.root().get("task-group/" + taskGroupId).ok()).isEqualTo(first);
        assertThat(queue.root().get("task-group/" + taskGroupId + "/list").ok().path("sealed"))
                .isEqualTo(first.path("sealed"));
        assertThat(queue.eventsOf(taskGroupId, "task-group-sealed")).hasSize(2).allSatisfy(event -> {
            assertThat(QueueFixture.payload(event).path("sealed")).isEqualTo(first.path("sealed"));
            assertThat(event.routingKey()).isEqualTo("primary." + taskGroupId + ".my-scheduler._");
        });
    }

    @Test
    @DisplayName("queue-104: an open group cannot be canceled")
    void anOpenGroupCannotBeCanceled() {
        assertThat(cancel().code()).isEqualTo("ResourceNotFound");
        String taskId = create();
        assertThat(cancel().code()).isEqualTo("RequestConflict");
        assertThat(queue.with().post("task-group/" + taskGroupId + "/cancel").code())
                .as("case152: said before scopes are checked")
                .isEqualTo("RequestConflict");
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @Test
    @DisplayName("queue-105, queue-161: all tasks of a sealed group are canceled")
    void allTasksOfASealedGroupAreCanceled() {
        List<String> ids = Stream.of("pending", "running", "unscheduled", "pending", "pending")
                .map(state -> {
                    String taskId = Slugid.nice();
                    queue.create(
                                    taskId,
                                    queue.definition(
                                            "taskGroupId",
                                            taskGroupId,
                                            "schedulerId",
                                            "my-scheduler",
                                            "priority",
                                            "low",
                                            "tags",
                                            Map.of("purpose", "testing"),
                                            "dependencies",
                                            state.equals("unscheduled") ? List.of(taskId) : List.of()))
                            .ok();
                    if (state.equals("running")) {
                        queue.claim(taskId, 0);
                    }
                    return taskId;
                })
                .sorted()
                .toList();
        String dependent = queue.create("dependencies", List.of(ids.getFirst()), "requires", "all-resolved");
        seal().ok();
        JsonNode reply = queue.with("queue:cancel-task-group:my-scheduler/" + taskGroupId)
                .post("task-group/" + taskGroupId + "/cancel")
                .ok();
        assertThat(reply.path("taskGroupId").asString()).isEqualTo(taskGroupId);
        assertThat(reply.path("taskGroupSize").asInt()).isEqualTo(5);
        assertThat(reply.path("cancelledCount").asInt()).isEqualTo(5);
        assertThat(texts(reply.path("taskIds"))).isEqualTo(ids);
        for (String taskId : ids) {
            assertThat(queue.run(taskId, 0).path("reasonResolved").asString()).isEqualTo("canceled");
            assertThat(queue.eventsOf(taskId, "task-exception")).hasSize(1).allSatisfy(event -> {
                JsonNode message = QueueFixture.payload(event);
                assertThat(message.path("task").path("tags").path("purpose").asString())
                        .isEqualTo("testing");
                assertThat(message.path("status").path("priority").asString()).isEqualTo("low");
            });
        }
        JsonNode again = cancel().ok();
        assertThat(again.path("taskGroupSize").asInt()).isEqualTo(5);
        assertThat(again.path("cancelledCount").asInt()).isZero();
        assertThat(again.path("taskIds")).isEmpty();
        assertThat(queue.eventsOf(ids.getFirst(), "task-exception")).hasSize(1);
        Await.until(() -> queue.state(dependent).equals("pending"));
        Await.until(() -> !queue.eventsOf(taskGroupId, "task-group-resolved").isEmpty());
    }

    @Test
    @DisplayName("queue-106: tasks that are resolved are not canceled")
    void tasksThatAreResolvedAreNotCanceled() {
        String canceled = create();
        String completed = create();
        List<String> others = Stream.generate(this::create).limit(2).sorted().toList();
        queue.root().post("task/" + canceled + "/cancel").ok();
        queue.resolve(completed, 0, "completed");
        seal().ok();
        JsonNode reply = cancel().ok();
        assertThat(reply.path("taskGroupSize").asInt()).isEqualTo(4);
        assertThat(reply.path("cancelledCount").asInt()).isEqualTo(2);
        assertThat(texts(reply.path("taskIds"))).isEqualTo(others);
        assertThat(queue.state(completed)).isEqualTo("completed");
    }

    @Test
    @DisplayName("queue-107: tasks past their deadline are not canceled")
    void tasksPastTheirDeadlineAreNotCanceled() {
        String overdue = create("deadline", queue.in(Duration.ofSeconds(10)));
        String other = create();
        seal().ok();
        clock.advance(Duration.ofSeconds(10));
        assertThat(texts(cancel().ok().path("taskIds"))).containsExactly(other);
        assertThat(queue.state(overdue)).isEqualTo("pending");
    }

    @Test
    @DisplayName("queue-108: the scope is that of scheduler and group")
    void theScopeIsThatOfSchedulerAndGroup() {
        String taskId = create();
        seal().ok();
        for (String scope : List.of(
                "queue:cancel-task-group:other/" + taskGroupId,
                "queue:cancel-task-group:my-scheduler/" + Slugid.nice())) {
            assertThat(queue.with(scope)
                            .post("task-group/" + taskGroupId + "/cancel")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(queue.state(taskId)).isEqualTo("pending");
    }

    @Test
    void aLargeGroupIsCanceledInBatches() {
        IntStream.range(0, 450).forEach(_ -> create());
        seal().ok();
        assertThat(cancel().ok().path("cancelledCount").asInt()).isEqualTo(450);
    }

    /** A task is in the group before it is sealed, or not at all. */
    @Test
    void sealingAndAddingAtOnceAgree() {
        create();
        List<CompletableFuture<Integer>> additions = IntStream.range(0, 20)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> queue.create(
                                Slugid.nice(),
                                queue.definition("taskGroupId", taskGroupId, "schedulerId", "my-scheduler"))
                        .status()))
                .toList();
        seal().ok();
        JsonNode size = cancel().ok().path("taskGroupSize");
        long added = additions.stream().filter(status -> status.join() == 200).count();
        assertThat(size.asLong()).isEqualTo(added + 1);
        assertThat(queue.root().get("task-group/" + taskGroupId + "/list").ok().path("tasks"))
                .hasSize((int) added + 1);
    }
}
