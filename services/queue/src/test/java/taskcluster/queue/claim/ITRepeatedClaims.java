package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Claims whose reply was lost. */
class ITRepeatedClaims {
    private static final String HEADER = "x-taskcluster-idempotency-key";
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();
    private final String key = Slugid.nice();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private void create(int count) {
        IntStream.range(0, count).forEach(_ -> queue.create("taskQueueId", taskQueueId));
    }

    private Response ask(String idempotencyKey, String workerId, int tasks) {
        return queue.root()
                .withHeader(HEADER, idempotencyKey)
                .post(
                        "claim-work/" + taskQueueId.replace("/", "%2F"),
                        Map.of("workerGroup", "my-group", "workerId", workerId, "tasks", tasks));
    }

    private JsonNode claim(String idempotencyKey, int tasks) {
        return ask(idempotencyKey, "my-worker", tasks).ok().path("tasks");
    }

    private static Set<String> taskIds(JsonNode claims) {
        return Set.copyOf(claims.valueStream()
                .map(claim -> claim.path("status").path("taskId").asString())
                .toList());
    }

    @Test
    void aRepeatedCallGetsTheSameClaimsRenewed() {
        create(5);
        JsonNode lost = claim(key, 2);
        clock.advance(Duration.ofMinutes(1));
        JsonNode again = claim(key, 2);
        assertThat(again).hasSize(2);
        assertThat(taskIds(again)).isEqualTo(taskIds(lost));
        for (JsonNode claim : again) {
            String taskId = claim.path("status").path("taskId").asString();
            assertThat(claim.path("status")).isEqualTo(queue.status(taskId));
            assertThat(claim.path("task"))
                    .isEqualTo(queue.root().get("task/" + taskId).ok());
            assertThat(Instant.parse(claim.path("takenUntil").asString()))
                    .isEqualTo(clock.instant().plus(Duration.ofMinutes(20)));
            assertThat(queue.eventsOf(taskId))
                    .containsExactly("task-defined", "task-pending/0", "task-running/0", "task-running/0");
        }
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(3);

        // What the first reply had lapses, what the second one had does not.
        clock.advance(Duration.ofMinutes(19).plusSeconds(1));
        JsonNode claim = again.path(0);
        String taskId = claim.path("status").path("taskId").asString();
        queue.with(claim.path("credentials"))
                .post("task/" + taskId + "/runs/0/completed", Map.of())
                .ok();
    }

    @Test
    void moreIsClaimedOnlyWhenNothingIsLeft() {
        create(3);
        JsonNode first = claim(key, 2);
        List<String> tasks = List.copyOf(taskIds(first));
        queue.report(tasks.get(0), 0, "completed").ok();
        assertThat(taskIds(claim(key, 2))).containsExactly(tasks.get(1));
        queue.root().post("task/" + tasks.get(1) + "/cancel").ok();
        assertThat(taskIds(claim(key, 2))).hasSize(1).doesNotContainAnyElementsOf(tasks);
    }

    @Test
    void anotherKeyAnotherWorkerAndNoKeyGetOtherTasks() {
        create(4);
        Set<String> first = taskIds(claim(key, 1));
        Set<String> others = ConcurrentHashMap.newKeySet();
        others.addAll(taskIds(claim(Slugid.nice(), 1)));
        others.addAll(taskIds(ask(key, "other-worker", 1).ok().path("tasks")));
        others.addAll(taskIds(queue.claimWork(taskQueueId, 1)));
        assertThat(others).hasSize(3).doesNotContainAnyElementsOf(first);
        assertThat(taskIds(claim(key, 1))).isEqualTo(first);
    }

    @Test
    void aRetryOfTheRunIsNotTheClaimAnyMore() {
        create(1);
        String taskId = taskIds(claim(key, 1)).iterator().next();
        queue.report(taskId, 0, "worker-shutdown").ok();
        assertThat(queue.claimWork(taskQueueId, "other-worker", 1)).hasSize(1);
        assertThat(claim(key, 1)).isEmpty();
        assertThat(queue.run(taskId, 1).path("workerId").asString()).isEqualTo("other-worker");
    }

    @Test
    void claimsThatHaveLapsedAreNotGivenBack() {
        String taskId = queue.create("taskQueueId", taskQueueId, "retries", 0);
        assertThat(claim(key, 1)).hasSize(1);
        queue.sql()
                .update(
                        "update taskcluster.runs set taken_until = ?::timestamptz where task_id = ?",
                        Json.timestamp(clock.instant()),
                        taskId);
        assertThat(claim(key, 1)).isEmpty();
    }

    @Test
    void whatAQuarantinedWorkerHasItGetsAgain() {
        create(2);
        Set<String> tasks = taskIds(claim(key, 1));
        queue.root()
                .put(
                        "provisioners/" + taskQueueId.replace("/", "/worker-types/") + "/workers/my-group/my-worker",
                        Map.of("quarantineUntil", queue.in(Duration.ofDays(1))))
                .ok();
        assertThat(taskIds(claim(key, 1))).isEqualTo(tasks);
        assertThat(claim(Slugid.nice(), 1)).isEmpty();
    }

    @Test
    void callsWithOneKeyAtOnceGetTheSameClaims() {
        create(20);
        List<Set<String>> replies = IntStream.range(0, 8)
                .parallel()
                .mapToObj(_ -> taskIds(claim(key, 2)))
                .toList();
        assertThat(Set.copyOf(replies)).hasSize(1);
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAA'"})
    void aKeyThatIsNoneIsRefused(String malformed) {
        create(1);
        Response refused = ask(malformed, "my-worker", 1);
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains(HEADER);
        assertThat(queue.pendingTasks(taskQueueId)).isEqualTo(1);
    }

    @Test
    void scopesAreCheckedBeforeTheKey() {
        assertThat(queue.with()
                        .withHeader(HEADER, "short")
                        .post(
                                "claim-work/" + taskQueueId.replace("/", "%2F"),
                                Map.of("workerGroup", "my-group", "workerId", "my-worker"))
                        .code())
                .isEqualTo("InsufficientScopes");
    }

    @Test
    void aRepeatedCallTakesOneCallOfTheDatabase() {
        create(3);
        claim(key, 3);
        long functions = calls();
        claim(key, 3);
        assertThat(calls() - functions).isEqualTo(1);
    }

    private static long calls() {
        return queue.service()
                .bean(MeterRegistry.class)
                .get("database_call_seconds")
                .tag("function", "queue.claim_runs")
                .timer()
                .count();
    }
}
