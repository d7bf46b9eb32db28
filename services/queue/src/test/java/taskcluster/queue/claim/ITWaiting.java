package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.postgres.Database;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/** Waiting for work, with the real time and two processes on one database. */
class ITWaiting {
    private static TestDatabase database;
    private static QueueFixture queue;
    private static QueueFixture other;
    private static ExecutorService executor;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        queue = QueueFixture.start(Clock.systemUTC(), database, "queue.claim-wait", "20s", "queue.polling-delay", "1h");
        other = QueueFixture.start(Clock.systemUTC(), database, "queue.claim-wait", "3s", "queue.polling-delay", "1h");
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void stop() {
        executor.close();
        queue.close();
        other.close();
        database.close();
    }

    /** Claims in the background; returns when the request waits. */
    private CompletableFuture<JsonNode> claimLater(QueueFixture at, String workerId, int tasks) {
        long before = waiting(at);
        CompletableFuture<JsonNode> claims =
                CompletableFuture.supplyAsync(() -> at.claimWork(taskQueueId, workerId, tasks), executor);
        Await.until("the worker to wait", () -> waiting(at) == before + 1);
        return claims;
    }

    private static long waiting(QueueFixture at) {
        return at.service().bean(PendingRuns.class).waiting();
    }

    private static String taskId(JsonNode claims) {
        assertThat(claims).hasSize(1);
        return claims.path(0).path("status").path("taskId").asString();
    }

    @Test
    @DisplayName("queue-37: without work the answer comes after twenty seconds")
    void withoutWorkTheAnswerComesAfterTwentySeconds() {
        long start = System.nanoTime();
        assertThat(queue.claimWork(taskQueueId, 1)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(19_900), Duration.ofSeconds(25));
    }

