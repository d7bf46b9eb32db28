package taskcluster.queue.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;

/** Claims that lapse, deadlines that pass, and rows that expire. */
class ITExpiry {
    private static final Duration CLAIM = Duration.ofMinutes(20);
    private static final Duration DEADLINE_DELAY = Duration.ofSeconds(60);
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create(Object... changes) {
        String taskId = Slugid.nice();
        queue.create(taskId, queue.definition(changes).put("taskQueueId", taskQueueId))
                .ok();
        return taskId;
    }

    private static void await(String taskId, int runId, String reasonResolved) {
        Await.untilAsserted(
                () -> assertThat(queue.run(taskId, runId).path("reasonResolved").asString(""))
                        .isEqualTo(reasonResolved));
    }

    /** Gives the resolvers time to do what they must not do: they have looked again, and at everything. */
    private static void awaitLooks() {
        String other = queue.create("retries", 0, "deadline", queue.in(Duration.ofHours(23)));
        queue.claim(other, 0);
        queue.sql()
                .update(
                        "update taskcluster.runs set taken_until = ?::timestamptz where task_id = ?",
                        queue.in(Duration.ofSeconds(-1)),
                        other);
        String overdue = queue.create();
        queue.sql()
                .update(
                        "update taskcluster.tasks set deadline = ?::timestamptz where task_id = ?",
                        queue.in(Duration.ofMinutes(-2)),
                        overdue);
        queue.sql()
                .update(
                        "update taskcluster.runs set deadline = ?::timestamptz where task_id = ?",
                        queue.in(Duration.ofMinutes(-2)),
                        overdue);
        await(other, 0, "claim-expired");
        await(overdue, 0, "deadline-exceeded");
    }

