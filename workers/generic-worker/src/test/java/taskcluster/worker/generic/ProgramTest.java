package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import taskcluster.testing.Await;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.fake.FakeRun;
import tools.jackson.databind.node.ObjectNode;

/** The program as a process of its own: signals, exit codes, and what happens when it is killed. */
@Timeout(180)
class ProgramTest {
    private final FakeQueue queue = FakeQueue.start();
    private final Path directory = TestWorker.directory();

    @AfterEach
    void cleanUp() throws IOException {
        queue.close();
        PrivateFiles.deleteTree(directory);
    }

    private Path config(String more) throws IOException {
        ObjectNode config = Payloads.json("{\"provisionerId\": \"prov\", \"workerType\": \"type\", \"workerGroup\":"
                + " \"group\", \"workerId\": \"worker\", \"clientId\": \"worker-client\", \"accessToken\":"
                + " \"worker-secret\", \"requiredDiskSpaceMegabytes\": 1, \"cancelPollSecs\": 1}");
        config.put("rootURL", queue.rootUrl())
                .put("tasksDir", directory.resolve("tasks").toString())
                .put("stateDir", directory.resolve("state").toString());
        config.setAll(Payloads.json(more));
        return Files.writeString(directory.resolve("config.json"), config.toString());
    }

    private static String engine(EngineChoice engine) {
        Root.orSkip(engine);
        return "{\"engine\": \"" + engine.name().toLowerCase(Locale.ROOT) + "\"}";
    }

    private FakeRun running(String taskId) {
        FakeRun run = queue.awaitRunning(taskId);
        Await.until("the command", () -> run.artifacts().containsKey("public/logs/live.log"));
        return run;
    }

    @ParameterizedTest
    @EnumSource(
            value = EngineChoice.class,
            names = {"MULTIUSER", "INSECURE"})
    void tasksDieWithTheWorkerAndTheNextOneGivesTheirRunsBack(EngineChoice engine) throws Exception {
        Path config = config(engine(engine));
        String marker = "orphan-" + System.nanoTime();
        ObjectNode task = FakeQueue.task(Payloads.scripts(
                        "(setsid sh -c 'sleep 600; echo " + marker + "' &) ; echo ready; sleep 600; echo " + marker))
                .put("retries", 1);
        String taskId = queue.add(task);
        FakeRun run;
        try (Program worker = Program.start("run", "--config", config.toString())) {
            run = running(taskId);
            Await.until("both processes", () -> Processes.matching(marker).size() >= 2);
            worker.kill();
        }
        Await.until("the end of all processes", () -> Processes.matching(marker).isEmpty());
        assertThat(run.state()).isEqualTo("running");
        assertThat(directory.resolve("state/claims")).isDirectoryContaining("glob:**.json");
        try (Program worker = Program.start("run", "--config", config.toString())) {
            queue.awaitResolved(taskId);
            assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
            assertThat(run.reportedBy()).startsWith("task-client/" + taskId + "/0/");
            Await.until(
                    "the retry",
                    () -> queue.runs(taskId) == 2
                            && queue.run(taskId, 1).state().equals("running"));
            assertThat(directory.resolve("tasks").toFile().list()).allMatch(name -> name.endsWith("_1"));
            worker.signal("TERM");
            assertThat(worker.awaitExit()).isEqualTo(72);
        }
        assertThat(queue.run(taskId, 1).resolution()).isEqualTo("exception/worker-shutdown");
        assertThat(Processes.matching(marker)).isEmpty();
        assertThat(directory.resolve("tasks")).isEmptyDirectory();
        assertThat(directory.resolve("state/claims")).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/etc/passwd"))).doesNotContain(directory.toString());
    }