    @Test
    void aWorkerThatWaitsGetsWorkAtOnce() {
        CompletableFuture<JsonNode> claims = claimLater(queue, "a", 1);
        long start = System.nanoTime();
        String taskId = queue.create("taskQueueId", taskQueueId);
        assertThat(taskId(claims.join())).isEqualTo(taskId);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aWorkerThatWaitsAtAnotherProcessGetsItAsWell() {
        CompletableFuture<JsonNode> claims = claimLater(other, "a", 1);
        long start = System.nanoTime();
        String taskId = queue.create("taskQueueId", taskQueueId);
        assertThat(taskId(claims.join())).isEqualTo(taskId);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void retriesRerunsAndDependentsWakeWorkersToo() {
        String a = queue.create("taskQueueId", taskQueueId, "retries", 1);
        assertThat(taskId(queue.claimWork(taskQueueId, 1))).isEqualTo(a);
        CompletableFuture<JsonNode> retry = claimLater(queue, "a", 1);
        queue.report(a, 0, "worker-shutdown").ok();
        assertThat(taskId(retry.join())).isEqualTo(a);

        String b = queue.create("taskQueueId", taskQueueId, "dependencies", List.of(a));
        CompletableFuture<JsonNode> dependent = claimLater(queue, "a", 1);
        queue.report(a, 1, "completed").ok();
        assertThat(taskId(dependent.join())).isEqualTo(b);

        CompletableFuture<JsonNode> rerun = claimLater(queue, "a", 1);
        queue.root().post("task/" + a + "/rerun").ok();
        assertThat(taskId(rerun.join())).isEqualTo(a);

        String self = Slugid.nice();
        queue.create(self, queue.definition("taskQueueId", taskQueueId, "dependencies", List.of(self)))
                .ok();
        CompletableFuture<JsonNode> scheduled = claimLater(queue, "a", 1);
        queue.root().post("task/" + self + "/schedule").ok();
        assertThat(taskId(scheduled.join())).isEqualTo(self);
    }

    @Test
    @DisplayName("queue-164: who has waited longest is served first")
    void whoHasWaitedLongestIsServedFirst() {
        List<CompletableFuture<JsonNode>> claims = new ArrayList<>();
        for (String worker : List.of("a", "b", "c")) {
            claims.add(claimLater(queue, worker, 1));
        }
        for (CompletableFuture<JsonNode> claim : claims) {
            String taskId = queue.create("taskQueueId", taskQueueId);
            assertThat(taskId(claim.join())).isEqualTo(taskId);
        }
    }

    @Test
    void asManyWorkersWakeAsThereIsWork() {
        Database calls = queue.service().bean("queueDatabase", Database.class);
        List<CompletableFuture<JsonNode>> claims = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            claims.add(claimLater(queue, "worker-" + i, 1));
        }
        long before = calls.calls();
        queue.create("taskQueueId", taskQueueId);
        CompletableFuture.anyOf(claims.toArray(CompletableFuture[]::new)).join();
        Await.until("the event to be read", () -> waiting(queue) == 9);
        assertThat(calls.calls() - before)
                .as("creating, claiming once, and following the event log; not ten attempts to claim")
                .isLessThan(9);
        for (int i = 0; i < 9; i++) {
            queue.create("taskQueueId", taskQueueId);
        }
        claims.forEach(claim -> assertThat(claim.join()).hasSize(1));
    }

    @Test
    void aWorkerThatHasGoneGetsNothing() throws IOException {
        long before = waiting(queue);
        URI uri = URI.create(queue.service().rootUrl().url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            // A request that is signed for nothing else: the socket is closed while it is answered.
            String body = "{\"workerGroup\": \"g\", \"workerId\": \"w\"}";
            queue.anonymousScopes("*");
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/queue/v1/claim-work/" + taskQueueId.replace("/", "%2F") + " HTTP/1.1\r\nHost: "
                            + uri.getHost() + ":" + uri.getPort()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Await.until("the worker to wait", () -> waiting(queue) == before + 1);
        }
        Await.until("it to be noticed", () -> waiting(queue) == before);
        String taskId = queue.create("taskQueueId", taskQueueId);
        assertThat(queue.state(taskId)).isEqualTo("pending");
        assertThat(taskId(queue.claimWork(taskQueueId, "present", 1))).isEqualTo(taskId);
    }

    @Test
    void aTaskThatIsLockedForAMomentIsNotMissed() throws Exception {
        String taskId = queue.create("taskQueueId", taskQueueId);
        CompletableFuture<JsonNode> claims;
        try (var connection = database.admin().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from taskcluster.tasks where task_id = '" + taskId + "' for share");
            claims = claimLater(queue, "a", 1);
            connection.rollback();
        }
        assertThat(taskId(claims.join())).isEqualTo(taskId);
    }

    @Test
    @DisplayName("queue-50: a failure ends that request and no other")
    void aFailureEndsThatRequestAndNoOther() {
        queue.sql().execute("alter function queue.claim_runs rename to claim_runs_away");
        try {
            assertThat(queue.root()
                            .post(
                                    "claim-work/" + taskQueueId.replace("/", "%2F"),
                                    Map.of("workerGroup", "g", "workerId", "w"))
                            .status())
                    .isEqualTo(500);
        } finally {
            queue.sql().execute("alter function queue.claim_runs_away rename to claim_runs");
        }
        String taskId = queue.create("taskQueueId", taskQueueId);
        assertThat(taskId(queue.claimWork(taskQueueId, 1))).isEqualTo(taskId);
    }

    @Test
    void aProcessThatStopsSendsWorkersHome() {
        QueueFixture third = QueueFixture.start(Clock.systemUTC(), database, "queue.claim-wait", "20s");
        CompletableFuture<JsonNode> claims = claimLater(third, "a", 1);
        long start = System.nanoTime();
        third.close();
        assertThat(claims.join()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aQuarantinedWorkerWaitsInVain() {
        queue.create("taskQueueId", taskQueueId);
        queue.claimWork(taskQueueId, "bad", 1);
        queue.sql()
                .update(
                        "update taskcluster.queue_workers set quarantine_until = now() + interval '1 hour' where task_queue_id = ?",
                        taskQueueId);
        queue.create("taskQueueId", taskQueueId);
        CompletableFuture<JsonNode> claims =
                CompletableFuture.supplyAsync(() -> other.claimWork(taskQueueId, "bad", 1), executor);
        long start = System.nanoTime();
        assertThat(claims.join()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(10));
    }
}