    private double exceptions(String reason) {
        return queue
                .service()
                .bean(MeterRegistry.class)
                .find("queue_exception_tasks")
                .tag("provisionerId", taskQueueId.substring(0, taskQueueId.indexOf('/')))
                .tag("reasonResolved", reason)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    @DisplayName("queue-68: a lapsed claim is retried while there are retries")
    void aLapsedClaimIsRetriedWhileThereAreRetries() {
        String taskId = create("retries", 1);
        queue.claimWork(taskQueueId, 1);
        clock.advance(CLAIM);
        await(taskId, 0, "claim-expired");
        JsonNode status = queue.status(taskId);
        assertThat(status.path("runs").path(0).path("state").asString()).isEqualTo("exception");
        assertThat(status.path("runs").path(1).path("state").asString()).isEqualTo("pending");
        assertThat(status.path("runs").path(1).path("reasonCreated").asString()).isEqualTo("retry");
        assertThat(status.path("retriesLeft").asInt()).isZero();
        assertThat(queue.eventsOf(taskId)).endsWith("task-exception/0", "task-pending/1");
        assertThat(queue.eventsOf(taskId, "task-exception").getFirst().routingKey())
                .startsWith("primary." + taskId + ".0.my-group.my-worker.");
        assertThat(exceptions("claim-expired")).isEqualTo(1);

        queue.claimWork(taskQueueId, 1);
        clock.advance(CLAIM);
        await(taskId, 1, "claim-expired");
        assertThat(queue.status(taskId).path("runs")).hasSize(2);
        assertThat(queue.state(taskId)).isEqualTo("exception");
        assertThat(queue.eventsOf(taskId)).endsWith("task-running/1", "task-exception/1");
        assertThat(exceptions("claim-expired")).isEqualTo(2);
    }

    @Test
    @DisplayName("queue-69: without retries a lapsed claim resolves the task")
    void withoutRetriesALapsedClaimResolvesTheTask() {
        String taskId = create("retries", 0);
        queue.claim(taskId, 0);
        clock.advance(CLAIM);
        await(taskId, 0, "claim-expired");
        assertThat(queue.status(taskId).path("runs")).hasSize(1);
        assertThat(queue.eventsOf(taskId)).endsWith("task-exception/0");
        Await.until(() -> !queue.eventsOf(taskId, "task-group-resolved").isEmpty());
    }

    @Test
    @DisplayName("queue-70, queue-71: only claims that are due are ended")
    void onlyClaimsThatAreDueAreEnded() {
        String renewed = create();
        String resolved = create();
        String pending = create();
        String overdue = create("deadline", queue.in(CLAIM));
        for (String taskId : List.of(renewed, resolved, overdue)) {
            queue.claim(taskId, 0);
        }
        clock.advance(CLAIM.minusMillis(1));
        queue.root().post("task/" + renewed + "/runs/0/reclaim").ok();
        queue.report(resolved, 0, "completed").ok();
        clock.advance(Duration.ofMillis(1));
        awaitLooks();
        assertThat(queue.state(renewed)).isEqualTo("running");
        assertThat(queue.state(resolved)).isEqualTo("completed");
        assertThat(queue.state(pending)).isEqualTo("pending");
        assertThat(queue.state(overdue)).as("its deadline is about to end it").isEqualTo("running");
        clock.advance(CLAIM);
        await(renewed, 0, "claim-expired");
        await(overdue, 0, "deadline-exceeded");
    }

    @Test
    @DisplayName("queue-71: many claims lapse at once")
    void manyClaimsLapseAtOnce() {
        List<String> tasks =
                Stream.generate(() -> create("retries", 0)).limit(250).toList();
        for (int i = 0; i < 8; i++) {
            queue.claimWork(taskQueueId, 32);
        }
        clock.advance(CLAIM);
        tasks.forEach(taskId -> await(taskId, 0, "claim-expired"));
        assertThat(exceptions("claim-expired")).isEqualTo(250);
    }

    @Test
    @DisplayName("queue-72: an unscheduled task ends at its deadline")
    void anUnscheduledTaskEndsAtItsDeadline() {
        String taskId = Slugid.nice();
        queue.create(
                        taskId,
                        queue.definition(
                                "dependencies", List.of(taskId),
                                "deadline", queue.in(Duration.ofMinutes(1)),
                                "tags", Map.of("purpose", "testing")))
                .ok();
        clock.advance(Duration.ofMinutes(1).plus(DEADLINE_DELAY).plusMillis(1));
        await(taskId, 0, "deadline-exceeded");
        JsonNode status = queue.status(taskId);
        assertThat(status.path("runs")).hasSize(1);
        assertThat(status.path("runs").path(0).path("reasonCreated").asString()).isEqualTo("exception");
        JsonNode message =
                QueueFixture.payload(queue.eventsOf(taskId, "task-exception").getFirst());
        assertThat(message.path("runId").asInt()).isZero();
        assertThat(message.path("status")).isEqualTo(status);
        assertThat(message.path("task").path("tags")).isEqualTo(Json.MAPPER.valueToTree(Map.of("purpose", "testing")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("queue-73, queue-74, queue-160: a task ends at its deadline whether or not a worker has it")
    void aTaskEndsAtItsDeadlineWhetherOrNotAWorkerHasIt(boolean claimed) {
        String taskId = create("deadline", queue.in(Duration.ofMinutes(1)));
        if (claimed) {
            queue.claimWork(taskQueueId, 1);
        }
        clock.advance(Duration.ofMinutes(1).plus(DEADLINE_DELAY));
        awaitLooks();
        assertThat(queue.state(taskId)).as("not before its time").isEqualTo(claimed ? "running" : "pending");
        clock.advance(Duration.ofMillis(1));
        await(taskId, 0, "deadline-exceeded");
        JsonNode status = queue.status(taskId);
        assertThat(status.path("runs")).hasSize(1);
        assertThat(status.path("runs").path(0).path("reasonCreated").asString()).isEqualTo("scheduled");
        assertThat(queue.pendingTasks(taskQueueId)).isZero();
        assertThat(queue.eventsOf(taskId, "task-exception")).hasSize(1).allSatisfy(event -> {
            assertThat(event.routingKey()).startsWith("primary." + taskId + ".0._._.");
            assertThat(QueueFixture.payload(event).has("workerId")).isFalse();
            assertThat(QueueFixture.payload(event).path("status")).isEqualTo(status);
        });
        assertThat(exceptions("deadline-exceeded")).isEqualTo(1);
        Await.until(() -> !queue.eventsOf(taskId, "task-group-resolved").isEmpty());
    }

    @Test
    @DisplayName("queue-75: a resolved task does not mind its deadline")
    void aResolvedTaskDoesNotMindItsDeadline() {
        String taskId = create("deadline", queue.in(Duration.ofMinutes(1)));
        queue.resolve(taskId, 0, "completed");
        JsonNode status = queue.status(taskId);
        clock.advance(Duration.ofHours(1));
        awaitLooks();
        assertThat(queue.status(taskId)).isEqualTo(status);
        assertThat(queue.eventsOf(taskId, "task-exception")).isEmpty();
    }

    @Test
    @DisplayName("queue-76: a rerun meets the deadline as the first run would")
    void aRerunMeetsTheDeadlineAsTheFirstRunWould() {
        String taskId = create("deadline", queue.in(Duration.ofMinutes(1)));
        queue.resolve(taskId, 0, "completed");
        queue.root().post("task/" + taskId + "/rerun").ok();
        clock.advance(Duration.ofMinutes(1).plus(DEADLINE_DELAY).plusMillis(1));
        await(taskId, 1, "deadline-exceeded");
        assertThat(queue.run(taskId, 0).path("state").asString()).isEqualTo("completed");
    }

    @Test
    void dependentsLearnOfAMissedDeadline() {
        String a = create("deadline", queue.in(Duration.ofMinutes(1)));
        String b = create("dependencies", List.of(a), "requires", "all-resolved");
        clock.advance(Duration.ofMinutes(1).plus(DEADLINE_DELAY).plusMillis(1));
        Await.untilAsserted(() -> assertThat(queue.state(b)).isEqualTo("pending"));
    }

    @Test
    @DisplayName("queue-151: expired tasks are deleted and others are not")
    void expiredTasksAreDeletedAndOthersAreNot() {
        String soon = create("deadline", queue.in(Duration.ofHours(1)), "expires", queue.in(Duration.ofHours(2)));
        String later = create("deadline", queue.in(Duration.ofHours(1)), "expires", queue.in(Duration.ofDays(20)));
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofHours(2)), 1000);
        assertThat(queue.root().get("task/" + soon + "/status").status())
                .as("not before")
                .isEqualTo(200);
        store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofHours(3)), 1000);
        assertThat(queue.root().get("task/" + soon + "/status").code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("task/" + soon).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.sql().queryForList("select * from taskcluster.runs where task_id = ?", soon))
                .isEmpty();
        assertThat(queue.root().get("task/" + later + "/status").status()).isEqualTo(200);
    }