    @ParameterizedTest
    @EnumSource(
            value = EngineChoice.class,
            names = {"MULTIUSER", "INSECURE"})
    void whatTheGuardCouldNotKillIsKilledByTheNextWorker(EngineChoice engine) throws Exception {
        Path config = config(engine(engine));
        String marker = "orphan-" + System.nanoTime();
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("sleep 600; echo " + marker)));
        try (Program worker = Program.start("run", "--config", config.toString())) {
            running(taskId);
            Await.until("the process", () -> !Processes.matching(marker).isEmpty());
            worker.childrenNamed("guard").forEach(ProcessHandle::destroyForcibly);
            worker.kill();
        }
        assertThat(Processes.matching(marker)).isNotEmpty();
        try (Program worker = Program.start("run", "--config", config.toString())) {
            Await.until(
                    "the end of all processes", () -> Processes.matching(marker).isEmpty());
            assertThat(queue.awaitResolved(taskId).resolution()).isEqualTo("exception/worker-shutdown");
            worker.signal("INT");
            assertThat(worker.awaitExit()).isEqualTo(71);
        }
    }

    @Test
    void theInsecureEngineIsLoudAboutIt() throws Exception {
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("true")));
        Path config = config("{\"engine\": \"insecure\", \"numberOfTasksToRun\": 1}");
        try (Program worker = Program.start("run", "--config", config.toString())) {
            assertThat(worker.awaitExit()).isZero();
            assertThat(worker.output()).contains("##  WARNING: THIS WORKER IS INSECURE", "There is no isolation");
            assertThat(worker.output().lines().filter(line -> line.contains("Starting")))
                    .singleElement()
                    .asString()
                    .matches("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\dZ INFO .*");
        }
        assertThat(TestWorker.log(queue.run(taskId, 0))).contains("[taskcluster:warn ", "There is no isolation");
    }

    @Test
    void aPoorCharacterSetOfTheWorkerDoesNoHarm() throws Exception {
        ObjectNode payload = Payloads.scripts("mkdir d; echo x > d/x; echo y > d/\u00e4; echo \u00fc $V");
        payload.putObject("env").put("V", "\u20ac");
        Payloads.artifact(payload, "{\"type\":\"directory\",\"path\":\"d\"}");
        Payloads.artifact(payload, "{\"type\":\"file\",\"path\":\"d/\u00e4\",\"name\":\"umlaut\"}");
        String taskId = queue.add(FakeQueue.task(payload));
        try (Program worker = Program.start(
                Map.of("LC_ALL", "POSIX"),
                "run",
                "--config",
                config("{\"numberOfTasksToRun\": 1}").toString())) {
            assertThat(worker.awaitExit()).isZero();
            assertThat(worker.output()).contains("set LC_ALL=C.UTF-8");
        }
        FakeRun run = queue.run(taskId, 0);
        assertThat(run.resolution()).isEqualTo("failed");
        assertThat(run.artifact("d/x").text()).isEqualTo("x\n");
        assertThat(TestWorker.log(run)).contains("\n\u00fc \u20ac\n", "character set");
        assertThat(run.artifact("umlaut").storageType()).isEqualTo("error");
    }

    @Test
    void sigtermAbortsTasks() throws Exception {
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("sleep 600; echo after")));
        try (Program worker = Program.start("run", "--config", config("{}").toString())) {
            FakeRun run = running(taskId);
            worker.signal("TERM");
            assertThat(worker.awaitExit()).isEqualTo(72);
            assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
            assertThat(TestWorker.log(run)).contains("Aborting task...");
        }
    }

    @Test
    void sigintFinishesTasks() throws Exception {
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("sleep 3; echo after")));
        try (Program worker = Program.start("run", "--config", config("{}").toString())) {
            FakeRun run = running(taskId);
            worker.signal("INT");
            assertThat(worker.awaitExit()).isEqualTo(71);
            assertThat(run.resolution()).isEqualTo("completed");
        }
    }

    @Test
    void aSecondSigintAbortsTasks() throws Exception {
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("sleep 600; echo after")));
        try (Program worker = Program.start("run", "--config", config("{}").toString())) {
            FakeRun run = running(taskId);
            worker.signal("INT");
            Await.until("the first", () -> worker.output().contains("running tasks are finished"));
            worker.signal("INT");
            assertThat(worker.awaitExit()).isIn(71, 72);
            assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
        }
    }

    @Test
    void theRequestedNumberOfTasksIsRunAndCounted() throws Exception {
        List<String> tasks = List.of(
                queue.add(FakeQueue.task(Payloads.scripts("true"))),
                queue.add(FakeQueue.task(Payloads.scripts("true"))),
                queue.add(FakeQueue.task(Payloads.scripts("true"))));
        Path config = config("{\"numberOfTasksToRun\": 2, \"capacity\": 5}");
        try (Program worker = Program.start("run", "--config", config.toString())) {
            assertThat(worker.awaitExit()).isZero();
            assertThat(worker.output()).contains("WORKER_METRICS {\"eventType\":\"workerReady\"", "\"taskFinish\"");
            assertThat(worker.output()).doesNotContain("worker-secret", "token-");
        }
        assertThat(tasks.stream().filter(id -> queue.run(id, 0).state().equals("completed")))
                .hasSize(2);
        try (Program worker = Program.start("run", "--config", config.toString())) {
            assertThat(worker.awaitExit()).isZero();
        }
        assertThat(tasks.stream().filter(id -> queue.run(id, 0).state().equals("pending")))
                .hasSize(1);
    }

    @Test
    void t2_anIdleWorkerEnds() throws Exception {
        long start = System.nanoTime();
        try (Program worker = Program.start(
                "run", "--config", config("{\"idleTimeoutSecs\": 3}").toString())) {
            assertThat(worker.awaitExit()).isEqualTo(68);
            assertThat(System.nanoTime() - start).isGreaterThan(3_000_000_000L);
        }
    }

    @Test
    void aFullDiskEndsTheWorker() throws Exception {
        Path config = config("{\"requiredDiskSpaceMegabytes\": 2000000000}");
        try (Program worker = Program.start("run", "--config", config.toString())) {
            assertThat(worker.awaitExit()).isEqualTo(69);
            assertThat(worker.output()).contains("2097152000000000 are required", "requiredDiskSpaceMegabytes");
        }
    }

    @Test
    void theStatusNamesTheRunningTask() throws Exception {
        Path config = config("{}");
        String taskId = queue.add(FakeQueue.task(Payloads.scripts("sleep 600")));
        try (Program status = Program.start("status", "--config", config.toString())) {
            assertThat(status.awaitExit()).isZero();
            assertThat(status.output()).contains("{\"currentTaskIds\":[]}");
        }
        try (Program worker = Program.start("run", "--config", config.toString())) {
            running(taskId);
            try (Program status = Program.start("status", "--config", config.toString())) {
                assertThat(status.awaitExit()).isZero();
                assertThat(status.output()).contains("{\"currentTaskIds\":[\"" + taskId + "\"]}");
            }
            worker.signal("TERM");
            assertThat(worker.awaitExit()).isEqualTo(72);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64 | {\"unheardOf\": 1} | unknown settings: unheardOf",
                "64 | {\"capacity\": \"1\"} | setting \"capacity\" must be an integer",
                "64 | {\"enableLiveLog\": \"true\"} | setting \"enableLiveLog\" must be true or false",
                "73 | {\"accessToken\": \"\"} | Config setting \"accessToken\" has not been defined",
                "73 | {\"capacity\": 0} | \"capacity\" is 0 but must be between 1 and 255",
                "73 | {\"engine\": \"magic\"} | \"engine\" is \"magic\" but must be one of",
                "73 | {\"publicIP\": \"here\"} | \"publicIP\" is \"here\", which is no IP address",
                "73 | {\"createObjectArtifacts\": true} | createObjectArtifacts"
            })
    void aBadConfigurationIsExplained(int exitCode, String setting, String message) throws Exception {
        try (Program worker = Program.start("run", "--config", config(setting).toString())) {
            assertThat(worker.awaitExit()).isEqualTo(exitCode);
            assertThat(worker.output()).contains(message);
        }
    }

    @Test
    void aMissingConfigurationIsExplained() throws Exception {
        try (Program worker =
                Program.start("run", "--config", directory.resolve("none").toString())) {
            assertThat(worker.awaitExit()).isEqualTo(64);
            assertThat(worker.output()).contains("Cannot read config file " + directory.resolve("none"));
        }
    }

    @Test
    void versionsHelpAndSchemaArePrinted() throws Exception {
        assertPrints("generic-worker \\((multiuser|insecure) engine\\) \\d+\\.\\d+\\.\\d+\n", "--version");
        assertPrints("\\d+(\\.\\d+)*\n", "--short-version");
        assertPrints("(?s)Usage: generic-worker .*show-payload-schema.*", "--help");
        assertPrints("(?s)Usage: generic-worker run .*SIGTERM.*", "run", "--help");
        assertPrints("(?s)\\{\n  \"\\$schema\".*\"maxRunTime\".*\\}\n", "show-payload-schema");
    }

    private static void assertPrints(String pattern, String... arguments) throws Exception {
        try (Program program = Program.start(arguments)) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.output()).matches(pattern);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', Usage: generic-worker", "no-such-command, Unmatched argument at index 0"})
    void wrongUseIsExplained(String argument, String explanation) throws Exception {
        String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        try (Program program = Program.start(arguments)) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.output()).contains(explanation);
        }
    }
}
