package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Slugid;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;

/** Requests that nobody should make: each is a 4xx with the documented body, and changes nothing. */
class ITHostileInput {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskId = Slugid.nice();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** Everything there is, as text. */
    private static Map<String, List<String>> everything() {
        Map<String, List<String>> rows = new HashMap<>();
        for (String table : List.of(
                "tasks",
                "task_definitions",
                "runs",
                "task_groups",
                "task_dependencies",
                "resolved_tasks",
                "queue_workers",
                "task_queues",
                "events")) {
            rows.put(
                    table,
                    queue.sql()
                            .queryForList("select t::text from taskcluster." + table + " t order by 1", String.class));
        }
        return rows;
    }

    private void assertRefused(String verb, String path, Object body, int status, String code) {
        Map<String, List<String>> before = everything();
        Response response = queue.root().send(verb, path, body);
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.code()).isEqualTo(code);
        assertThat(response.message()).contains("\n---\n").contains("* errorCode:  " + code);
        assertThat(response.body().path("requestInfo").path("method").asString())
                .isNotEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    private void assertTaskIsRefused(Object definition, String code) {
        assertRefused("PUT", "task/" + taskId, definition, 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1, 2", "nonsense", "{\"a\": 1} {", "{'a': 1}", "{\"a\": NaN}", "\u0000"})
    void brokenJsonIsRefused(String body) {
        assertTaskIsRefused(body, body.isEmpty() ? "InputValidationError" : "MalformedPayload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"text\"", "true"})
    void aScalarIsNoBody(String body) {
        assertTaskIsRefused(body, "MalformedPayload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"nul\": \"\\u0000\"}",
                "{\"\\u0000\": 1}",
                "{\"half a pair\": \"\\ud800\"}",
                "{\"large\": 1e400}",
                "{\"large\": 1e999999999}"
            })
    void whatCannotBeStoredIsRefused(String payload) {
        String definition = queue.definition().toString().replace("\"payload\":{}", "\"payload\":" + payload);
        assertTaskIsRefused(definition, "MalformedPayload");
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 20_000, 1_000_000})
    void deepNestingIsRefused(int depth) {
        String nested = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        assertTaskIsRefused(
                queue.definition().toString().replace("\"payload\":{}", "\"payload\":" + nested), "MalformedPayload");
    }

    @Test
    void nestingAsDeepAsIsAllowedIsKept() {
        String nested = "[".repeat(490) + "]".repeat(490);
        String definition =
                queue.definition().toString().replace("\"payload\":{}", "\"payload\":{\"a\":" + nested + "}");
        queue.root().put("task/" + taskId, definition).ok();
        queue.root().put("task/" + taskId, definition).ok();
        assertThat(queue.root()
                        .get("task/" + taskId)
                        .ok()
                        .path("payload")
                        .path("a")
                        .toString())
                .isEqualTo(nested);
    }

    @Test
    void aBodyOverTenMegabytesIsRefused() {
        String big = "x".repeat(11 * 1024 * 1024);
        Map<String, List<String>> before = everything();
        Response response = queue.root().put("task/" + taskId, queue.definition("payload", Map.of("big", big)));
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.code()).isEqualTo("InputTooLarge");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aLargeBodyIsKept() {
        String big = "x".repeat(9 * 1024 * 1024);
        String taskQueueId = queue.newTaskQueue();
        queue.create(taskId, queue.definition("payload", Map.of("big", big), "taskQueueId", taskQueueId))
                .ok();
        assertThat(queue.claimWork(taskQueueId, 1)
                        .path(0)
                        .path("task")
                        .path("payload")
                        .path("big")
                        .asString())
                .isEqualTo(big);
    }

    static Stream<Arguments> invalidProperties() {
        return Stream.of(
                Arguments.of("unknown", 1),
                Arguments.of("taskId", Slugid.nice()),
                Arguments.of("payload", null),
                Arguments.of("payload", List.of()),
                Arguments.of("metadata", null),
                Arguments.of("metadata", Map.of("name", "n", "description", "d", "owner", "o", "source", "no url")),
                Arguments.of("created", null),
                Arguments.of("deadline", null),
                Arguments.of("deadline", "tomorrow"),
                Arguments.of("deadline", 5),
                Arguments.of("expires", "2026-13-01T00:00:00Z"),
                Arguments.of("taskGroupId", "no-slugid"),
                Arguments.of("dependencies", List.of("no-slugid")),
                Arguments.of("dependencies", List.of("AAAAAAAAQQCAAAAAAAAAAA", "AAAAAAAAQQCAAAAAAAAAAA")),
                Arguments.of("requires", "all"),
                Arguments.of("routes", List.of("")),
                Arguments.of("routes", List.of("a", "a")),
                Arguments.of("routes", List.of("x".repeat(250))),
                Arguments.of(
                        "routes",
                        Stream.iterate(0, n -> n + 1)
                                .limit(65)
                                .map(String::valueOf)
                                .toList()),
                Arguments.of("priority", "urgent"),
                Arguments.of("retries", -1),
                Arguments.of("retries", 50),
                Arguments.of("retries", 1.5),
                Arguments.of("scopes", List.of("ä")),
                Arguments.of("scopes", List.of("a\nb")),
                Arguments.of("tags", Map.of("a", 1)),
                Arguments.of("tags", Map.of("a", "x".repeat(4097))),
                Arguments.of("extra", List.of()),
                Arguments.of("schedulerId", "a.b"),
                Arguments.of("schedulerId", ""),
                Arguments.of("projectId", "a b"),
                Arguments.of("projectId", "x".repeat(501)),
                Arguments.of("taskQueueId", "a/B"),
                Arguments.of("taskQueueId", "a"),
                Arguments.of("provisionerId", "a/b"),
                Arguments.of("workerType", "-"));
    }

