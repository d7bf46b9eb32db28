package taskcluster.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Listing, reading, quarantining and declaring workers. */
class ITWorkerMethods {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();
    private final String provisionerId = taskQueueId.substring(0, taskQueueId.indexOf('/'));
    private final String workerType = "provisioners/" + provisionerId + "/worker-types/worker-type";
    private final String workers = workerType + "/workers";

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private JsonNode worker(String workerId) {
        return queue.root().get(workers + "/my-group/" + workerId).ok();
    }

    private Response quarantine(String workerId, Map<String, String> body) {
        return queue.root().put(workers + "/my-group/" + workerId, body);
    }

    private void quarantine(String workerId, Duration time) {
        quarantine(workerId, Map.of("quarantineUntil", queue.in(time))).ok();
    }

    private Response declare(String workerId, String expires) {
        return queue.root().put(workerType + "/my-group/" + workerId, Map.of("expires", expires));
    }

    private List<String> listed(String query) {
        return queue.root()
                .get(workers + query)
                .ok()
                .path("workers")
                .valueStream()
                .map(entry -> entry.path("workerId").asString())
                .toList();
    }

    @Test
    @DisplayName("queue-126: workers are listed with what they claimed last and until when they are quarantined")
    void workersAreListedWithTheirLatestTask() {
        List<String> tasks = Stream.generate(() -> {
                    clock.advance(Duration.ofMillis(1));
                    return queue.create("taskQueueId", taskQueueId);
                })
                .limit(2)
                .toList();
        String firstClaim = Json.timestamp(clock.instant());
        queue.claimWork(taskQueueId, "busy", 1);
        queue.claimWork(taskQueueId, "busy", 1);
        queue.claimWork(taskQueueId, "idle", 1);
        clock.advance(Duration.ofHours(1));
        queue.claimWork(taskQueueId, "busy", 1);
        quarantine("idle", Duration.ofHours(2));
        String quarantineUntil = queue.in(Duration.ofHours(2));

        JsonNode reply = queue.root().get(workers).ok();
        assertThat(reply)
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "workers",
                        List.of(
                                Map.of(
                                        "workerGroup",
                                        "my-group",
                                        "workerId",
                                        "busy",
                                        "firstClaim",
                                        firstClaim,
                                        "lastDateActive",
                                        Json.timestamp(clock.instant()),
                                        "latestTask",
                                        Map.of("taskId", tasks.get(1), "runId", 0)),
                                Map.of(
                                        "workerGroup", "my-group",
                                        "workerId", "idle",
                                        "firstClaim", firstClaim,
                                        "lastDateActive", firstClaim,
                                        "quarantineUntil", quarantineUntil)))));
        clock.advance(Duration.ofHours(2));
        assertThat(queue.root().get(workers).ok().path("workers").path(1).has("quarantineUntil"))
                .isFalse();
    }

    @Test
    @DisplayName(
            "queue-127, queue-128: workers that have expired are left out unless quarantined, and can be told apart by that")
    void expiredWorkersAreLeftOutUnlessQuarantined() {
        queue.claimWork(taskQueueId, "old", 1);
        queue.claimWork(taskQueueId, "old-quarantined", 1);
        quarantine("old-quarantined", Duration.ofDays(9));
        clock.advance(Duration.ofDays(1));
        queue.claimWork(taskQueueId, "new", 1);
        queue.claimWork(taskQueueId, "new-quarantined", 1);
        quarantine("new-quarantined", Duration.ofDays(9));
        assertThat(listed("")).containsExactly("new", "new-quarantined", "old-quarantined");
        assertThat(listed("?quarantined=true")).containsExactly("new-quarantined", "old-quarantined");
        assertThat(listed("?quarantined=false")).containsExactly("new");
        assertThat(queue.root().get(workers + "?quarantined=maybe").code()).isEqualTo("InvalidRequestArguments");
        assertThat(queue.root()
                        .get("provisioners/nobody/worker-types/w/workers")
                        .ok()
                        .path("workers"))
                .isEmpty();
    }

    @Test
    void workersAreListedInFullPages() {
        for (int i = 0; i < 7; i++) {
            queue.claimWork(taskQueueId, "worker-" + i, 1);
            if (i % 2 == 0) {
                quarantine("worker-" + i, Duration.ofDays(1));
            }
        }
        List<String> all = new ArrayList<>();
        JsonNode page = queue.root().get(workers + "?quarantined=true&limit=3").ok();
        assertThat(page.path("workers")).hasSize(3);
        page.path("workers").forEach(entry -> all.add(entry.path("workerId").asString()));
        page = queue.root()
                .get(workers + "?quarantined=true&limit=3&continuationToken="
                        + page.path("continuationToken").asString())
                .ok();
        page.path("workers").forEach(entry -> all.add(entry.path("workerId").asString()));
        assertThat(page.has("continuationToken")).isFalse();
        assertThat(all).containsExactly("worker-0", "worker-2", "worker-4", "worker-6");
    }

    @Test
    @DisplayName(
            "queue-129: a worker is known until it or its task queue expires; if quarantined, while its task queue is known")
    void aWorkerIsKnownUntilItOrItsTaskQueueExpires() {
        assertThat(queue.root().get(workers + "/my-group/nobody").code()).isEqualTo("ResourceNotFound");
        String taskId = queue.create("taskQueueId", taskQueueId);
        String then = Json.timestamp(clock.instant());
        queue.claimWork(taskQueueId, "w", 1);
        queue.claimWork(taskQueueId, "bad", 1);
        assertThat(worker("w"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.ofEntries(
                        Map.entry("taskQueueId", taskQueueId),
                        Map.entry("provisionerId", provisionerId),
                        Map.entry("workerType", "worker-type"),
                        Map.entry("workerGroup", "my-group"),
                        Map.entry("workerId", "w"),
                        Map.entry("expires", queue.in(Duration.ofDays(1))),
                        Map.entry("firstClaim", then),
                        Map.entry("lastDateActive", then),
                        Map.entry("quarantineUntil", "2016-" + then.substring(5)),
                        Map.entry("quarantineDetails", List.of()),
                        Map.entry("recentTasks", List.of(Map.of("taskId", taskId, "runId", 0))))));
        quarantine("bad", Duration.ofDays(9));
        queue.sql()
                .update(
                        "update taskcluster.task_queues set expires = expires + interval '1 day' where task_queue_id = ?",
                        taskQueueId);
        clock.advance(Duration.ofDays(1));
        assertThat(queue.root().get(workers + "/my-group/w").status())
                .as("expired")
                .isEqualTo(404);
        assertThat(worker("bad").path("workerId").asString()).isEqualTo("bad");
        clock.advance(Duration.ofDays(1));
        assertThat(queue.root().get(workers + "/my-group/bad").status())
                .as("its task queue has expired")
                .isEqualTo(404);
    }

    @Test
    @DisplayName("queue-130: a quarantine is set, kept for a day at least, and added to the history of the worker")
    void aQuarantineIsAddedToTheHistory() {
        assertThat(quarantine("nobody", Map.of("quarantineUntil", queue.in(Duration.ofDays(1))))
                        .code())
                .isEqualTo("ResourceNotFound");
        queue.claimWork(taskQueueId, "w", 1);
        clock.advance(Duration.ofHours(23));
        JsonNode reply = quarantine(
                        "w", Map.of("quarantineUntil", "2026-04-01T00:00:00.1239Z", "quarantineInfo", "it smells"))
                .ok();
        assertThat(reply.path("quarantineUntil").asString()).isEqualTo("2026-04-01T00:00:00.123Z");
        assertThat(reply.path("expires").asString()).isEqualTo(queue.in(Duration.ofDays(1)));
        assertThat(worker("w")).isEqualTo(reply);
        String first = Json.timestamp(clock.instant());
        clock.advance(Duration.ofMinutes(1));
        assertThat(quarantine("w", Map.of("quarantineUntil", "2016-01-01T00:00:00Z"))
                        .ok()
                        .path("quarantineDetails"))
                .isEqualTo(Json.MAPPER.valueToTree(List.of(
                        Map.of(
                                "clientId", "root",
                                "updatedAt", first,
                                "quarantineUntil", "2026-04-01T00:00:00.123Z",
                                "quarantineInfo", "it smells"),
                        Map.of(
                                "clientId", "root",
                                "updatedAt", Json.timestamp(clock.instant()),
                                "quarantineUntil", "2016-01-01T00:00:00.000Z",
                                "quarantineInfo", "[unspecified]"))));
    }

    @Test
    void aWorkerKnowsItsLastHundredQuarantines() {
        queue.claimWork(taskQueueId, "w", 1);
        for (int i = 0; i < 103; i++) {
            quarantine("w", Map.of("quarantineUntil", "2016-01-01T00:00:00Z", "quarantineInfo", "no. " + i))
                    .ok();
            // Once more at the same time is once.
            quarantine("w", Map.of("quarantineUntil", "2016-01-01T00:00:00Z", "quarantineInfo", "no. " + i))
                    .ok();
        }
        assertThat(worker("w")
                        .path("quarantineDetails")
                        .valueStream()
                        .map(change -> change.path("quarantineInfo").asString()))
                .isEqualTo(IntStream.range(3, 103).mapToObj(i -> "no. " + i).toList());
    }

    @Test
    void quarantiningTakesTheScopeOfTheWorker() {
        queue.claimWork(taskQueueId, "w", 1);
        Map<String, String> body = Map.of("quarantineUntil", queue.in(Duration.ofDays(1)));
        String scope = "queue:quarantine-worker:" + taskQueueId + "/my-group/w";
        assertThat(queue.with(scope + "x").put(workers + "/my-group/w", body).code())
                .isEqualTo("InsufficientScopes");
        assertThat(worker("w").path("quarantineDetails")).isEmpty();
        queue.with(scope).put(workers + "/my-group/w", body).ok();
        assertThat(queue.claimWork(taskQueueId, "w", 1)).isEmpty();
    }

    @Test
    void aQuarantineKeepsWorkFromTheWorkerUntilItIsLifted() {
        queue.claimWork(taskQueueId, "w", 1);
        quarantine("w", Duration.ofDays(1));
        queue.create("taskQueueId", taskQueueId);
        assertThat(queue.claimWork(taskQueueId, "w", 1)).isEmpty();
        quarantine("w", Duration.ofSeconds(-1));
        assertThat(queue.claimWork(taskQueueId, "w", 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"quarantineUntil\": \"tomorrow\"}",
                "{\"quarantineUntil\": 1}",
                "{\"quarantineUntil\": \"9999-12-31T23:59:59.999-00:01\"}",
                "{\"quarantineUntil\": \"0001-01-01T00:00:00+00:01\"}",
                "{\"quarantineUntil\": \"2026-04-01T00:00:00Z\", \"more\": 1}",
                "{\"quarantineUntil\": \"2026-04-01T00:00:00Z\", \"quarantineInfo\": \"\\u0000\"}",
                "{\"quarantineUntil\": \"2026-04-01T00:00:00Z\", \"quarantineInfo\": 1}"
            })
    void aQuarantineThatMakesNoSenseIsRefused(String body) {
        queue.claimWork(taskQueueId, "w", 1);
        JsonNode before = worker("w");
        assertThat(queue.root().put(workers + "/my-group/w", body).status()).isEqualTo(400);
        assertThat(worker("w")).isEqualTo(before);
    }

    @Test
    void whyMayTakeFourThousandCharacters() {
        queue.claimWork(taskQueueId, "w", 1);
        String until = queue.in(Duration.ofDays(1));
        quarantine("w", Map.of("quarantineUntil", until, "quarantineInfo", "x".repeat(4000)))
                .ok();
        assertThat(quarantine("w", Map.of("quarantineUntil", until, "quarantineInfo", "x".repeat(4001)))
                        .code())
                .isEqualTo("InputValidationError");
    }

    @Test
    @DisplayName(
            "queue-131: declaring a worker makes it, its task queue and its provisioner known, and never for less long")
    void declaringAWorkerMakesItKnown() {
        JsonNode declared = declare("w", queue.in(Duration.ofDays(3))).ok();
        assertThat(declared.path("recentTasks")).isEmpty();
        assertThat(declared.path("expires").asString()).isEqualTo(queue.in(Duration.ofDays(3)));
        assertThat(worker("w")).isEqualTo(declared);
        assertThat(queue.root()
                        .get("task-queues/" + taskQueueId.replace("/", "%2F"))
                        .ok())
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "taskQueueId",
                        taskQueueId,
                        "expires",
                        queue.in(Duration.ofDays(3)),
                        "lastDateActive",
                        Json.timestamp(clock.instant()),
                        "description",
                        "",
                        "stability",
                        "experimental")));
        queue.root().get("provisioners/" + provisionerId).ok();

        String taskId = queue.create("taskQueueId", taskQueueId);
        queue.claimWork(taskQueueId, "w", 1);
        String later = queue.in(Duration.ofDays(4));
        assertThat(declare("w", later).ok().path("expires").asString()).isEqualTo(later);
        for (Duration earlier : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
            JsonNode kept = declare("w", queue.in(earlier)).ok();
            assertThat(kept.path("expires").asString()).isEqualTo(later);
            assertThat(kept.path("recentTasks").path(0).path("taskId").asString())
                    .isEqualTo(taskId);
        }
    }

    @Test
    @DisplayName(
            "queue-131: declaring a worker takes a body with an expiry and no more, and the scope of that property")
    void declaringAWorkerTakesABodyAndAScope() {
        String path = workerType + "/my-group/w";
        Map<String, String> body = Map.of("expires", queue.in(Duration.ofDays(1)));
        assertThat(queue.root().put(path, Map.of()).code()).isEqualTo("InputValidationError");
        assertThat(queue.root()
                        .put(path, Map.of("expires", queue.in(Duration.ofDays(1)), "capacity", 1))
                        .code())
                .isEqualTo("InputValidationError");
        String scope = "queue:declare-worker:" + taskQueueId + "/my-group/w#";
        TestClient other =
                queue.with(scope + "capacity", "queue:declare-worker:" + taskQueueId + "/my-group/v#expires");
        assertThat(other.put(path, body).code()).isEqualTo("InsufficientScopes");
        assertThat(queue.root().get(workers + "/my-group/w").status()).isEqualTo(404);
        queue.with(scope + "expires").put(path, body).ok();
    }

    @Test
    void aWorkerThatWouldNotBeKnownCannotBeDeclared() {
        for (String expires : List.of(
                queue.in(Duration.ZERO),
                "2016-01-01T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01")) {
            Response refused = declare("w", expires);
            assertThat(refused.code()).as(expires).isEqualTo("InputError");
            assertThat(refused.message()).contains("expires");
        }
        assertThat(queue.root()
                        .put(
                                "provisioners/" + provisionerId + "/worker-types/Worker_Type/my-group/w",
                                Map.of("expires", queue.in(Duration.ofDays(1))))
                        .message())
                .contains("workerType");
        assertThat(queue.sql()
                        .queryForList("select * from taskcluster.queue_workers where worker_id = 'w' and"
                                + " task_queue_id like '" + provisionerId + "/%'"))
                .isEmpty();
        declare("w", "9999-12-31T23:59:59.999Z").ok();
    }

    @Test
    @DisplayName(
            "queue-132: being seen never shortens how long a worker and its task queue are known, and keeps what is written of them")
    void beingSeenNeverShortensHowLongAWorkerIsKnown() {
        declare("w", queue.in(Duration.ofDays(9))).ok();
        String expires = queue.in(Duration.ofDays(9));
        queue.sql()
                .update(
                        "update taskcluster.task_queues set description = 'fast', stability = 'stable' where task_queue_id = ?",
                        taskQueueId);
        clock.advance(Duration.ofHours(1));
        queue.claimWork(taskQueueId, "w", 1);
        JsonNode taskQueue = queue.root()
                .get("task-queues/" + taskQueueId.replace("/", "%2F"))
                .ok();
        assertThat(worker("w").path("expires").asString()).isEqualTo(expires);
        assertThat(worker("w").path("lastDateActive").asString()).isEqualTo(Json.timestamp(clock.instant()));
        assertThat(taskQueue.path("expires").asString()).isEqualTo(expires);
        assertThat(taskQueue.path("lastDateActive").asString()).isEqualTo(Json.timestamp(clock.instant()));
        assertThat(taskQueue.path("description").asString()).isEqualTo("fast");
        assertThat(taskQueue.path("stability").asString()).isEqualTo("stable");
    }
}
