package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;
import taskcluster.cli.FakeTask.Life;

class RunCommandTest {
    private static final String GRAPH = """
            defaults:
              taskQueueId: standalone/generic
              payload: {maxRunTime: 60}
            tasks:
              deploy:
                dependencies: [test-a, test-b]
              build:
                payload:
                  command: [[make]]
              test-a:
                dependencies: [build]
                payload:
                  env: {BUILD: "${taskId:build}", GROUP: "${taskGroupId}", HOME_IS: "${HOME}"}
              test-b:
                extends: test-a
            """;

    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;

    @BeforeEach
    void prepare() throws IOException {
        command = new CommandLineFixture(deployment, folder);
        Files.writeString(folder.resolve("graph.yml"), GRAPH);
        Files.writeString(folder.resolve("hello.yml"), """
                taskQueueId: standalone/generic
                deadline: {$fromNow: 1 hour}
                payload:
                  command: [[/bin/echo, hello]]
                metadata:
                  name: Hello
                """);
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void oneTaskIsFollowedByItsLog() {
        deployment.log("Hello", "hello\nworld\n");

        Result result = command.run("run", "hello.yml");

        assertThat(result.out()).isEqualTo("hello\nworld\n");
        assertThat(result.err()).isEqualTo("""
                Hello  <Hello>  standalone/generic
                pending
                running on local/w0
                completed after 1 s
                """.replace("1 s", "1.0 s"));
        assertThat(result.status()).isZero();
        FakeTask task = deployment.named("Hello");
        assertThat(task.definition.toPrettyString()).isEqualTo("""
                {
                  "schedulerId" : "taskcluster-cli",
                  "created" : "2026-01-01T12:00:00.000Z",
                  "deadline" : "2026-01-01T13:00:00.000Z",
                  "metadata" : {
                    "name" : "Hello",
                    "description" : "Hello",
                    "owner" : "ann@localhost",
                    "source" : "ROOT"
                  },
                  "taskQueueId" : "standalone/generic",
                  "payload" : {
                    "command" : [ [ "/bin/echo", "hello" ] ]
                  }
                }""".replace("ROOT", deployment.url()));
    }

    @Test
    void aFailedTaskTellsWhereItsLogIs() {
        deployment.life("Hello", Life.FAILED).log("Hello", "oh no\n");

        Result result = command.run("run", "hello.yml");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("oh no\n");
        assertThat(result.err()).endsWith("""
                failed after 1.0 s
                log: ROOT/api/queue/v1/task/<Hello>/runs/0/artifacts/public%2Flogs%2Flive.log
                """);
    }

    @Test
    void aTaskThatIsTriedAgainIsFollowedToItsLastRun() {
        deployment
                .life("Hello", Life.exception("claim-expired"), Life.COMPLETED)
                .log("Hello", "hello\n");

        Result result = command.run("run", "hello.yml");

        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("hello\n");
        assertThat(result.err())
                .endsWith("running on local/w0\n"
                        + "run 0 ended: claim-expired, its worker was not heard of any more; trying again\n"
                        + "run 1 pending\nrun 1 running on local/w1\ncompleted after 1.0 s\n");
    }

    @Test
    void anExceptionIsExplained() {
        deployment.life("Hello", Life.exception("malformed-payload"));

        Result result = command.run("run", "hello.yml");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("run 0 left no log\n")
                .contains("exception: malformed-payload after 1.0 s, the worker refused the payload; its log says why");
    }

    @Test
    void aGraphIsOneLineForEachChangeInAFile() {
        Result result = command.run("run", "graph.yml");

        assertThat(result.out()).isEqualTo("""
                task group <group>, 4 tasks
                12:00:01  build   pending
                12:00:01  test-a  waits for build
                12:00:01  test-b  waits for build
                12:00:01  deploy  waits for test-a, test-b
                12:00:02  build   running on local/w0
                12:00:03  build   completed after 1.0 s
                12:00:03  test-a  pending
                12:00:03  test-b  pending
                12:00:05  test-a  running on local/w0
                12:00:05  test-b  running on local/w0
                12:00:06  test-a  completed after 1.0 s
                12:00:06  test-b  completed after 1.0 s
                12:00:06  deploy  pending
                12:00:08  deploy  running on local/w0
                12:00:09  deploy  completed after 1.0 s
                4 tasks in 9.0 s: 4 completed
                """);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void labelsBecomeTaskIds() {
        command.run("run", "graph.yml");

        FakeTask build = deployment.named("build");
        FakeTask test = deployment.named("test-b");
        assertThat(test.definition.path("dependencies").toString()).isEqualTo("[\"" + build.taskId + "\"]");
        String group = test.definition.path("taskGroupId").asString();
        assertThat(test.definition.path("payload").toString())
                .isEqualTo("{\"maxRunTime\":60,\"env\":{\"BUILD\":\"%s\",\"GROUP\":\"%s\",\"HOME_IS\":\"${HOME}\"}}"
                        .formatted(build.taskId, group));
        assertThat(deployment.tasks.values())
                .allSatisfy(
                        task -> assertThat(task.definition.path("taskGroupId").asString())
                                .isEqualTo(group))
                .allSatisfy(task ->
                        assertThat(task.definition.path("created").asString()).isEqualTo("2026-01-01T12:00:00.000Z"))
                .allSatisfy(task ->
                        assertThat(task.definition.path("deadline").asString()).isEqualTo("2026-01-02T12:00:00.000Z"));
        assertThat(deployment.tasks.values().stream().map(FakeTask::name).toList())
                .containsExactly("build", "test-a", "test-b", "deploy");
    }

    @Test
    void theEndOfTheLogOfAFailedTaskIsShown() {
        String log =
                IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        deployment.life("test-b", Life.FAILED).log("test-b", log);

        Result result = command.run("run", "graph.yml");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).endsWith("""
                12:00:06  test-a  completed after 1.0 s
                12:00:06  test-b  failed after 1.0 s
                12:00:06  deploy  not run: test-b did not complete
                -- test-b: failed; the last 20 lines of its log --
                %s-- ROOT/api/queue/v1/task/<test-b>/runs/0/artifacts/public%%2Flogs%%2Flive_backing.log --
                4 tasks in 6.0 s: 2 completed, 1 failed, 1 not run
                  test-b: `taskcluster task log <test-b>`
                """.formatted(log.substring(log.indexOf("line 11"))));
    }

    @Test
    void onATerminalEachTaskHasALineThatChanges() {
        Terminal terminal = new Terminal(true, false, 24, Terminal.Symbols.UNICODE);
        deployment.life("test-b", Life.FAILED).log("test-b", "oh no\n");

        Result result = command.on(terminal).run("run", "graph.yml");

        assertThat(Screen.of(result.out())).isEqualTo("""
                task group <group>, 4 tasks
                ── test-b: failed; its log ──
                oh no
                ── ROOT/api/queue/v1/task/<test-b>/runs/0/artifacts/public%2Flogs%2Flive_backing.log ──
                 ✔ build   completed  1.0 s
                 ✔ test-a  completed  1.0 s
                 ✘ test-b  failed  1.0 s
                 · deploy  not run: test-b did not complete
                4 of 4 tasks done after 6 s
                4 tasks in 6.0 s: 2 completed, 1 failed, 1 not run
                  test-b: `taskcluster task log <test-b>`
                """);
        assertThat(result.out()).doesNotContain("\u001b[3").contains("\u001b[?25h");
        String upToDone = result.out().substring(0, result.out().indexOf("✔"));
        String early = upToDone.substring(0, upToDone.lastIndexOf("\u001b[?25l"));
        assertThat(Screen.of(early)).contains("""
                 ▶ build   running on local/w0
                 · test-a  waits for build
                """);
    }

    @Test
    void coloursAreForTerminalsThatHaveThem() {
        Terminal terminal = new Terminal(true, true, 24, Terminal.Symbols.UNICODE);

        Result result = command.on(terminal).run("run", "graph.yml");

        assertThat(result.out()).contains("\u001b[32m✔\u001b[0m build");
        assertThat(Screen.of(result.out())).contains(" ✔ build   completed  1.0 s\n");
    }

    @Test
    void aGraphThatIsTallerThanTheTerminalShowsWhatHappens() throws IOException {
        Terminal terminal = new Terminal(true, false, 8, Terminal.Symbols.ASCII);
        String tasks = IntStream.range(0, 20)
                .mapToObj(i -> "  t%02d: {taskQueueId: a/b, payload: {}}\n".formatted(i))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("many.yml"), "tasks:\n" + tasks);

        Result result = command.on(terminal).run("run", "many.yml");

        assertThat(result.status()).isZero();
        assertThat(Screen.of(result.out()).lines().count()).isLessThan(11);
        assertThat(result.out()).contains("20 of 20 tasks done after 3 s, 15 not shown");
    }

