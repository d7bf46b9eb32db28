package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import taskcluster.testing.Await;
import taskcluster.worker.fake.FakeArtifact;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.fake.FakeRun;
import tools.jackson.databind.node.ObjectNode;

/** The logs of a task, and what they say about a payload that cannot be run. */
abstract class LogsContract extends EngineContract {
    private static final String LIVE = "public/logs/live.log";
    private static final String BACKING = "public/logs/live_backing.log";

    LogsContract(EngineChoice engine) {
        super(engine);
    }

    @Override
    WorkerConfig.Builder settings(WorkerConfig.Builder builder) {
        return builder.maxTaskRunTime(Duration.ofSeconds(300));
    }

    @Test
    void theLogCanBeReadWhileTheTaskRunsAndAfterwards() throws Exception {
        String taskId = worker().add(Payloads.scripts(
                "echo first; while [ ! -e " + worker().path("go") + " ]; do sleep 0.1; done; echo last"));
        FakeRun run = worker().queue().awaitRunning(taskId);
        Await.until("the live log", () -> run.artifacts().containsKey(LIVE));
        FakeArtifact live = run.artifact(LIVE);
        assertThat(live.storageType()).isEqualTo("reference");
        assertThat(live.declaration().path("contentType").asString()).isEqualTo("text/plain; charset=utf-8");
        String url = live.declaration().path("url").asString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> reader =
                    http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofInputStream());
            readUntil(reader.body(), "first\n");
            assertThat(worker().path("go").toFile().createNewFile()).isTrue();
            String rest = new String(reader.body().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).startsWith("last\n").contains("=== Task Finished ===");
        }
        worker().queue().awaitResolved(taskId);
        assertThat(run.artifact(LIVE).storageType()).isEqualTo("link");
        assertThat(run.text(LIVE)).isEqualTo(run.text(BACKING));
        assertThat(run.text(BACKING)).doesNotContain(url);
        assertThat(run.artifact(BACKING).contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(run.artifact(BACKING).contentEncoding()).isEqualTo("gzip");
    }

    private static void readUntil(InputStream stream, String end) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("\n" + end) < 0) {
            int value = stream.read();
            assertThat(value).as(seen.toString()).isNotNegative();
            seen.append((char) value);
        }
    }

    @Test
    void theLiveLogExpiresWithTheTaskAtTheLatest() {
        ObjectNode task = FakeQueue.task(Payloads.scripts("true"));
        Instant soon = Instant.now().plusSeconds(60);
        task.put("deadline", Json.timestamp(soon.minusSeconds(10))).put("expires", Json.timestamp(soon));
        FakeRun run = worker().queue().awaitResolved(worker().queue().add(task));
        assertThat(run.resolution()).isEqualTo("completed");
        assertThat(run.artifact(LIVE).declaration().path("expires").asString()).isEqualTo(Json.timestamp(soon));
    }

    @Test
    void t89_logNamesCanBeChosen() {
        ObjectNode payload = Payloads.scripts("echo x");
        payload.putObject("logs").put("live", "a/live").put("backing", "b/backing");
        FakeRun run = expect0("completed", payload);
        assertThat(run.artifacts().keySet()).containsExactly("a/live", "b/backing");
        assertThat(run.text("a/live")).contains("\nx\n");
    }

    private FakeRun expect0(String resolution, ObjectNode payload) {
        FakeRun run = run(payload);
        assertThat(run.resolution()).isEqualTo(resolution);
        return run;
    }

    @Test
    void bothLogsCannotHaveOneName() {
        ObjectNode payload = Payloads.scripts("echo x");
        payload.putObject("logs").put("live", "x").put("backing", "x");
        FakeRun run = expect0("exception/malformed-payload", payload);
        assertThat(run.artifacts().keySet()).containsExactly("x");
        assertThat(run.text("x")).contains("already reserved this artifact name");
    }

    @Test
    void t90_theLiveLogCanBeDeclined() {
        ObjectNode payload = Payloads.scripts("echo x");
        payload.putObject("features").put("liveLog", false);
        assertThat(expect0("completed", payload).artifacts().keySet()).containsExactly(BACKING);
    }

    @Test
    void t91_theBackingLogCanBeDeclined() {
        ObjectNode payload = Payloads.scripts("echo x");
        payload.putObject("features").put("backingLog", false);
        FakeRun run = expect0("completed", payload);
        assertThat(run.artifacts().keySet()).containsExactly(LIVE);
        assertThat(run.artifact(LIVE).storageType()).isEqualTo("reference");
    }

    @Test
    void aLiveLogThatCannotBePublishedDoesNoHarm() {
        worker().queue().faults().add("POST .*live\\.log", 400, 2);
        FakeRun run = expect0("completed", Payloads.scripts("echo x"));
        assertThat(run.artifacts().keySet()).containsExactly(BACKING);
    }

    @Test
    void aLogThatCannotBeUploadedIsAResourceProblem() {
        worker().queue().faults().add("PUT .*live_backing", 403, 1);
        expect0("exception/resource-unavailable", Payloads.scripts("echo x"));
    }

    @Test
    void aLogThatCannotBeUploadedDoesNotHideAFailure() {
        worker().queue().faults().add("PUT .*live_backing", 403, 1);
        expect0("failed", Payloads.scripts("exit 1"));
    }

    @Test
    void t24_aMalformedPayloadIsExplainedInTheLog() {
        ObjectNode payload = Payloads.scripts("true").put("extra", 1);
        FakeRun run = expect0("exception/malformed-payload", payload);
        assertThat(run.text(BACKING))
                .containsSubsequence(
                        "[taskcluster:error] Task payload for this worker type must conform to the following jsonschema:\n",
                        "[taskcluster:error] {\n",
                        "[taskcluster:error]   \"properties\": {\n",
                        "[taskcluster:error] TASK FAIL since the task payload is invalid. See errors:\n",
                        "[taskcluster:error] - (root): Additional property extra is not allowed\n")
                .endsWith("""
                        [taskcluster:error] TASK FAIL since the task payload is invalid. See errors:
                        [taskcluster:error] - (root): Additional property extra is not allowed
                        """)
                .doesNotContain("Executing command");
    }

    @Test
    void aPayloadForContainersIsExplainedWithoutTheSchema() {
        FakeRun run = expect0(
                "exception/malformed-payload",
                Payloads.json("{\"image\": \"ubuntu\", \"command\": [\"true\"], \"maxRunTime\": 1}"));
        assertThat(run.text(BACKING)).contains("native payloads only").doesNotContain("jsonschema");
    }

    @Test
    void t30_theRunTimeLimitHasALimit() {
        FakeRun run =
                expect0("exception/malformed-payload", Payloads.scripts("true").put("maxRunTime", 310));
        assertThat(run.text(BACKING))
                .contains("task's maxRunTime of 5m10.000s exceeded allowed maximum of 5m0.000s")
                .doesNotContain("Executing command");
        expect0("completed", Payloads.scripts("true").put("maxRunTime", 300));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OS Groups | {\"osGroups\": [\"docker\"]}",
                "Mounts/Caches | {\"mounts\": [{\"file\": \"f\", \"content\": {\"raw\": \"x\"}}]}",
                "Resource Monitor | {\"features\": {\"resourceMonitor\": true}}",
                "Interactive | {\"features\": {\"interactive\": true}}",
                "LoopbackAudio | {\"features\": {\"loopbackAudio\": true}}",
                "LoopbackVideo | {\"features\": {\"loopbackVideo\": true}}"
            })
    void t38_featuresThatAreNotOfferedAreNamed(String feature, String wish) {
        ObjectNode payload = Payloads.scripts("echo never");
        payload.setAll(Payloads.json(wish));
        FakeRun run = expect0("exception/malformed-payload", payload);
        assertThat(run.text(BACKING))
                .contains("\"" + feature + "\"", "not enabled on worker pool prov/type", "/worker-manager/prov%2Ftype")
                .doesNotContain("Executing command");
    }

    @Test
    void featuresThatAreDeclinedDoNoHarm() {
        ObjectNode payload = Payloads.scripts("true");
        payload.putObject("features")
                .put("taskclusterProxy", false)
                .put("interactive", false)
                .put("resourceMonitor", false)
                .put("loopbackAudio", false);
        payload.putArray("mounts");
        payload.putArray("osGroups");
        expect0("completed", payload);
    }
}
