package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;
import taskcluster.cli.FakeTask.Life;
import taskcluster.core.Json;

class TaskCommandsTest {
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

    private FakeTask resolved(String name, Life... lives) {
        FakeTask task = deployment.add(name, lives);
        while (!task.isResolved()) {
            command.run("task", "status", task.taskId);
        }
        return task;
    }

    @Test
    void createPrintsTheTaskId() {
        Result result = command.input("{taskQueueId: a/b, payload: {}, metadata: {name: N}}")
                .run("task", "create");

        assertThat(result.out()).isEqualTo("<N>\n");
        assertThat(result.status()).isZero();
        assertThat(command.input("tasks: {a: {taskQueueId: a/b, payload: {}}}")
                        .run("task", "create")
                        .err())
                .isEqualTo("taskcluster: this is a graph of tasks: use `taskcluster run`\n");
    }

    @Test
    void statusTellsWhyATaskFailed() {
        FakeTask task = resolved("Hello", Life.exception("claim-expired"), Life.exception("deadline-exceeded"));

        assertThat(command.run("task", "status", task.taskId).out()).isEqualTo("""
                Hello  <Hello>
                  state    exception: deadline-exceeded, no worker had finished it at its deadline
                  queue    standalone/generic, priority lowest
                  created  3 min 27 s ago
                  run 1    exception: deadline-exceeded after 1.0 s on local/w1
                           1 earlier run: -a shows them
                  log      `taskcluster task log <Hello>`
                """);
        assertThat(command.run("task", "status", "-a", task.taskId).out())
                .contains("  run 0    exception: claim-expired after 1.0 s on local/w0\n  run 1 ");
        assertThat(command.run("task", "status", "-r", "0", task.taskId).out())
                .contains("  run 0    exception: claim-expired after 1.0 s on local/w0\n  log ")
                .doesNotContain("  run 1");
    }

    @Test
    void statusTellsWhatATaskWaitsFor() {
        FakeTask first = deployment.add("first", new Life(9, 9, "completed", "completed"));
        FakeTask second = deployment.add("second");
        second.definition.set("dependencies", Json.MAPPER.createArrayNode().add(first.taskId));
        FakeTask waiting = deployment.add("waiting");

        assertThat(command.run("task", "status", first.taskId).out())
                .contains(
                        "state    pending, and no worker is busy with any of the 3 tasks of its queue: is one running?\n")
                .contains("created  3 min 21 s ago, deadline in 59 min 59 s\n");
        assertThat(waiting.state()).isEqualTo("pending");
    }

    @Test
    void statusOfAnUnscheduledTaskNamesItsOpenDependencies() {
        command.input("""
                defaults: {taskQueueId: a/b, payload: {}}
                tasks: {build: {}, test: {dependencies: [build]}}
                """).run("run", "-d", "-");
        String taskId = deployment.named("test").taskId;

        assertThat(command.run("task", "status", taskId).out()).isEqualTo("""
                test  <test>
                  state    unscheduled
                  queue    a/b, priority lowest
                  group    <group>
                  created  1.0 s ago, deadline in 23 h 59 min
                  needs    <build>  build, pending
                """);
    }

    @Test
    void theLogIsFollowed() {
        FakeTask task = deployment.add("Hello");
        deployment.log("Hello", "one\ntwo\n");

        Result result = command.run("task", "log", task.taskId);

        assertThat(result.out()).isEqualTo("one\ntwo\n");
        assertThat(result.err()).isEqualTo("pending\nrunning on local/w0\n");
        assertThat(command.run("task", "log", "-r", "0", task.taskId).out()).isEqualTo("one\ntwo\n");
        assertThat(command.run("task", "log", "-r", "3", task.taskId).err())
                .isEqualTo("taskcluster: task <Hello> has no run 3, only 1 run\n");
    }

    @Test
    void cancelSaysWhatItDid() {
        FakeTask task = deployment.add("Hello");

        assertThat(command.run("task", "cancel", "-n", task.taskId).out()).isEqualTo("would cancel <Hello> (Hello)\n");
        assertThat(command.input("no\n")
                        .run("task", "cancel", "-c", task.taskId)
                        .out())
                .isEqualTo("cancel <Hello> (Hello)? [y/N] ");
        assertThat(task.isResolved()).isFalse();
        assertThat(command.input("yes\n")
                        .run("task", "cancel", "-c", task.taskId)
                        .out())
                .endsWith("[y/N] <Hello>  exception: canceled\n");
        assertThat(task.state()).isEqualTo("exception");
    }

    @Test
    void rerunIsForTasksThatFailed() {
        FakeTask failed = resolved("failed", Life.FAILED);
        FakeTask completed = resolved("done", Life.COMPLETED);

        assertThat(command.run("task", "rerun", failed.taskId).out()).isEqualTo("<failed>  pending\n");
        Result refused = command.run("task", "rerun", completed.taskId);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("taskcluster: task <done> is completed, not failed: --force runs it again all the same\n");
        assertThat(command.run("task", "rerun", "-f", completed.taskId).out()).isEqualTo("<done>  pending\n");
    }

