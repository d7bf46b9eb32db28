package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;
import taskcluster.core.Slugid;

class TaskclusterCommandTest {
    private static final String TASK_ID = "fN1SbArXTPSVFNUvaOlinQ";

    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;

    @BeforeEach
    void prepare() {
        command = new CommandLineFixture(deployment, folder);
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void withoutWordsThereIsHelp() {
        assertThat(command.run().out())
                .startsWith("Usage: taskcluster [-hv] COMMAND\n")
                .contains("  run       Creates the task or the graph of tasks");
        assertThat(command.run("help", "task", "log").out())
                .startsWith("Usage: taskcluster task log [-hv] [-r=RUN] TASK_ID\n");
        assertThat(command.run("task", "log", "--help").out())
                .isEqualTo(command.run("help", "task", "log").out());
        assertThat(command.run("group").err()).startsWith("Usage: taskcluster group [-hv] COMMAND\n");
    }

    @Test
    @DisplayName("platform-55: wrong words, such as a missing argument, are named in one line")
    void wrongWordsAreNamedInOneLine() {
        misused("there is no command 'tsk' here; did you mean task; see `taskcluster --help`", "tsk");
        misused("TASK_ID is missing; see `taskcluster task status --help`", "task", "status");
        misused("there is no option '--now' here; see `taskcluster task log --help`", "task", "log", "--now", TASK_ID);
        misused("there is no argument 'b' here; see `taskcluster task def --help`", "task", "def", "a", "b");
        misused("task takes 1 argument: `taskcluster api queue task <taskId>`", "api", "queue", "task");
        misused(
                "there is no service 'qeue', only "
                        + String.join(", ", ApiReferences.load().services().keySet()),
                "api",
                "qeue",
                "task");
        misused("queue has no method 'artifacts', but listArtifacts, listLatestArtifacts", "api", "queue", "artifacts");
        misused("queue has no method 'zzz'; `taskcluster api queue` lists them", "api", "queue", "zzz");
        misused(
                "listRoles2 has no --max: `taskcluster api auth listRoles2 [--continuationToken=...] [--limit=...]`",
                "api",
                "auth",
                "listRoles2",
                "--max=3");
        misused("--limit needs a value", "api", "auth", "listRoles2", "--limit");
        misused("'2 dayz' is not a relative time such as '2 days 3 hours'", "from-now", "2", "dayz");
        misused("'x' is not a UUID", "slugid", "encode", "x");
    }

    private void misused(String message, String... words) {
        Result result = command.run(words);
        assertThat(result.err()).isEqualTo("taskcluster: " + message + "\n");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anyMethodCanBeCalled() {
        FakeTask task = deployment.add("Hello");

        assertThat(command.run("api", "queue", "task", task.taskId).out()).contains("\"name\": \"Hello\"");
        assertThat(command.input("{\"scopes\": [\"a\"]}")
                        .run("api", "auth", "expandScopes")
                        .out())
                .isEqualTo("""
                {
                  "scopes": [
                    "a"
                  ]
                }
                """);
        command.run("api", "queue", "listTaskGroup", "--limit", "2", task.taskId, "--continuationToken=x y");
        assertThat(deployment.requests.getLast())
                .isEqualTo(
                        "GET /api/queue/v1/task-group/%s/list?limit=2&continuationToken=x%%20y".formatted(task.taskId));
        assertThat(command.run("api").out())
                .contains("auth              Auth Service\n", "purge-cache       Purge Cache Service\n");
        assertThat(command.run("api", "auth").out()).contains("listClients          ");
    }

    @Test
    void payloadAndReplyMayBeFiles() throws IOException {
        Files.writeString(folder.resolve("payload.yml"), "scopes: [a, b]");

        Result result = command.run("api", "auth", "expandScopes", "--payload-file", "payload.yml", "-o", "reply.json");

        assertThat(result.out()).isEmpty();
        assertThat(folder.resolve("reply.json")).hasContent("{\n  \"scopes\": [\n    \"a\",\n    \"b\"\n  ]\n}\n");
        assertThat(command.input("{").run("api", "auth", "expandScopes").err())
                .startsWith("taskcluster: the payload is neither JSON nor YAML: ");
        assertThat(command.input("").run("api", "auth", "expandScopes").err())
                .isEqualTo("taskcluster: the payload must be a map or a list\n");
    }

    @Test
    void methodsThatRedirectGiveTheContent() {
        FakeTask task = deployment.add("Hello");
        task.artifacts.put("public/a.txt", "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(command.run("api", "queue", "getLatestArtifact", task.taskId, "public/a.txt")
                        .out())
                .isEqualTo("hello");
        assertThat(command.run("api", "queue", "getArtifact", task.taskId, "0", "public/a.txt")
                        .out())
                .isEqualTo("hello");
    }

    @Test
    void refusalsAreOneLine() {
        String resource = "/api/queue/v1/task/" + TASK_ID + "/status";
        deployment.refuse(
                resource,
                403,
                "InsufficientScopes",
                "Client ID me does not have sufficient scopes and is missing the following scopes:\n\n```\n"
                        + "queue:status:x\n```\n\nThis request requires the client to satisfy the following scope"
                        + " expression:\n\n```\nqueue:status:x\n```");
        refused("me lacks the scopes for this: queue:status:x");
        deployment.refuse(
                resource,
                403,
                "InsufficientScopes",
                "This request requires Taskcluster credentials that satisfy the following scope expression:\n\n"
                        + "```\n{\n  \"AllOf\": [\n    \"a\"\n  ]\n}\n```");
        refused(
                "this needs credentials (TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN) with the scopes { \"AllOf\": [ \"a\" ] }");
        deployment.refuse(resource, 401, "AuthenticationFailed", "Unauthorized: Bad mac");
        refused("ROOT refuses the credentials: Unauthorized: Bad mac;"
                + " check TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN");
        deployment.refuse(resource, 404, "ResourceNotFound", "Task `x` does not exist.\nReally.");
        refused("Task `x` does not exist. Really.");
    }

    private void refused(String message) {
        Result result = command.run("task", "status", TASK_ID);
        assertThat(result.err()).isEqualTo("taskcluster: " + message + "\n");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void moreIsToldWhenAskedFor() {
        assertThat(command.run("-v", "task", "status", TASK_ID).err())
                .startsWith("taskcluster: Task `" + TASK_ID + "` does not exist\n")
                .contains("\"code\": \"ResourceNotFound\"")
                .contains("\tat taskcluster.client.");
    }

    @Test
    @DisplayName("platform-55: without a root URL the command says what to do")
    void theCredentialsOfADeploymentOnThisMachineAreFound() throws IOException {
        FakeTask task = deployment.add("Hello");
        command.withoutEnvironment();

        Result lost = command.run("task", "name", task.taskId);
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.err())
                .startsWith("taskcluster: no deployment is known: start one with `./tc up`,"
                        + " or set TASKCLUSTER_ROOT_URL (there is no ");

        Files.createDirectories(folder.resolve(".tc/data"));
        String credentials = """
                # made by tc up
                export TASKCLUSTER_ROOT_URL='%s'
                TASKCLUSTER_CLIENT_ID=me
                TASKCLUSTER_ACCESS_TOKEN="secret"
                """.formatted(deployment.url());
        Files.writeString(folder.resolve(".tc/data/credentials.env"), credentials);
        assertThat(command.run("task", "name", task.taskId).out()).isEqualTo("Hello\n");

        command.variable("TASKCLUSTER_DATA", "elsewhere");
        assertThat(command.run("task", "name", task.taskId).err()).contains("elsewhere/credentials.env");
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("elsewhere/credentials.env"), credentials);
        assertThat(command.run("task", "name", task.taskId).out()).isEqualTo("Hello\n");
    }

    @Test
    void halfOfTheCredentialsIsAnError() {
        Result result = command.variable("TASKCLUSTER_ACCESS_TOKEN", "").run("task", "status", TASK_ID);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        "taskcluster: set both TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN, or neither of them\n");
    }

    @Test
    void identifiersTimesAndVersion() {
        assertThat(Slugid.isValid(command.run("slugid", "generate", "-n").out().strip()))
                .isTrue();
        assertThat(command.run("slugid", "generate", "--count=3").out().lines()).hasSize(3);
        assertThat(command.run("slugid", "decode", TASK_ID).out()).isEqualTo(Slugid.decode(TASK_ID) + "\n");
        assertThat(command.run("slugid", "encode", Slugid.decode(TASK_ID).toString())
                        .out())
                .isEqualTo(TASK_ID + "\n");
        assertThat(command.run("from-now", "1", "day", "2", "hours").out()).isEqualTo("2026-01-02T14:00:00.000Z\n");
        assertThat(command.run("from-now", "--", "- 15 minutes").out()).isEqualTo("2026-01-01T11:45:00.000Z\n");
        assertThat(command.run("version").out()).matches("taskcluster \\d+\\.\\d+\\.\\d+.*\n");
        assertThat(command.run("version", "-s").out()).matches("\\d+\\.\\d+\\.\\d+.*\n");
    }
}
