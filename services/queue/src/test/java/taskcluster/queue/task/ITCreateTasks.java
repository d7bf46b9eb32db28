package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Creating a graph of tasks in one request: all of it or nothing, by the rules of creating one task. */
class ITCreateTasks {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String a = Slugid.nice();
    private final String b = Slugid.nice();
    private final String c = Slugid.nice();
    private final String groupId = Slugid.nice();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.task-max-dependencies", 100);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private static ObjectNode entry(String taskId, ObjectNode definition) {
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("taskId", taskId);
        entry.set("task", definition);
        return entry;
    }

    /** A task of the test's group. */
    private ObjectNode task(String taskId, @Nullable Object... changes) {
        List<@Nullable Object> all = new ArrayList<>(List.of("taskGroupId", groupId));
        all.addAll(Arrays.asList(changes));
        return entry(taskId, queue.definition(all.toArray()));
    }

    private static ObjectNode body(ObjectNode... entries) {
        return body(List.of(entries));
    }

    private static ObjectNode body(List<ObjectNode> entries) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode tasks = body.putArray("tasks");
        entries.forEach(tasks::add);
        return body;
    }

    private static Response create(ObjectNode... entries) {
        return queue.root().put("tasks", body(entries));
    }

    private static JsonNode states(String... idsAndStates) {
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode tasks = reply.putArray("tasks");
        for (int i = 0; i < idsAndStates.length; i += 2) {
            tasks.addObject().put("taskId", idsAndStates[i]).put("state", idsAndStates[i + 1]);
        }
        return reply;
    }

    private static void awaitPending(String taskId) {
        Await.untilAsserted(() -> assertThat(queue.state(taskId)).isEqualTo("pending"));
    }

    private Response assertRefused(int status, String code, Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.code()).isEqualTo(code);
        for (String taskId : List.of(a, b, c)) {
            assertThat(queue.root().get("task/" + taskId).code()).isEqualTo("ResourceNotFound");
            assertThat(queue.eventsOf(taskId)).isEmpty();
        }
        assertThat(queue.root().get("task-group/" + groupId).code()).isEqualTo("ResourceNotFound");
        return response;
    }

    @Test
    void aGraphIsCreatedInAnyOrderAndRuns() {
        JsonNode reply = create(
                        task(c, "dependencies", List.of(a, b)),
                        task(b, "dependencies", List.of(a)),
                        task(a, "routes", List.of("index.x", "other"), "tags", Map.of("purpose", "testing")))
                .ok();

        assertThat(reply).isEqualTo(states(c, "unscheduled", b, "unscheduled", a, "pending"));
        assertThat(queue.eventsOf(a)).containsExactly("task-defined", "task-pending/0");
        assertThat(queue.eventsOf(b)).containsExactly("task-defined");
        queue.resolve(a, 0, "completed");
        awaitPending(b);
        assertThat(queue.state(c)).isEqualTo("unscheduled");
        queue.resolve(b, 0, "completed");
        awaitPending(c);
    }

    @Test
    void whatIsStoredAndAnnouncedIsWhatCreateTaskWouldMakeOfIt() {
        Object[] changes = {
            "taskGroupId",
            groupId,
            "schedulerId",
            "my-scheduler",
            "projectId",
            "my-project",
            "priority",
            "high",
            "retries",
            3,
            "routes",
            List.of("index.x", "with \"quotes\" and \\"),
            "tags",
            Map.of("quoted", "\"{},\\"),
            "scopes",
            List.of("s:1"),
            "extra",
            Map.of("unicode", "žluťoučký 🐎"),
            "expires",
            queue.in(Duration.ofDays(9))
        };
        queue.create(a, queue.definition(changes)).ok();
        create(entry(b, queue.definition(changes))).ok();

        assertThat(text(queue.root().get("task/" + b).ok(), b))
                .isEqualTo(text(queue.root().get("task/" + a).ok(), a));
        assertThat(text(queue.status(b), b)).isEqualTo(text(queue.status(a), a));
        for (String exchange : List.of("task-defined", "task-pending")) {
            Event one = queue.eventsOf(a, exchange).getFirst();
            Event many = queue.eventsOf(b, exchange).getFirst();
            assertThat(many.routingKey().replace(b, "ID"))
                    .isEqualTo(one.routingKey().replace(a, "ID"));
            assertThat(many.cc()).isEqualTo(one.cc());
            assertThat(text(QueueFixture.payload(many), b)).isEqualTo(text(QueueFixture.payload(one), a));
        }
    }

    private static JsonNode text(JsonNode json, String taskId) {
        return Json.MAPPER.readTree(json.toString().replace(taskId, "ID"));
    }

    @Test
    void theSameGraphAgainIsLeftAsItIsAndAnnouncedAgain() {
        ObjectNode[] graph = {task(a), task(b, "dependencies", List.of(a))};
        create(graph).ok();
        queue.claim(a, 0);

        assertThat(create(graph).ok()).isEqualTo(states(a, "running", b, "unscheduled"));

        assertThat(queue.eventsOf(a))
                .containsExactly("task-defined", "task-pending/0", "task-running/0", "task-defined");
        assertThat(queue.eventsOf(b)).containsExactly("task-defined", "task-defined");
        ObjectNode[] more = {graph[1], task(c, "dependencies", List.of(a, b)), graph[0]};
        assertThat(create(more).ok()).isEqualTo(states(b, "unscheduled", c, "unscheduled", a, "running"));
    }

    @Test
    void anIdThatIsTakenByAnotherTaskRefusesAll() {
        String taken = queue.create("priority", "low");
        Response refused = assertRefused(
                409, "RequestConflict", create(task(a), entry(taken, queue.definition("priority", "high")), task(b)));
        assertThat(refused.message()).contains(taken, "already used by another task", "priority");
        assertThat(refused.message()).doesNotContain(a, b);
        assertThat(queue.eventsOf(taken)).hasSize(2);
    }

    @Test
    void resolvedDependenciesFromBeforeDoNotBlock() {
        String done = queue.create();
        queue.resolve(done, 0, "completed");
        String failed = queue.create();
        queue.resolve(failed, 0, "failed");

        assertThat(create(
                                task(a, "dependencies", List.of(done)),
                                task(b, "dependencies", List.of(done, failed)),
                                task(c, "dependencies", List.of(failed), "requires", "all-resolved"))
                        .ok())
                .isEqualTo(states(a, "pending", b, "unscheduled", c, "pending"));
    }

    @Test
    void missingDependenciesAreNamedWithTheTasksThatNeedThem() {
        String nowhere = Slugid.nice();
        Response refused = assertRefused(
                400, "InputError", create(task(a), task(b, "dependencies", List.of(a, nowhere)), task(c)));
        assertThat(refused.message()).contains("does not exist: " + nowhere, b).doesNotContain(a, c);
    }

    @Test
    void dependenciesThatExpireTooEarlyAreNamedWithTheTasksThatNeedThem() {
        String early = queue.create("expires", queue.in(Duration.ofDays(1)));
        String late = queue.in(Duration.ofDays(3));
        Response refused = assertRefused(
                400,
                "InputError",
                create(
                        task(a, "dependencies", List.of(early), "deadline", late),
                        task(b, "expires", queue.in(Duration.ofDays(2))),
                        task(c, "dependencies", List.of(b), "deadline", late)));
        assertThat(refused.message())
                .contains("expires before the deadline of the task: " + early, a, "deadline of the task: " + b, c);
    }

    @Test
    void circlesAreRefused() {
        String waiting = Slugid.nice();
        Response refused = assertRefused(
                400,
                "InputError",
                create(
                        task(a, "dependencies", List.of(b)),
                        task(b, "dependencies", List.of(a)),
                        task(c),
                        task(waiting, "dependencies", List.of(b))));
        assertThat(refused.message())
                .contains("waits for itself", a, b, waiting)
                .doesNotContain(c);
    }

    @Test
    void aTaskMayDependOnItselfAsWithCreateTask() {
        assertThat(create(task(a, "dependencies", List.of(a))).ok()).isEqualTo(states(a, "unscheduled"));
    }

    @Test
    void faultyTasksAreAllNamed() {
        Response refused = assertRefused(
                400,
                "InputError",
                create(
                        task(a, "deadline", queue.in(Duration.ofDays(30))),
                        task(b, "scopes", List.of("abc**")),
                        task(c, "schedulerId", "other")));
        assertThat(refused.message())
                .contains(
                        "None of the tasks was created",
                        "5 days into the future",
                        a,
                        "ends in `**`",
                        b,
                        "schedulers",
                        c);
    }

    @Test
    void anIdTwiceIsRefused() {
        assertThat(assertRefused(400, "InputError", create(task(a), task(b), task(a)))
                        .message())
                .contains("that of two tasks", a)
                .doesNotContain(b);
    }

    @Test
    void tooManyDependenciesAreRefused() {
        List<String> many =
                Collections.nCopies(101, "").stream().map(_ -> Slugid.nice()).toList();
        assertThat(assertRefused(400, "InputError", create(task(a), task(b, "dependencies", many)))
                        .message())
                .contains("up to 100 dependencies; this one has 101", b);
    }

    @Test
    void aBodyThatIsNotByTheSchemaIsRefusedWithThePlaceOfTheFault() {
        Response refused = assertRefused(
                400, "InputValidationError", create(task(a), task(b, "priority", "urgent"), task(c, "metadata", null)));
        assertThat(refused.message())
                .contains(
                        "data/tasks/1/task/priority must be equal to one of",
                        "data/tasks/2/task must have required property");
        assertRefused(400, "InputValidationError", create());
        assertRefused(400, "InputValidationError", create(entry("no-slugid", queue.definition())));
    }

    @Test
    void itTakesTheScopesOfEachTask() {
        String[] scopes = {
            "queue:create-task:high:no-provisioner/test-worker",
            "queue:create-task:project:none",
            "queue:scheduler-id:-",
            "queue:route:mine.*",
            "some:scope"
        };
        TestClient client = queue.with(scopes);
        ObjectNode mine = task(a, "priority", "low", "routes", List.of("mine.x"), "scopes", List.of("some:scope"));
        Response refused = assertRefused(
                403,
                "InsufficientScopes",
                client.put("tasks", body(mine, task(b, "routes", List.of("yours.x")), task(c, "priority", "highest"))));
        assertThat(refused.message())
                .contains("queue:route:yours.x", b, "queue:create-task:highest:no-provisioner/test-worker", c)
                .doesNotContain(a);
        assertRefused(
                401,
                "AuthenticationFailed",
                queue.service().anonymous().as("nobody").forService("queue").put("tasks", body(mine)));

        client.put("tasks", body(mine)).ok();
    }

    @Test
    void groupsThatAreSealedOrAnotherSchedulersRefuseAll() {
        String sealed = Slugid.nice();
        queue.create("taskGroupId", sealed);
        queue.root().post("task-group/" + sealed + "/seal", Map.of()).ok();
        String others = Slugid.nice();
        queue.create("taskGroupId", others, "schedulerId", "other-scheduler");

        Response refused = assertRefused(
                409,
                "RequestConflict",
                create(task(a), task(b, "taskGroupId", sealed), task(c, "taskGroupId", others)));
        assertThat(refused.message())
                .contains("sealed", b, "schedulerId other-scheduler", c)
                .doesNotContain(a);
    }

    @Test
    void withoutAGroupEachTaskIsItsOwn() {
        create(entry(a, queue.definition()), entry(b, queue.definition())).ok();
        assertThat(queue.status(a).path("taskGroupId").asString()).isEqualTo(a);
        assertThat(queue.status(b).path("taskGroupId").asString()).isEqualTo(b);
    }

    @Test
    void workersThatWaitAreWokenForEachTask() throws Exception {
        String taskQueueId = queue.newTaskQueue();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> claims = List.of("w1", "w2", "w3").stream()
                    .map(worker -> workers.submit(() -> awaitWork(taskQueueId, worker)))
                    .toList();
            create(
                            task(a, "taskQueueId", taskQueueId),
                            task(b, "taskQueueId", taskQueueId),
                            task(c, "taskQueueId", taskQueueId))
                    .ok();
            for (Future<JsonNode> claim : claims) {
                assertThat(claim.get()).hasSize(1);
            }
        }
    }

    private static JsonNode awaitWork(String taskQueueId, String worker) {
        JsonNode claimed = queue.claimWork(taskQueueId, worker, 1);
        while (claimed.isEmpty()) {
            claimed = queue.claimWork(taskQueueId, worker, 1);
        }
        return claimed;
    }

    /** Graphs that have tasks, groups and dependencies in common, in different orders: one call wins, all callers see it. */
    @Test
    void overlappingGraphsAtTheSameTimeAreEachCreatedOnce() throws Exception {
        List<String> ids =
                Collections.nCopies(60, "").stream().map(_ -> Slugid.nice()).toList();
        List<ObjectNode> entries = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            entries.add(task(
                    ids.get(i),
                    "dependencies",
                    i < 2
                            ? List.of()
                            : List.of(ids.get(i / 2), ids.get(0)).stream()
                                    .distinct()
                                    .toList()));
        }
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Response>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                List<ObjectNode> own = new ArrayList<>(entries);
                Collections.rotate(own, 13 * i);
                calls.add(() -> queue.root().put("tasks", body(own)));
            }
            for (Future<Response> call : callers.invokeAll(calls)) {
                assertThat(call.get().ok().path("tasks")).hasSize(60);
            }
        }
        assertThat(queue.sql()
                        .queryForObject(
                                "select count(*) from taskcluster.tasks where task_group_id = ?",
                                Integer.class,
                                groupId))
                .isEqualTo(60);
        assertThat(queue.sql().queryForObject("""
                        select count(*) from taskcluster.runs r join taskcluster.tasks t using (task_id)
                        where t.task_group_id = ?""", Integer.class, groupId)).isEqualTo(2);
    }

    /** As many as there may be, in one transaction, each with a payload of some size. */
    @Test
    void tenThousandTasksAreOneRequest() {
        List<String> ids =
                Collections.nCopies(10_000, "").stream().map(_ -> Slugid.nice()).toList();
        List<ObjectNode> entries = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            entries.add(task(
                    ids.get(i),
                    "dependencies",
                    i == 0 ? List.of() : List.of(ids.get((i - 1) / 2)),
                    "payload",
                    Map.of("script", "make test; ".repeat(60))));
        }

        JsonNode reply = queue.root().put("tasks", body(entries)).ok();

        assertThat(reply.path("tasks")).hasSize(10_000);
        assertThat(reply.at("/tasks/0/state").asString()).isEqualTo("pending");
        assertThat(reply.at("/tasks/9999/state").asString()).isEqualTo("unscheduled");
        assertThat(queue.sql()
                        .queryForObject(
                                "select count(*) from taskcluster.events where exchange like '%/task-defined' and routing_key like ?",
                                Integer.class, "%." + groupId + "._"))
                .isEqualTo(10_000);
        Response tooMany = queue.root().put("tasks", body(Collections.nCopies(10_001, task(b))));
        assertThat(tooMany.code()).isEqualTo("InputValidationError");
        assertThat(tooMany.message()).contains("data/tasks must NOT have more than 10000 items");
    }

    @Test
    void aBodyOfMoreThan32MegabytesIsRefused() {
        ObjectNode[] large = {task(a, "payload", Map.of("script", "x".repeat(33 << 20)))};
        Response refused = assertRefused(413, "InputTooLarge", create(large));
        assertThat(refused.message()).contains("33554432");
    }
}
