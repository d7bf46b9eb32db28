package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import taskcluster.testing.Await;
import taskcluster.worker.fake.FakeRun;
import taskcluster.worker.fake.Faults;
import tools.jackson.databind.node.ObjectNode;

/** How commands run and how their end decides a run's resolution. */
abstract class CommandsContract extends EngineContract {
    CommandsContract(EngineChoice engine) {
        super(engine);
    }

    @Test
    void aTaskCompletesAndItsLogTellsTheStory() {
        FakeRun run = expect("completed", Payloads.scripts("echo out; echo err >&2"));
        assertThat(log(run))
                .containsSubsequence(
                        "Worker Type (prov/type) settings:\n",
                        "]   {\n",
                        "]     \"generic-worker\": {\n",
                        "Task ID: ",
                        "=== Task Starting ===\n",
                        "Executing command 0: /bin/sh -c 'echo out; echo err >&2'\nout\nerr\n",
                        "]    Exit Code: 0\n",
                        "]    User Time: ",
                        "]  Kernel Time: ",
                        "]    Wall Time: ",
                        "]       Result: SUCCEEDED\n",
                        "=== Task Finished ===\n",
                        "Task Duration: ");
        assertThat(log(run)).doesNotContain("[taskcluster:error]");
    }

    @Test
    void t1_aFailingCommandFailsTheTaskAndNoFurtherCommandRuns() {
        FakeRun run = expect("failed", Payloads.scripts("true", "exit 1", "echo never"));
        assertThat(log(run))
                .contains("Executing command 1", "   Exit Code: 1", "      Result: FAILED")
                .doesNotContain("never", "Executing command 2");
        assertThat(log(run).lines().toList().getLast())
                .startsWith("[taskcluster:error] ")
                .contains("exit status 1");
    }

    @Test
    void t99_aTaskCallsApisThroughTheProxyWithoutSeeingCredentials() {
        ObjectNode payload = Payloads.scripts(
                "env | grep -E '^TASKCLUSTER_(CLIENT_ID|ACCESS_TOKEN|CERTIFICATE)'; curl -sS -o reply -w '%{http_code} ' -D headers -X POST"
                        + " -H 'content-type: application/json' -d '{\"taskIds\": [\"'$TASK_ID'\"]}'"
                        + " $TASKCLUSTER_PROXY_URL/queue/v1/tasks/status; cat reply;"
                        + " grep -qi '^X-Taskcluster-Authorized-Scopes: .*queue:create-artifact:'$TASK_ID'/0' headers");
        payload.putObject("features").put("taskclusterProxy", true);
        FakeRun run = expect("completed", payload);
        assertThat(output(run)).singleElement().asString().startsWith("200 ").contains("running");
    }

    @Test
    void withoutTheFeatureThereIsNoProxy() {
        FakeRun run = expect("completed", Payloads.scripts("echo ${TASKCLUSTER_PROXY_URL:-none}"));
        assertThat(output(run)).containsExactly("none");
    }

    @Test
    void t6_aFileThatIsNotExecutableFailsTheTask() {
        FakeRun run = expect("failed", Payloads.command(List.of("/etc/passwd")));
        assertThat(log(run)).contains("Permission denied", "Exit Code: 126");
    }

    @Test
    void t7_aCommandThatDoesNotExistFailsTheTask() {
        FakeRun run = expect("failed", Payloads.command(List.of("no-such-program", "x")));
        assertThat(log(run)).contains("no-such-program", "No such file", "Exit Code: 127");
        expect("completed", Payloads.scripts("true"));
    }

    @Test
    void t15_tooLongARunTimeIsAborted() {
        ObjectNode payload =
                Payloads.scripts("echo before", "sleep 33", "echo after").put("maxRunTime", 2);
        long start = System.nanoTime();
        FakeRun run = expect("failed", payload);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        assertThat(output(run)).containsExactly("before");
        assertThat(log(run)).contains("max run time exceeded", "Command ABORTED after 2.");
    }

    @Test
    void t32_retryExitCodes() {
        ObjectNode exits = Payloads.scripts("exit $CODE");
        exits.putObject("onExitStatus").putArray("retry").add(123);
        exits.putObject("env").put("CODE", "123");
        assertThat(log(expect("exception/intermittent-task", exits.deepCopy()))).contains("onExitStatus.retry");
        exits.putObject("env").put("CODE", "45");
        expect("failed", exits.deepCopy());
        exits.putObject("env").put("CODE", "0");
        expect("completed", exits);
    }

    @Test
    void t33_oneOfSeveralRetryExitCodes() {
        ObjectNode payload = Payloads.scripts("exit 10");
        payload.putObject("onExitStatus").putArray("retry").add(780).add(10).add(2);
        expect("exception/intermittent-task", payload);
    }

    @Test
    void t34_noRetryExitCodes() {
        ObjectNode payload = Payloads.scripts("exit 1");
        payload.putObject("onExitStatus").putArray("retry");
        expect("failed", payload);
    }

