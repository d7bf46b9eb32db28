package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import taskcluster.testing.Await;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.fake.FakeRun;
import tools.jackson.databind.node.ObjectNode;

/** What users of their own protect tasks, and the worker, from. */
class MultiuserIsolationTest extends EngineContract {
    MultiuserIsolationTest() {
        super(EngineChoice.MULTIUSER);
    }

    private static List<String> taskUsers() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.map(line -> line.split(":")[0])
                    .filter(name -> name.startsWith("task_"))
                    .toList();
        }
    }

    @Test
    void t97_everyTaskRunsAsAUserOfItsOwn() throws IOException {
        List<String> first =
                output(expect("completed", Payloads.scripts("whoami; echo $USER; echo $HOME; pwd; id -u")));
        assertThat(first.get(0))
                .startsWith("task_")
                .hasSizeLessThanOrEqualTo(20)
                .isEqualTo(first.get(1));
        assertThat(first.get(2)).isEqualTo(first.get(3)).endsWith(first.get(0));
        assertThat(first.get(4)).isNotEqualTo("0");
        List<String> second = output(expect("completed", Payloads.scripts("whoami; id -G; umask; ls -ld .")));
        assertThat(second.get(0)).isNotEqualTo(first.get(0));
        assertThat(second.get(1)).doesNotContain(" ");
        assertThat(second.get(2)).isEqualTo("0022");
        assertThat(second.get(3)).startsWith("drwx------").contains(second.get(0) + " " + second.get(0));
        assertThat(taskUsers()).doesNotContain(first.get(0), second.get(0));
    }

    @Test
    void tasksSeeNothingOfTheWorkersFiles() {
        FakeRun run = expect(
                "completed",
                Payloads.scripts("for f in " + worker().path("state") + " " + worker().path("state/claims") + " "
                        + worker().path("state/runs")
                        + " /root; do ls $f >/dev/null 2>&1 && echo can read $f; done; true"));
        assertThat(output(run)).isEmpty();
    }

    @Test
    void tasksSeeNothingOfEachOther() {
        String first = worker().add(Payloads.scripts("echo secret > mine; pwd > /tmp/place-$TASK_ID; sleep 60"));
        Path place = Path.of("/tmp/place-" + first);
        Await.until("the first task", () -> Files.exists(place) && Files.size(place) > 0);
        FakeRun second = expect(
                "failed",
                Payloads.scripts("d=$(cat " + place + "); ls $d; echo x > $d/x; pkill -f 'sleep 60'; cat $d/mine"));
        assertThat(log(second)).contains("Permission denied").doesNotContain("secret");
        assertThat(worker().queue().run(first, 0).state()).isEqualTo("running");
        worker().queue().cancel(first);
        Await.until("files in public places are deleted, too", () -> !Files.exists(place));
    }

    @Test
    void tasksCannotUseEachOthersProxies() {
        ObjectNode owner = Payloads.scripts("echo $TASKCLUSTER_PROXY_URL > /tmp/proxy-$TASK_ID; sleep 60");
        owner.putObject("features").put("taskclusterProxy", true);
        String first = worker().add(owner);
        Path url = Path.of("/tmp/proxy-" + first);
        Await.until("the first task", () -> Files.exists(url) && Files.size(url) > 0);
        FakeRun second =
                expect("failed", Payloads.scripts("curl -sS $(cat " + url + ")/queue/v1/tasks/status -X POST -d '{}'"));
        assertThat(log(second)).contains("Empty reply from server");
        worker().queue().cancel(first);
    }

    @Test
    void t53_aFileThatTheTaskCannotReadIsNotUploaded() throws IOException {
        Path secret = worker().path("secret");
        PrivateFiles.write(secret, "only for root");
        ObjectNode payload = Payloads.scripts("ln -s " + secret + " link");
        Payloads.artifact(payload, "{\"type\":\"file\",\"path\":\"link\",\"name\":\"public/link\"}");
        FakeRun run = expect("failed", payload);
        assertThat(run.artifact("public/link").storageType()).isEqualTo("error");
        assertThat(run.artifact("public/link").declaration().path("reason").asString())
                .isEqualTo("file-not-readable-on-worker");
        assertThat(run.artifact("public/link").declaration().path("message").asString())
                .matches("Could not copy file '/.*/link' to temporary location as task user: .*Permission denied");
        ((ObjectNode) payload.path("artifacts").path(0)).put("optional", true);
        expect("completed", payload);
    }

    @Test
    void aDirectoryThatTheTaskCannotReadIsNotListed() throws IOException {
        Path secret = PrivateFiles.directory(worker().path("secrets"));
        PrivateFiles.write(secret.resolve("name-is-secret-too"), "only for root");
        ObjectNode payload = Payloads.scripts("ln -s " + secret + " link; mkdir d; echo x > d/x; mkdir d/closed;"
                + " echo y > d/closed/y; chmod 0 d/closed");
        Payloads.artifact(payload, "{\"type\":\"directory\",\"path\":\"link\",\"name\":\"public/link\"}");
        Payloads.artifact(payload, "{\"type\":\"directory\",\"path\":\"d\",\"name\":\"public/d\"}");
        FakeRun run = expect("failed", payload);
        assertThat(run.artifacts().keySet()).noneMatch(name -> name.contains("name-is-secret"));
        assertThat(log(run)).doesNotContain("name-is-secret");
        assertThat(run.artifact("public/d/x").text()).isEqualTo("x\n");
        assertThat(run.artifact("public/d/closed").declaration().path("message").asString())
                .matches("Error processing file '/.*/d/closed' as artifact: Permission denied");
    }

    @Test
    void variablesDoNotReachProgramsThatRunAsRoot() {
        ObjectNode payload = Payloads.scripts("id -u");
        payload.putObject("env").put("LD_PRELOAD", "/no/such/library.so").put("PATH", "/nowhere:/usr/bin:/bin");
        FakeRun run = expect("completed", payload);
        assertThat(output(run)).noneMatch("0"::equals);
        assertThat(worker().path("tasks")).isEmptyDirectory();
    }

    /** A command that can be told from those of other tests on the machine. */
    private static String nap() {
        return "sleep " + ThreadLocalRandom.current().nextInt(100_000, 1_000_000);
    }

    @Test
    void processesThatHideFromTheWorkerAreKilledAllTheSame() {
        String nap = nap();
        FakeRun run = expect(
                "completed",
                Payloads.scripts("echo '(setsid env -i " + nap + " &)' > d; sh d; (trap '' HUP TERM; setsid " + nap
                        + " &); true"));
        assertThat(run.state()).isEqualTo("completed");
        assertThat(Processes.matching(nap)).isEmpty();
    }

    /** The shell's limit keeps the swarm from taking all processes of the machine that runs the test. */
    @Test
    void aSwarmOfProcessesIsKilled() {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash, whose ulimit knows -u");
        String nap = nap();
        String swarm = "ulimit -u 60 || exit 9; f() { " + nap + " & f & sleep 0.05; f; }; f 2>/dev/null; " + nap;
        ObjectNode payload = Payloads.command(List.of("/bin/bash", "-c", swarm)).put("maxRunTime", 2);
        FakeRun run = expect("failed", payload);
        assertThat(log(run)).contains("max run time exceeded");
        assertThat(Processes.matching(nap)).isEmpty();
    }

    @Test
    void t22_aDirectoryThatTasksCannotReachIsRefusedAtTheStart() throws IOException {
        Path closed = PrivateFiles.directory(worker().path("closed"));
        try (FakeQueue queue = FakeQueue.start()) {
            WorkerConfig config =
                    TestWorker.config(queue, EngineChoice.MULTIUSER, closed).build();
            assertThatThrownBy(() -> GenericWorker.start(config))
                    .isInstanceOf(ConfigProblem.class)
                    .hasMessageContaining("tasksDir")
                    .hasMessageContaining(closed + " has mode rwx------");
        }
    }

    @Test
    void t22_aDirectoryThatTasksCannotReachAnyMoreIsAnInternalError() throws IOException {
        Path tasks = worker().path("tasks");
        Files.setPosixFilePermissions(tasks, PosixFilePermissions.fromString("rwx------"));
        FakeRun run = expect("exception/internal-error", Payloads.scripts("echo never"));
        assertThat(log(run)).contains("could not prepare a place for the task").doesNotContain("Executing");
        Files.setPosixFilePermissions(tasks, PosixFilePermissions.fromString("rwxr-xr-x"));
        expect("completed", Payloads.scripts("true"));
        assertThat(tasks).isEmptyDirectory();
    }

    @Test
    void aSecondWorkerOnTheMachineIsNotDisturbed() throws Exception {
        String taskId = worker().add(Payloads.scripts("sleep 5; whoami"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("the command", () -> run.artifacts().containsKey("public/logs/live.log"));
        try (TestWorker other = new TestWorker(EngineChoice.MULTIUSER)) {
            assertThat(other.run(Payloads.scripts("true")).resolution()).isEqualTo("completed");
        }
        assertThat(worker().queue().awaitResolved(taskId).resolution()).isEqualTo("completed");
        assertThat(output(run)).singleElement().asString().startsWith("task_");
    }

    @Test
    void manyUsersCanBeMadeAtOnce() {
        try (TestWorker crowd = new TestWorker(EngineChoice.MULTIUSER, builder -> builder.capacity(8))) {
            List<String> tasks = Stream.generate(() -> crowd.add(Payloads.scripts("whoami")))
                    .limit(16)
                    .toList();
            tasks.forEach(task ->
                    assertThat(crowd.queue().awaitResolved(task).resolution()).isEqualTo("completed"));
        }
    }
}
