package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/** Watching a run until it ends, with the real time and two processes on one database. */
class ITRunWatch {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static TestDatabase database;
    private static QueueFixture queue;
    private static QueueFixture other;
    private static ExecutorService executor;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        queue = QueueFixture.start(Clock.systemUTC(), database, "queue.watch-wait", "20s");
        other = QueueFixture.start(Clock.systemUTC(), database, "queue.watch-wait", "2s");
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void stop() {
        executor.close();
        queue.close();
        other.close();
        database.close();
    }

    private static String path(String taskId) {
        return "task/" + taskId + "/runs/0/watch";
    }

    private JsonNode claim() {
        queue.create("taskQueueId", taskQueueId, "retries", 0);
        return queue.claimWork(taskQueueId, 1).path(0);
    }

    private static String taskId(JsonNode claim) {
        return claim.path("status").path("taskId").asString();
    }

    private static int watching(QueueFixture at) {
        return at.service().bean(RunWatch.class).watching();
    }

    /** Watches in the background with the credentials of the claim; returns when the request waits. */
    private static CompletableFuture<JsonNode> watchLater(QueueFixture at, JsonNode claim) {
        int before = watching(at);
        TestClient worker = at.with(claim.path("credentials"));
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> worker.get(path(taskId(claim))).ok(), executor);
        Await.until("the watch", () -> watching(at) == before + 1);
        return answer;
    }

    private static void assertEndsSoon(CompletableFuture<JsonNode> answer, String state, String reason) {
        long start = System.nanoTime();
        JsonNode reply = answer.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(reply)
                .isEqualTo(Json.MAPPER.createObjectNode().put("state", state).put("reasonResolved", reason));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWorkerLearnsOfACancellationWithinASecond(boolean inTheSameProcess) {
        JsonNode claim = claim();
        CompletableFuture<JsonNode> answer = watchLater(queue, claim);
        (inTheSameProcess ? queue : other)
                .root()
                .post("task/" + taskId(claim) + "/cancel")
                .ok();
        assertEndsSoon(answer, "exception", "canceled");
    }

    @Test
    void everyEndIsTold() {
        JsonNode lapsed = claim();
        CompletableFuture<JsonNode> lapse = watchLater(queue, lapsed);
        queue.sql().update("update taskcluster.runs set taken_until = now() where task_id = ?", taskId(lapsed));
        assertThat(lapse.join().path("reasonResolved").asString()).isEqualTo("claim-expired");

        for (String result : List.of("completed", "failed")) {
            JsonNode claim = claim();
            CompletableFuture<JsonNode> answer = watchLater(queue, claim);
            other.report(taskId(claim), 0, result).ok();
            assertEndsSoon(answer, result, result);
        }

        JsonNode ofGroup = claim();
        CompletableFuture<JsonNode> group = watchLater(queue, ofGroup);
        queue.root().post("task-group/" + taskId(ofGroup) + "/seal").ok();
        other.root().post("task-group/" + taskId(ofGroup) + "/cancel").ok();
        assertEndsSoon(group, "exception", "canceled");
    }

    @Test
    void aRunThatIsNotRunningIsToldAtOnce() {
        String pending = queue.create("taskQueueId", taskQueueId);
        assertThat(queue.root().get(path(pending)).ok())
                .isEqualTo(Json.MAPPER.createObjectNode().put("state", "pending"));
        queue.resolve(pending, 0, "failed");
        queue.root().post("task/" + pending + "/rerun").ok();
        assertThat(queue.root().get(path(pending)).ok().path("state").asString())
                .isEqualTo("failed");
        assertThat(queue.root().get("task/" + pending + "/runs/2/watch").code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get(path(Slugid.nice())).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root()
                        .get("task/" + pending + "/runs/99999999999/watch")
                        .code())
                .isEqualTo("ResourceNotFound");
        assertThat(watching(queue)).isZero();
    }

    @Test
    void watchingTakesTheScopeToKeepTheRun() {
        JsonNode claim = claim();
        String scope = "queue:reclaim-task:" + taskId(claim) + "/";
        assertThat(queue.with(scope + "1").get(path(taskId(claim))).code()).isEqualTo("InsufficientScopes");
        assertThat(queue.with(scope + "00")
                        .get("task/" + taskId(claim) + "/runs/00/watch")
                        .code())
                .isEqualTo("InsufficientScopes");
        assertThat(other.with(scope + "0")
                        .get(path(taskId(claim)))
                        .ok()
                        .path("state")
                        .asString())
                .isEqualTo("running");
    }

    @Test
    void aRunThatGoesOnIsToldToBeRunningAfterAWhile() {
        JsonNode claim = claim();
        long start = System.nanoTime();
        assertThat(watchLater(other, claim).join())
                .isEqualTo(Json.MAPPER.createObjectNode().put("state", "running"));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(5));
    }

    @Test
    void theDatabaseIsAskedOnceForEachWatch() {
        JsonNode claim = claim();
        long before = runStateCalls();
        List<CompletableFuture<JsonNode>> answers = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> other.root().get(path(taskId(claim))).ok(), executor))
                .limit(20)
                .toList();
        answers.forEach(
                answer -> assertThat(answer.join().path("state").asString()).isEqualTo("running"));
        assertThat(runStateCalls() - before).isEqualTo(20);
        assertThat(watching(other)).isZero();
    }

    private static long runStateCalls() {
        Timer timer = other.service()
                .bean(MeterRegistry.class)
                .find("database_call_seconds")
                .tag("function", "queue.run_state")
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void whoHasGoneIsNotWaitedFor() throws IOException {
        JsonNode claim = claim();
        URI uri = URI.create(queue.service().rootUrl().url());
        queue.anonymousScopes("queue:reclaim-task:" + taskId(claim) + "/0");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/queue/v1/" + path(taskId(claim)) + " HTTP/1.1\r\nHost: " + uri.getHost() + ":"
                            + uri.getPort() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Await.until("the watch", () -> watching(queue) == 1);
        }
        Await.until("it to be noticed", Duration.ofSeconds(5), () -> watching(queue) == 0);
    }

    @Test
    void aProcessThatStopsSendsWatchersHome() {
        QueueFixture third = QueueFixture.start(Clock.systemUTC(), database, "queue.watch-wait", "20s");
        CompletableFuture<JsonNode> answer = watchLater(third, claim());
        long start = System.nanoTime();
        third.close();
        assertThat(answer.join().path("state").asString()).isEqualTo("running");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