    @Test
    void expiryIsDoneInBatches() {
        for (int i = 0; i < 5; i++) {
            create("deadline", queue.in(Duration.ofHours(1)), "expires", queue.in(Duration.ofHours(1)));
        }
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        store.expire("queue.expire_tasks", clock.instant(), 1000);
        assertThat(store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofHours(2)), 2))
                .isEqualTo(2);
        assertThat(store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofHours(2)), 2))
                .isEqualTo(2);
        assertThat(store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofHours(2)), 2))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("queue-100: a group can be somebody else's once it has expired")
    void aGroupCanBeSomebodyElsesOnceItHasExpired() {
        String taskGroupId = Slugid.nice();
        create("taskGroupId", taskGroupId, "schedulerId", "a", "expires", queue.in(Duration.ofDays(2)));
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        store.expire("queue.expire_task_groups", clock.instant().plus(Duration.ofDays(2)), 1000);
        assertThat(queue.create(Slugid.nice(), queue.definition("taskGroupId", taskGroupId, "schedulerId", "b"))
                        .code())
                .as("the group outlives its tasks")
                .isEqualTo("RequestConflict");
        clock.advance(Duration.ofDays(2).plusHours(2));
        store.expire("queue.expire_tasks", clock.instant(), 1000);
        store.expire("queue.expire_task_groups", clock.instant(), 1000);
        create("taskGroupId", taskGroupId, "schedulerId", "b");
    }

    @Test
    @DisplayName("queue-133: workers are forgotten unless quarantined")
    void workersAreForgottenUnlessQuarantined() {
        queue.claimWork(taskQueueId, "forgotten", 1);
        queue.claimWork(taskQueueId, "quarantined", 1);
        queue.sql()
                .update(
                        "update taskcluster.queue_workers set quarantine_until = ?::timestamptz where worker_id = 'quarantined'",
                        queue.in(Duration.ofDays(9)));
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        store.expire("queue.expire_workers", clock.instant().plus(Duration.ofHours(23)), 1000);
        assertThat(workers()).containsExactlyInAnyOrder("forgotten", "quarantined");
        store.expire("queue.expire_workers", clock.instant().plus(Duration.ofHours(25)), 1000);
        assertThat(workers()).containsExactly("quarantined");
        store.expire("queue.expire_task_queues", clock.instant().plus(Duration.ofHours(25)), 1000);
        assertThat(queue.sql()
                        .queryForList("select * from taskcluster.task_queues where task_queue_id = ?", taskQueueId))
                .isEmpty();
    }

    private List<String> workers() {
        return queue.sql()
                .queryForList(
                        "select worker_id from taskcluster.queue_workers where task_queue_id = ?",
                        String.class,
                        taskQueueId);
    }
}