    @Test
    void t16_t17_aCancelledTaskIsKilledWithinSecondsAndNotReported() {
        String taskId = worker().add(Payloads.artifact(
                Payloads.scripts("echo started > file; echo running; sleep 300"),
                "{\"type\":\"file\",\"path\":\"file\",\"name\":\"public/file\"}"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("the command", () -> run.artifacts().containsKey("public/logs/live.log"));
        long start = System.nanoTime();
        worker().queue().cancel(taskId);
        Await.until(
                "the log",
                () -> run.artifacts().containsKey("public/logs/live_backing.log")
                        && run.artifact("public/logs/live_backing.log").content() != null);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(run.resolution()).isEqualTo("exception/canceled");
        assertThat(log(run)).contains("canceled");
        assertThat(worker().queue().faults().count("/(completed|failed|exception)$"))
                .isZero();
        expect("completed", Payloads.scripts("true"));
    }

    @Test
    void aTaskWhoseClaimGotLostIsRunAllTheSame() {
        worker().queue().longPoll(Duration.ofSeconds(20));
        worker().queue().faults().add("claim-work", Faults.LOSE, 1);
        long before = worker().queue().faults().count("claim-work");
        Await.until(
                "a question whose answer gets lost",
                () -> worker().queue().faults().count("claim-work") > before);
        FakeRun run = expect("completed", Payloads.scripts("true"));
        worker().queue().longPoll(Duration.ofMillis(300));
        assertThat(worker().queue().faults().count("claim-work")).isGreaterThanOrEqualTo(before + 2);
        assertThat(run.reportedBy()).startsWith("task-client/");
    }

    @Test
    void t17_whereStatusCannotBeReadAShortClaimTells() {
        worker().queue().faults().add("/watch", 404, 1000);
        worker().queue().faults().add("tasks/status", 403, 1000);
        worker().queue().claimTerm(Duration.ofSeconds(4));
        String taskId = worker().add(Payloads.scripts("sleep 300"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("a renewal", () -> run.reclaims() > 0);
        worker().queue().cancel(taskId);
        Await.until("the log", () -> run.artifacts().containsKey("public/logs/live_backing.log"));
        assertThat(worker().queue().faults().count("/(completed|failed|exception)$"))
                .isZero();
    }

    @Test
    void aShortClaimIsKeptAndTheReportUsesTheNewestCredentials() {
        worker().queue().claimTerm(Duration.ofSeconds(2));
        FakeRun run = expect("completed", Payloads.scripts("sleep 5"));
        assertThat(run.reclaims()).isGreaterThan(3);
    }

    @Test
    void t19_tasksRunAtTheSameTime() {
        List<String> tasks = new ArrayList<>();
        long start = System.nanoTime();
        IntStream.range(0, 2).forEach(i -> tasks.add(worker().add(Payloads.scripts("sleep 3"))));
        tasks.forEach(task -> worker().queue().awaitResolved(task));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void moreTasksThanCapacityWaitForRoomAndThenStartAtOnce() {
        List<String> tasks = new ArrayList<>();
        long start = System.nanoTime();
        IntStream.range(0, 8).forEach(i -> tasks.add(worker().add(Payloads.scripts("true"))));
        tasks.forEach(task ->
                assertThat(worker().queue().awaitResolved(task).resolution()).isEqualTo("completed"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void t21_everyTaskHasADirectoryOfItsOwn() {
        List<String> first = output(expect("completed", Payloads.scripts("pwd; touch file")));
        List<String> second = output(expect("completed", Payloads.scripts("pwd; ls -A")));
        assertThat(second).hasSize(1).isNotEqualTo(first);
    }

    @Test
    void t96_theEnvironmentArrivesByteByByte() {
        ObjectNode payload = Payloads.scripts(
                "printf %s \"$TASKCLUSTER_WORKER_LOCATION\"; echo;"
                        + " printf %s \"$TASKCLUSTER_INSTANCE_TYPE\"; echo; printf %s \"$ODD\"; echo; printf %s \"$BIG\" | wc -c");
        payload.putObject("env")
                .put("ODD", "a'b\"c\\d $HOME `x` %!^&|<>äöü\u20ac")
                .put("BIG", "x".repeat(70_000))
                .put("not an identifier", "y")
                .put("TASK_ID", "cannot be overridden");
        FakeRun run = expect("completed", payload);
        assertThat(output(run))
                .containsExactly(
                        "{\"a\":\"()%!^\\\"<>&|\"}",
                        "it's", "a \"type\"", "a'b\"c\\d $HOME `x` %!^&|<>äöü\u20ac", "70000");
    }

    @Test
    void theUsualVariablesAreSetAndCredentialsAreNot() {
        ObjectNode payload = Payloads.command(List.of("env"));
        payload.putObject("env")
                .put("MINE", "1")
                .put("TASK_ID", "cannot be overridden")
                .put("RUN_ID", "7");
        String taskId = worker().add(payload);
        List<String> variables = output(worker().queue().awaitResolved(taskId));
        assertThat(variables)
                .contains("TASK_ID=" + taskId, "RUN_ID=0", "TASK_GROUP_ID=" + taskId, "MINE=1")
                .contains("TASKCLUSTER_ROOT_URL=" + worker().queue().rootUrl())
                .anyMatch(line -> line.startsWith("TASK_WORKDIR=" + worker().path("tasks")))
                .anyMatch(line -> line.startsWith("PATH=/"));
        assertThat(String.join("\n", variables)).doesNotContain("worker-secret", "ACCESS_TOKEN", "CLIENT_ID", "token-");
    }

    @Test
    void argumentsArriveByteByByte() {
        FakeRun run = expect(
                "completed",
                Payloads.command(List.of("printf", "%s|", "a b", "", "c'd", "-n", "ü", "x=y", "two\nlines")));
        assertThat(log(run)).contains("\na b||c'd|-n|ü|x=y|two\nlines|");
    }

    @Test
    void aProgramWhoseNameLooksLikeAVariableRuns() {
        expect("completed", Payloads.scripts("printf '#!/bin/sh\necho ran\n' > a=b; chmod +x a=b", "./a=b"));
        ObjectNode payload = Payloads.scripts("printf '#!/bin/sh\necho ran $1\n' > a=b; chmod +x a=b");
        payload.withArray("command").addArray().add("./a=b").add("well");
        assertThat(output(expect("completed", payload))).containsExactly("ran well");
    }

    @Test
    void commandsReadNothingAndStartAfresh() {
        FakeRun run =
                expect("completed", Payloads.scripts("cat; export A=1; cd /", "echo \"[$A]\"; test \"$PWD\" != /"));
        assertThat(output(run)).containsExactly("[]");
    }

    @Test
    void outputIsCompleteAndInOrder() {
        FakeRun run =
                expect("completed", Payloads.scripts("i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done"));
        assertThat(output(run))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20000).mapToObj(Integer::toString).toList());
    }

    @Test
    void processesLeftRunningDoNotHoldTheTaskUpAndAreKilled() {
        String marker = "left-" + System.nanoTime();
        long start = System.nanoTime();
        FakeRun run = expect(
                "completed",
                Payloads.scripts(
                        "sh -c 'sleep 600; echo " + marker + "' & setsid sh -c 'sleep 600; echo " + marker
                                + "' & echo done",
                        "pgrep -f " + marker + " | grep -c ."));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(output(run)).first().isEqualTo("done");
        assertThat(Processes.matching(marker)).isEmpty();
    }

    @Test
    void signalsAreNotIgnoredByCommands() {
        FakeRun run = expect("failed", Payloads.scripts("kill -INT $$; echo survived"));
        assertThat(log(run)).contains("Exit Code: 130").doesNotContain("survived\n");
    }

    @Test
    void nothingOfATaskStaysOnDisk() {
        expect("completed", Payloads.scripts("mkdir -p a/b; echo x > a/b/c; chmod 0500 a/b; chmod 0 a"));
        assertThat(worker().path("tasks")).isEmptyDirectory();
        Await.until(
                "the log is gone", () -> worker().path("state/runs").toFile().list().length == 0);
        assertThat(worker().path("state/scratch")).isEmptyDirectory();
        assertThat(worker().path("state/tasks")).isEmptyDirectory();
        Await.until(
                "the claim is forgotten",
                () -> worker().path("state/claims").toFile().list().length == 0);
    }

    @Test
    void stoppingFinishesOrAborts() throws Exception {
        String taskId = worker().add(Payloads.scripts("echo started; sleep 300; echo after"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("the command", () -> run.artifacts().containsKey("public/logs/live.log"));
        worker().worker().stop(false);
        assertThat(worker().worker().awaitExit()).isEqualTo(72);
        assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
        assertThat(log(run)).contains("[taskcluster:error] Aborting task...").doesNotContain("after\n");
    }

    @Test
    void aTaskClaimedWhileStoppingIsGivenBack() throws Exception {
        worker().queue().longPoll(Duration.ofSeconds(2));
        long before = worker().queue().faults().count("claim-work");
        Await.until("a claim is on its way", () -> worker().queue().faults().count("claim-work") > before);
        worker().worker().stop(true);
        FakeRun run = run(Payloads.scripts("echo never"));
        assertThat(worker().worker().awaitExit()).isEqualTo(71);
        assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
        assertThat(run.artifacts()).isEmpty();
    }

    @Test
    void stoppingCanWaitForTheTask() throws Exception {
        String taskId = worker().add(Payloads.scripts("sleep 2; echo after"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("the command", () -> run.artifacts().containsKey("public/logs/live.log"));
        worker().worker().stop(true);
        assertThat(worker().worker().awaitExit()).isEqualTo(71);
        assertThat(run.resolution()).isEqualTo("completed");
        assertThat(output(run)).containsExactly("after");
    }
}