    @Test
    void inputsAreThereBeforeTheOtherTasks() throws IOException {
        Files.createDirectories(folder.resolve("source/target"));
        Files.writeString(folder.resolve("source/a.txt"), "a");
        Files.writeString(folder.resolve("notes.txt"), "notes");
        Files.writeString(folder.resolve("inputs.yml"), """
                inputs:
                  public/source.tar.gz: {archive: source}
                  public/notes.txt: {file: notes.txt, contentType: text/plain}
                tasks:
                  build:
                    taskQueueId: a/b
                    payload: {env: {INPUTS: "${taskId:inputs}"}}
                """);

        Result result = command.run("run", "inputs.yml");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("task group <group>, 1 task\npublished public/source.tar.gz, ");
        assertThat(result.out()).contains("\npublished public/notes.txt, 5 B\n");
        FakeTask inputs = deployment.named("inputs");
        assertThat(inputs.state()).isEqualTo("completed");
        assertThat(inputs.artifacts.get("public/notes.txt")).asString().isEqualTo("notes");
        assertThat(deployment
                        .named("build")
                        .definition
                        .path("payload")
                        .path("env")
                        .path("INPUTS")
                        .asString())
                .isEqualTo(inputs.taskId);
        assertThat(deployment.requests.stream()
                        .filter(request -> request.matches("PUT /(api|store).*|POST .*/(claim|completed)"))
                        .map(request -> request.replaceFirst("/[A-Za-z0-9_-]{22}", "/ID"))
                        .toList())
                .containsExactly(
                        "PUT /api/queue/v1/task/ID",
                        "POST /api/queue/v1/task/ID/runs/0/claim",
                        "PUT /store/ID/public%2Fsource.tar.gz",
                        "PUT /store/ID/public%2Fnotes.txt",
                        "POST /api/queue/v1/task/ID/runs/0/completed",
                        "PUT /api/queue/v1/task/ID");
    }

