package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.ApiCallException;
import taskcluster.client.Index;
import taskcluster.client.Queue;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import tools.jackson.databind.JsonNode;

/** A task with a route of the index, from its creation to its artifact; and the built-in workers. */
class ITIndex {
    @TempDir
    static Path folder;

    private static StandaloneProcess deployment;
    private static Queue queue;
    private static Index index;

    @BeforeAll
    static void up() {
        deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "1");
        queue = deployment.queue();
        index = new Index(deployment.queue().options());
    }

    @AfterAll
    static void down() {
        deployment.close();
    }

    private static Map<String, Object> task(Map<String, Object> changes) {
        Map<String, Object> definition = new HashMap<>(Tasks.bash(
                "indexed",
                "echo built > result.txt",
                Map.of(
                        "artifacts",
                        List.of(
                                Map.of("name", "public/result.txt", "path", "result.txt", "type", "file"),
                                Map.of("name", "private/result.txt", "path", "result.txt", "type", "file")))));
        definition.putAll(changes);
        return definition;
    }

    private static String state(String taskId) {
        return queue.status(taskId).at("/status/state").asString();
    }

    private static JsonNode awaitEntry(String path, String taskId) {
        Await.until("the entry of " + path, () -> {
            try {
                return index.findTask(path).path("taskId").asString().equals(taskId);
            } catch (ApiCallException notYet) {
                assertThat(notYet.statusCode()).isEqualTo(404);
                return false;
            }
        });
        return index.findTask(path);
    }

    @Test
    void aCompletedTaskIsFoundByItsRouteAndSoAreItsArtifacts() throws Exception {
        String taskId = Slugid.nice();
        queue.createTask(
                taskId,
                task(Map.of(
                        "routes",
                        List.of("index.project.app.latest", "index.project.app.rev.abc"),
                        "extra",
                        Map.of("index", Map.of("rank", 5, "data", Map.of("revision", "abc"))))));

        JsonNode entry = awaitEntry("project.app.latest", taskId);

        assertThat(state(taskId)).isEqualTo("completed");
        assertThat(entry.path("rank").asInt()).isEqualTo(5);
        assertThat(entry.path("data").toString()).isEqualTo("{\"revision\":\"abc\"}");
        assertThat(entry.path("expires")).isEqualTo(queue.task(taskId).path("expires"));
        assertThat(index.findTask("project.app.rev.abc").path("taskId").asString())
                .isEqualTo(taskId);
        assertThat(index.listNamespacesStream("project.app", Map.of()))
                .extracting(namespace -> namespace.path("name").asString())
                .containsExactly("rev");
        String publicUrl = deployment.rootUrl() + "/api/index/v1/task/project.app.latest/artifacts/public/result.txt";
        assertThat(StandaloneProcess.get(publicUrl)).isEqualTo("built\n");
        JsonNode redirect = index.findArtifactFromTask("project.app.latest", "private/result.txt");
        assertThat(redirect.path("url").asString())
                .startsWith(deployment.rootUrl() + "/api/queue/v1/task/" + taskId
                        + "/artifacts/private%2Fresult.txt?bewit=");
        assertThat(StandaloneProcess.get(redirect.path("url").asString())).isEqualTo("built\n");
    }

    @Test
    void builtInTasksResolveAtOnceAndThoseThatSucceedAreIndexed() {
        Map<String, Object> definition = task(Map.of("payload", Map.of(), "routes", List.of("index.built-in")));
        String succeeding = Slugid.nice();
        String failing = Slugid.nice();
        String malformed = Slugid.nice();
        create(failing, definition, Map.of("taskQueueId", "built-in/fail"));
        create(malformed, definition, Map.of("taskQueueId", "built-in/succeed", "payload", Map.of("a", 1)));
        create(succeeding, definition, Map.of("taskQueueId", "built-in/succeed"));

        awaitEntry("built-in", succeeding);

        JsonNode run = queue.status(succeeding).at("/status/runs/0");
        assertThat(run.path("state").asString()).isEqualTo("completed");
        assertThat(run.path("workerGroup").asString()).isEqualTo("built-in");
        assertThat(run.path("workerId").asString()).isEqualTo("succeed");
        Await.until(() -> state(failing).equals("failed"));
        Await.until(() -> state(malformed).equals("exception"));
        assertThat(queue.status(malformed).at("/status/runs").toString()).contains("malformed-payload");
        assertThat(queue.status(malformed).at("/status/runs")).hasSize(1);
    }

    private static void create(String taskId, Map<String, Object> definition, Map<String, Object> changes) {
        Map<String, Object> changed = new HashMap<>(definition);
        changed.putAll(changes);
        queue.createTask(taskId, changed);
    }

    @Test
    void whatCompletesWhileTheProcessIsKilledIsIndexedAfterTheRestart() {
        try (StandaloneProcess other =
                StandaloneProcess.start(folder.resolve("other"), "--workers", "0", "--claim-timeout", "10")) {
            Queue otherQueue = other.queue();
            String taskId = Slugid.nice();
            Map<String, Object> definition = task(
                    Map.of("payload", Map.of(), "taskQueueId", "built-in/succeed", "routes", List.of("index.crash")));
            otherQueue.createTask(taskId, definition);
            other.kill();
            other.restart();
            Index otherIndex = new Index(otherQueue.options());
            Await.until("the entry", Duration.ofMinutes(1), () -> {
                try {
                    return otherIndex
                            .findTask("crash")
                            .path("taskId")
                            .asString()
                            .equals(taskId);
                } catch (ApiCallException notYet) {
                    return false;
                }
            });
        }
    }

    @Test
    void theCommandFindsInsertsAndLists() {
        CommandLineClient client = new CommandLineClient(deployment);
        String taskId = Slugid.nice();

        assertThat(client.run("index", "insert", "by.hand.x", taskId, "-e", "1 day", "--data", "{\"a\": 1}")
                        .status())
                .isZero();

        assertThat(client.run("index", "find", "by.hand.x").output())
                .contains(taskId)
                .contains("\"a\"");
        assertThat(client.run("index", "list", "by").output()).contains("by.hand");
        assertThat(client.run("index", "find", "no.such").status()).isEqualTo(1);
        assertThat(Json.MAPPER
                        .readTree(client.run("api", "index", "findTask", "by.hand.x")
                                .output())
                        .path("taskId")
                        .asString())
                .isEqualTo(taskId);
    }
}