    @Test
    void artifactsAreListedWithTypeAndSize() {
        FakeTask task = deployment.add("Hello");
        task.artifacts.put("public/a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        task.artifacts.put("public/reports/long-name.xml", new byte[123_456]);

        assertThat(command.run("task", "artifacts", task.taskId).out()).isEqualTo("""
                public/a.txt                  text/plain  5 B
                public/reports/long-name.xml  text/plain  123.5 kB
                """);
    }

    @Test
    void artifactsAreDownloadedUnderTheirNames() {
        FakeTask task = deployment.add("Hello");
        task.artifacts.put("public/a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        task.artifacts.put("public/b.txt", "other".getBytes(StandardCharsets.UTF_8));
        task.artifacts.put("../evil", "x".getBytes(StandardCharsets.UTF_8));

        Result one = command.run("task", "download", task.taskId, "public/a.txt");
        Result all = command.run("task", "download", "-d", "out", "-r", "0", task.taskId);

        assertThat(one.err()).isEqualTo("public/a.txt, 5 B\n");
        assertThat(folder.resolve("public/a.txt")).hasContent("hello");
        assertThat(all.status()).isEqualTo(2);
        assertThat(all.err()).contains("'../evil' leads out of the folder");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void oneArtifactIsDownloadedToAFileOrToStandardOutput() {
        FakeTask task = deployment.add("Hello");
        task.artifacts.put("public/a.txt", "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(command.run("download", "artifact", task.taskId, "public/a.txt", "-")
                        .out())
                .isEqualTo("hello");
        assertThat(command.run("download", "artifact", task.taskId, "0", "public/a.txt", "new/a.txt")
                        .status())
                .isZero();
        assertThat(folder.resolve("new/a.txt")).hasContent("hello");
        assertThat(command.run("download", "artifact", task.taskId, "public/none", "x")
                        .err())
                .isEqualTo("taskcluster: Artifact not found\n");
    }

    @Test
    void definitionNameAndGroupArePrinted() {
        FakeTask task = deployment.add("Hello");

        assertThat(Json.MAPPER
                        .readTree(command.run("task", "def", task.taskId).out())
                        .path("metadata")
                        .toString())
                .isEqualTo("{\"name\":\"Hello\"}");
        assertThat(command.run("task", "name", task.taskId).out()).isEqualTo("Hello\n");
        assertThat(command.run("task", "group", task.taskId).out()).isEqualTo("<Hello>\n");
    }

    @Test
    void aCommandIsRunAsATask() {
        deployment.log("ls -l /", "bin\n");

        Result result = command.run(
                "task", "run", "-e", "A=1", "-e", "B=2", "--max-run-time", "10 minutes", "--", "ls", "-l", "/");

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo("bin\n");
        FakeTask task = deployment.named("ls -l /");
        assertThat(task.definition.path("taskQueueId").asString()).isEqualTo("standalone/generic");
        assertThat(task.definition.path("payload").toString())
                .isEqualTo(
                        "{\"command\":[[\"ls\",\"-l\",\"/\"]],\"maxRunTime\":600,\"env\":{\"A\":\"1\",\"B\":\"2\"}}");
    }

    @Test
    void theOptionsOfTheCommandAreItsOwn() {
        Result result = command.run(
                "task",
                "run",
                "--provisioner",
                "p",
                "--worker-type",
                "w",
                "--name",
                "N",
                "-d",
                "make",
                "-k",
                "--name=x");

        assertThat(result.out()).isEqualTo("<N>\n");
        FakeTask task = deployment.named("N");
        assertThat(task.definition.path("taskQueueId").asString()).isEqualTo("p/w");
        assertThat(task.definition.path("payload").path("command").toString())
                .isEqualTo("[[\"make\",\"-k\",\"--name=x\"]]");
        assertThat(task.definition.path("payload").path("maxRunTime").asInt()).isEqualTo(3600);
        assertThat(task.definition.path("metadata").path("description").asString())
                .isEqualTo("`make -k --name=x`");
    }

    @Test
    void groupsAreListedCountedAndCancelled() {
        command.input("""
                defaults: {taskQueueId: a/b, payload: {}}
                tasks: {build: {}, test: {dependencies: [build]}}
                """).run("run", "-d", "-");
        String group = deployment.named("build").definition.path("taskGroupId").asString();

        assertThat(command.run("group", "list", group).out()).isEqualTo("""
                <build>  pending      build
                <test>  unscheduled  test
                """);
        assertThat(command.run("group", "list", "-p", group).out()).isEqualTo("<build>  pending      build\n");
        assertThat(command.run("group", "list", "--format-string", "{{ .Task.Metadata.Name }}={{.Status.State}}", group)
                        .out())
                .isEqualTo("build=pending\ntest=unscheduled\n");
        assertThat(command.run("group", "list", "--format-string", "{{ .Nothing }}", group)
                        .status())
                .isEqualTo(2);
        assertThat(command.run("group", "status", group).out()).isEqualTo("""
                task group <group>, 2 tasks
                  unscheduled  1
                  pending      1
                """);
        assertThat(command.run("group", "cancel", "-w", "other", group).out())
                .isEqualTo("no task of the group is left to cancel\n");
        assertThat(command.run("group", "cancel", group).out())
                .isEqualTo("cancelled <build>  build\ncancelled <test>  test\n");
        assertThat(command.run("group", "status", group).out()).contains("  exception    2\n");
    }
}