    @Test
    void anOutageIsWaitedOut() {
        deployment.failOnceThereAre(4, 5);

        Result result = command.run("run", "graph.yml");

        assertThat(result.out())
                .contains("\nthe deployment does not answer; trying on, running tasks go on too\n")
                .contains("4 completed");
        assertThat(result.status()).isZero();
    }

    @Test
    void anOutageDoesNotEndTheLogEither() {
        deployment.log("Hello", "hello\n").failOnceThereAre(1, 5);

        Result result = command.run("run", "hello.yml");

        assertThat(result.err()).contains("\nthe deployment does not answer; trying on, running tasks go on too\n");
        assertThat(result.out()).isEqualTo("hello\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void aLogThatBreaksOffIsContinued() {
        String log = IntStream.range(0, 100).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        deployment.log("Hello", log).breakLogs(3);

        assertThat(command.run("run", "hello.yml").out()).isEqualTo(log);
    }

    @Test
    void detachedTasksAreNotWaitedFor() {
        Result graph = command.run("run", "-d", "graph.yml");
        Result single = command.run("run", "--detach", "hello.yml");

        assertThat(graph.out()).isEqualTo("task group <group>, 4 tasks\n");
        assertThat(single.out()).isEqualTo("<Hello>\n");
        assertThat(deployment.named("deploy").state()).isEqualTo("unscheduled");
    }

    @Test
    void whatCannotBeCreatedIsStatus2() throws IOException {
        Files.writeString(folder.resolve("two.yml"), """
                defaults: {taskQueueId: a/b, payload: {}}
                tasks:
                  one: {}
                  two: {taskId: fN1SbArXTPSVFNUvaOlinQ}
                """);
        deployment.refuse(
                "/api/queue/v1/task/fN1SbArXTPSVFNUvaOlinQ",
                400,
                "InputValidationError",
                "\nSchema Validation Failed!\nRejecting Schema: ROOT/schemas/queue/v1/create-task-request.json#\n"
                        + "Errors:\n  * data/payload must be odd\n  * data must NOT have additional properties: \"x\"");

        Result result = command.run("run", "two.yml");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("taskcluster: task 'two' was not created: the payload is not valid: payload must"
                        + " be odd; must NOT have additional properties: \"x\"; 1 task was created before it,"
                        + " `taskcluster group cancel <group>` cancels them\n");
    }

    @Test
    void anUnreachableDeploymentIsStatus2() {
        Result result =
                command.variable("TASKCLUSTER_ROOT_URL", "http://localhost:1").run("run", "graph.yml");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("taskcluster: task 'build' was not created: cannot reach http://localhost:1"
                        + " (connection refused): is it running? `./tc up` starts one here\n");
    }

    @Test
    void standardInputIsAFileToo() {
        Result result = command.input(GRAPH).run("run", "-");

        assertThat(result.status()).isZero();
        assertThat(command.run("run", "nothing.yml").err()).isEqualTo("taskcluster: there is no file nothing.yml\n");
    }
}
