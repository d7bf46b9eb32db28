package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creating tasks: what is accepted, what it takes, and what it leads to. */
class ITCreateTask {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskId = Slugid.nice();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.task-max-dependencies", 100);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** A task whose creation was refused does not exist, nor anything else of it. */
    private void assertNothingIsLeft() {
        assertThat(queue.root().get("task/" + taskId).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("task-group/" + taskId).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.eventsOf(taskId)).isEmpty();
    }

    private void assertRefused(ObjectNode definition, int status, String code) {
        Response response = queue.create(taskId, definition);
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.code()).isEqualTo(code);
        assertNothingIsLeft();
    }

    private static JsonNode only(List<Event> events) {
        assertThat(events).hasSize(1);
        return QueueFixture.payload(events.getFirst());
    }

    @Test
    @DisplayName("queue-1: a task is created with exactly the scopes it takes")
    void aTaskIsCreatedWithExactlyTheScopesItTakes() {
        TestClient client = queue.with(
                "queue:create-task:lowest:no-provisioner/test-worker",
                "queue:create-task:project:my-project",
                "queue:scheduler-id:my-scheduler",
                "queue:route:*",
                "some:scope");
        ObjectNode definition = queue.definition(
                "schedulerId", "my-scheduler",
                "projectId", "my-project",
                "routes", List.of("---routing-key---", "index.a.b"),
                "scopes", List.of("some:scope"),
                "tags", Map.of("purpose", "testing"));

        JsonNode status = client.put("task/" + taskId, definition).ok().path("status");

        assertThat(status.path("state").asString()).isEqualTo("pending");
        assertThat(queue.status(taskId)).isEqualTo(status);
        JsonNode defined = only(queue.eventsOf(taskId, "task-defined"));
        assertThat(defined.path("status").path("state").asString()).isEqualTo("unscheduled");
        assertThat(defined.path("status").path("runs")).isEmpty();
        assertThat(defined.path("status").path("projectId").asString()).isEqualTo("my-project");
        assertThat(defined.path("task")).isEqualTo(Json.MAPPER.readTree("{\"tags\": {\"purpose\": \"testing\"}}"));
        JsonNode pending = only(queue.eventsOf(taskId, "task-pending"));
        assertThat(pending.path("status")).isEqualTo(status);
        assertThat(pending.path("runId").asInt()).isZero();
        assertThat(pending.path("task")).isEqualTo(defined.path("task"));
        Event event = queue.eventsOf(taskId, "task-pending").getFirst();
        assertThat(event.routingKey())
                .isEqualTo("primary." + taskId + ".0._._.no-provisioner.test-worker.my-scheduler." + taskId + "._");
        assertThat(event.cc()).containsExactly("route.---routing-key---", "route.index.a.b");
    }

    @Test
    @DisplayName("queue-2: without project it takes the scope of project none")
    void withoutProjectItTakesTheScopeOfProjectNone() {
        String[] others = {"queue:create-task:lowest:no-provisioner/test-worker", "queue:scheduler-id:-"};
        Response refused = queue.with(others).put("task/" + taskId, queue.definition());
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        assertThat(refused.message()).contains("queue:create-task:project:none");
        assertNothingIsLeft();

        TestClient client = queue.with(others[0], others[1], "queue:create-task:project:none");
        JsonNode status = client.put("task/" + taskId, queue.definition()).ok().path("status");
        assertThat(status.path("projectId").asString()).isEqualTo("none");
        for (String exchange : List.of("task-defined", "task-pending")) {
            assertThat(only(queue.eventsOf(taskId, exchange))
                            .path("status")
                            .path("projectId")
                            .asString())
                    .isEqualTo("none");
        }
    }

    @Test
    @DisplayName("queue-3: scopes for another worker type and route do not suffice")
    void scopesForAnotherWorkerTypeAndRouteDoNotSuffice() {
        TestClient client = queue.with(
                "queue:create-task:lowest:no-provisioner/another-worker",
                "queue:create-task:project:none",
                "queue:scheduler-id:-",
                "queue:route:wrong-route");
        Response refused = client.put("task/" + taskId, queue.definition("routes", List.of("---routing-key---")));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("queue-4: a scope that ends in two stars is bad input")
    void aScopeThatEndsInTwoStarsIsBadInput() {
        TestClient client = queue.with(
                "abc:**",
                "queue:create-task:lowest:no-provisioner/test-worker",
                "queue:create-task:project:none",
                "queue:scheduler-id:-");
        ObjectNode definition = queue.definition("scopes", List.of("abc:**"));
        Response refused = client.put("task/" + taskId, definition);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("queue-5: the same task can be created again and no other")
    void theSameTaskCanBeCreatedAgainAndNoOther() {
        ObjectNode definition = queue.definition(
                "tags", Map.of("a", "1", "b", "2"), "payload", Map.of("list", List.of(1, 2), "z", 1.0));
        JsonNode first = queue.create(taskId, definition).ok();
        JsonNode second = queue.create(taskId, definition).ok();
        assertThat(second).isEqualTo(first);

        ObjectNode other = definition.deepCopy().put("taskQueueId", "no-provisioner/other-worker");
        Response refused = queue.create(taskId, other);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("\"taskQueueId\"").contains("\"workerType\"");
        assertThat(queue.status(taskId)).isEqualTo(first.path("status"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "priority, '\"low\"'",
                "tags, '{\"a\": \"2\"}'",
                "extra, '{\"a\": 1}'",
                "projectId, '\"other\"'",
                "routes, '[\"b\", \"a\"]'",
                "payload, '{\"a\": [2, 1]}'",
                "retries, 4",
                "expires, '\"2026-04-02T00:00:00.000Z\"'",
                "requires, '\"all-resolved\"'"
            })
    @DisplayName("queue-5: whatever differs makes it another task")
    void whateverDiffersMakesItAnotherTask(String name, String json) {
        ObjectNode definition = queue.definition("routes", List.of("a", "b"), "payload", Map.of("a", List.of(1, 2)));
        queue.create(taskId, definition).ok();
        definition.set(name, Json.MAPPER.readTree(json));
        Response refused = queue.create(taskId, definition);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("\"" + name + "\"");
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0");
    }

    @Test
    @DisplayName("queue-5: the order of keys and the way numbers are written do not matter")
    void theOrderOfKeysAndTheWayNumbersAreWrittenDoNotMatter() {
        ObjectNode definition = queue.definition();
        definition.set("payload", Json.MAPPER.readTree("{\"a\": 1, \"b\": {\"c\": 10, \"d\": null}}"));
        queue.create(taskId, definition).ok();
        definition.set("payload", Json.MAPPER.readTree("{\"b\": {\"d\": null, \"c\": 1e1}, \"a\": 1.0}"));
        queue.create(taskId, definition).ok();
    }

    @Test
    @DisplayName("queue-7: fractions of milliseconds are dropped")
    void fractionsOfMillisecondsAreDropped() {
        ObjectNode definition = queue.definition(
                "created", "2026-03-01T12:00:00.123456789Z",
                "deadline", "2026-03-02T12:00:00.123456789Z",
                "expires", "2026-03-03T12:00:00.123456789Z");
        queue.create(taskId, definition).ok();
        queue.create(taskId, definition).ok();
        JsonNode task = queue.root().get("task/" + taskId).ok();
        assertThat(task.path("created").asString()).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(task.path("deadline").asString()).isEqualTo("2026-03-02T12:00:00.123Z");
        assertThat(task.path("expires").asString()).isEqualTo("2026-03-03T12:00:00.123Z");
        queue.create(taskId, definition.deepCopy().put("expires", "2026-03-03T13:00:00.123+01:00"))
                .ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-a-slugid", "a", "AAAAAAAAQQCAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "a%2Fb"})
    @DisplayName("queue-8: a task ID that is no slugid is refused")
    void aTaskIdThatIsNoSlugidIsRefused(String id) {
        Response refused = queue.root().put("task/" + id, queue.definition());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InvalidRequestArguments");
    }

    @Test
    @DisplayName("queue-9: a deadline before created is refused")
    void aDeadlineBeforeCreatedIsRefused() {
        assertRefused(
                queue.definition(
                        "created", queue.in(Duration.ofMinutes(15)), "deadline", queue.in(Duration.ofMinutes(10))),
                400,
                "InputError");
    }

    @Test
    @DisplayName("queue-10: an expiry before the deadline is refused")
    void anExpiryBeforeTheDeadlineIsRefused() {
        assertRefused(
                queue.definition("deadline", queue.in(Duration.ofDays(4)), "expires", queue.in(Duration.ofDays(3))),
                400,
                "InputError");
    }

    @Test
    @DisplayName("queue-11: a deadline too far away is refused")
    void aDeadlineTooFarAwayIsRefused() {
        assertRefused(queue.definition("deadline", queue.in(Duration.ofDays(6))), 400, "InputError");
    }

    @Test
    @DisplayName("queue-12: what is left out has defaults")
    void whatIsLeftOutHasDefaults() {
        TestClient client =
                queue.with("queue:create-task:lowest:p/w", "queue:create-task:project:none", "queue:scheduler-id:-");
        client.put("task/" + taskId, queue.definition("taskQueueId", null, "provisionerId", "p", "workerType", "w"))
                .ok();
        JsonNode task = queue.root().get("task/" + taskId).ok();
        assertThat(task.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "provisionerId",
                        "workerType",
                        "taskQueueId",
                        "schedulerId",
                        "projectId",
                        "taskGroupId",
                        "dependencies",
                        "requires",
                        "routes",
                        "priority",
                        "retries",
                        "created",
                        "deadline",
                        "expires",
                        "scopes",
                        "payload",
                        "metadata",
                        "tags",
                        "extra");
        assertThat(task.path("priority").asString()).isEqualTo("lowest");
        assertThat(task.path("projectId").asString()).isEqualTo("none");
        assertThat(task.path("schedulerId").asString()).isEqualTo("-");
        assertThat(task.path("taskGroupId").asString()).isEqualTo(taskId);
        assertThat(task.path("requires").asString()).isEqualTo("all-completed");
        assertThat(task.path("retries").asInt()).isEqualTo(5);
        assertThat(task.path("expires").asString()).isEqualTo("2027-03-02T12:00:00.123Z");
        assertThat(task.path("extra")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://git@github.com:org/repo", "git@github.com:org/repo"})
    @DisplayName("queue-13: git sources are accepted")
    void gitSourcesAreAccepted(String source) {
        ObjectNode definition = queue.definition();
        ((ObjectNode) definition.path("metadata")).put("source", source);
        queue.create(taskId, definition).ok();
    }

    @Test
    @DisplayName("queue-14: a route of full length is published")
    void aRouteOfFullLengthIsPublished() {
        String route = "a b.c ".repeat(41) + "end";
        assertThat(route).hasSize(249);
        queue.create(taskId, queue.definition("routes", List.of(route))).ok();
        assertThat(queue.eventsOf(taskId, "task-pending").getFirst().cc()).containsExactly("route." + route);
    }

    @Test
    void aRouteThatIsTooLongOnlyInBytesIsRefused() {
        assertRefused(queue.definition("routes", List.of("ä".repeat(249))), 400, "InputError");
    }

    @ParameterizedTest
    @CsvSource({"high, true", "highest, true", "very-high, true", "medium, false", "low, false"})
    @DisplayName("queue-15: the scope of the same priority or a higher one suffices")
    void theScopeOfTheSamePriorityOrAHigherOneSuffices(String priority, boolean suffices) {
        TestClient client = queue.with(
                "queue:create-task:" + priority + ":no-provisioner/test-worker",
                "queue:create-task:project:none",
                "queue:scheduler-id:-");
        Response response = client.put("task/" + taskId, queue.definition("priority", "high"));
        assertThat(response.status()).isEqualTo(suffices ? 200 : 403);
    }

    @Test
    @DisplayName("queue-16: there is no priority normal")
    void thereIsNoPriorityNormal() {
        assertRefused(queue.definition("priority", "normal"), 400, "InputValidationError");
    }

    @Test
    @DisplayName("queue-17: the task queue can be named either way if consistently")
    void theTaskQueueCanBeNamedEitherWayIfConsistently() {
        queue.create("provisionerId", "p", "workerType", "w", "taskQueueId", null);
        queue.create("provisionerId", "p", "workerType", "w", "taskQueueId", "p/w");
        assertRefused(
                queue.definition("provisionerId", "p", "workerType", "w", "taskQueueId", "p/v"), 400, "InputError");
        assertRefused(queue.definition("taskQueueId", null), 400, "InputError");
        assertRefused(queue.definition("taskQueueId", null, "provisionerId", "p"), 400, "InputError");
        assertRefused(queue.definition("taskQueueId", null, "workerType", "w"), 400, "InputError");
    }

    @Test
    @DisplayName("queue-18: both ways to name the task queue show in the definition")
    void bothWaysToNameTheTaskQueueShowInTheDefinition() {
        String byQueue = queue.create("taskQueueId", "p/w", "provisionerId", "ignored");
        String byPair = queue.create("provisionerId", "p", "workerType", "w", "taskQueueId", null);
        for (String id : List.of(byQueue, byPair)) {
            JsonNode task = queue.root().get("task/" + id).ok();
            assertThat(task.path("taskQueueId").asString()).isEqualTo("p/w");
            assertThat(task.path("provisionerId").asString()).isEqualTo("p");
            assertThat(task.path("workerType").asString()).isEqualTo("w");
        }
    }

    @Test
    @DisplayName("queue-19: clocks may be a little wrong")
    void clocksMayBeALittleWrong() {
        queue.create(taskId, queue.definition("created", queue.in(Duration.ofSeconds(-5))))
                .ok();
    }

    @Test
    @DisplayName("queue-20: creating a task twice makes one run")
    void creatingATaskTwiceMakesOneRun() {
        String taskQueueId = queue.newTaskQueue();
        ObjectNode definition = queue.definition("taskQueueId", taskQueueId);
        long before = queue.pendingTasks(taskQueueId);
        queue.create(taskId, definition).ok();
        queue.create(taskId, definition).ok();
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(before + 1);
        assertThat(queue.eventsOf(taskId))
                .containsExactly("task-defined", "task-pending/0", "task-defined", "task-pending/0");
        JsonNode claims = queue.claimWork(taskQueueId, 2);
        assertThat(claims).hasSize(1);
        assertThat(claims.path(0).path("runId").asInt()).isZero();
    }

    @Test
    @DisplayName("queue-6: a repeat finds the task as it is by then")
    void aRepeatFindsTheTaskAsItIsByThen() {
        ObjectNode definition = queue.definition("retries", 1);
        queue.create(taskId, definition).ok();
        queue.claim(taskId, 0);
        queue.report(taskId, 0, "worker-shutdown").ok();
        JsonNode status = queue.create(taskId, definition).ok().path("status");
        assertThat(status).isEqualTo(queue.status(taskId));
        assertThat(status.path("runs")).hasSize(2);
        assertThat(queue.eventsOf(taskId)).endsWith("task-exception/0", "task-pending/1", "task-defined");
        JsonNode defined =
                QueueFixture.payload(queue.eventsOf(taskId, "task-defined").getLast());
        assertThat(defined.path("status").path("state").asString()).isEqualTo("unscheduled");
        assertThat(defined.path("status").path("retriesLeft").asInt()).isEqualTo(1);
        assertThat(defined.path("status").path("runs")).isEmpty();
    }

    @Test
    @DisplayName("queue-34: too many dependencies are refused")
    void tooManyDependenciesAreRefused() {
        List<String> dependencies = Stream.generate(Slugid::nice).limit(101).toList();
        Response refused = queue.create(taskId, queue.definition("dependencies", dependencies));
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains("up to 100 dependencies");
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("queue-152: arguments are judged before scopes that depend on them")
    void argumentsAreJudgedBeforeScopesThatDependOnThem() {
        Response refused = queue.with().put("task/" + taskId, queue.definition("taskQueueId", null));
        assertThat(refused.code()).isEqualTo("InputError");
        Response anonymous = queue.root().anonymous().put("task/" + taskId, queue.definition());
        assertThat(anonymous.status()).isEqualTo(403);
        assertThat(anonymous.code()).isEqualTo("InsufficientScopes");
        assertNothingIsLeft();
    }
}