    @ParameterizedTest
    @MethodSource("invalidProperties")
    void whatTheSchemaDoesNotAllowIsRefused(String name, Object value) {
        assertTaskIsRefused(queue.definition(name, value), "InputValidationError");
    }

    @ParameterizedTest
    @CsvSource({
        "deadline, 2026-03-01T12:00:00.122Z",
        "deadline, 2026-03-02T12:00:60Z",
        "deadline, 0001-01-01T00:00:00Z",
        "expires, 9999-12-31T23:59:59.999-00:01",
        "created, 2026-03-01T11:00:00Z"
    })
    void datesThatMakeNoSenseAreRefused(String name, String value) {
        Map<String, List<String>> before = everything();
        Response response = queue.create(taskId, queue.definition(name, value));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isIn("InputError", "InputValidationError");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aMissingDependencyLeavesNothingBehind() {
        String existing = queue.create();
        assertTaskIsRefused(
                queue.definition("dependencies", List.of(existing, Slugid.nice()), "taskGroupId", Slugid.nice()),
                "InputError");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, task/not-a-slugid",
        "GET, task/not-a-slugid/status",
        "POST, task/not-a-slugid/cancel",
        "GET, task-group/not-a-slugid/list",
        "POST, task/AAAAAAAAQQCAAAAAAAAAAA/runs/x/reclaim",
        "POST, task/AAAAAAAAQQCAAAAAAAAAAA/runs/-1/completed",
        "GET, task/AAAAAAAAQQCAAAAAAAAAAA/dependents?limit=0",
        "GET, task/AAAAAAAAQQCAAAAAAAAAAA/dependents?limit=1&limit=2",
        "GET, task/AAAAAAAAQQCAAAAAAAAAAA/status?unknown=1",
        "GET, pending/no-worker-type",
        "GET, task-queues/a%2FB/counts",
        "GET, task-queues/a%2FB",
        "GET, task-queues/a%2Fb/pending?limit=0",
        "GET, task-queues/a%2Fb/claimed?limit=x",
        "GET, provisioners/a%2Fb",
        "GET, provisioners/a/worker-types/w%00",
        "GET, provisioners/a/worker-types/w/workers?quarantined=",
        "GET, provisioners/a/worker-types/w/workers/g.g/w",
        "GET, task/AAAAAAAAQQCAAAAAAAAAAA/runs/x/watch",
        "GET, task/AAAAAAAAQQCAAAAAAAAAAA%00/status"
    })
    void urlsThatMakeNoSenseAreRefused(String verb, String path) {
        Map<String, List<String>> before = everything();
        Response response = queue.root().send(verb, path, verb.equals("POST") ? Map.of() : null);
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("InvalidRequestArguments");
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"tasks?limit=0", "tasks/status?limit=0"})
    void aLimitOfZeroIsRefused(String path) {
        assertRefused("POST", path, Map.of("taskIds", List.of()), 400, "InvalidRequestArguments");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workerGroup\": \"\", \"workerId\": \"w\"}",
                "{\"workerGroup\": \"g\"}",
                "{}",
                "{\"workerGroup\": \"g.g\", \"workerId\": \"w\"}",
                "{\"workerGroup\": \"g\", \"workerId\": \"w\", \"x\": 1}",
                "{\"workerGroup\": \"g\", \"workerId\": \"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww\"}"
            })
    void workersThatCannotBeAreRefused(String worker) {
        String existing = queue.create();
        assertRefused("POST", "claim-work/a%2Fb", worker, 400, "InputValidationError");
        assertRefused("POST", "task/" + existing + "/runs/0/claim", worker, 400, "InputValidationError");
    }

    @Test
    void aMethodWithABodyWantsJson() {
        Response response =
                queue.root().withHeader("Content-Type", "text/plain").put("task/" + taskId, queue.definition());
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("MalformedPayload");
    }

    @Test
    void badCredentialsAreRefusedBeforeAnythingHappens() {
        Map<String, List<String>> before = everything();
        assertThat(queue.root()
                        .as("nobody")
                        .put("task/" + taskId, queue.definition())
                        .status())
                .isEqualTo(401);
        assertThat(queue.root()
                        .as("root", "wrong")
                        .put("task/" + taskId, queue.definition())
                        .status())
                .isEqualTo(401);
        assertThat(queue.root()
                        .anonymous()
                        .put("task/" + taskId, queue.definition())
                        .status())
                .isEqualTo(403);
        assertThat(queue.root()
                        .withAuthorizedScopes("queue:status:*")
                        .put("task/" + taskId, queue.definition())
                        .status())
                .isEqualTo(403);
        assertThat(everything()).isEqualTo(before);
    }
}
