package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;

/** What is remembered of workers and task queues. */
class ITWorkers {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "50ms");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create() {
        String taskId = Slugid.nice();
        queue.create(taskId, queue.definition("taskQueueId", taskQueueId)).ok();
        clock.advance(Duration.ofMillis(1));
        return taskId;
    }

    @Test
    @DisplayName("queue-54: workers and their task queue are remembered")
    void workersAndTheirTaskQueueAreRemembered() {
        String taskId = create();
        queue.claimWork(taskQueueId, 1);
        Map<String, Object> worker = queue.sql()
                .queryForMap(
                        "select recent_tasks::text, extract(epoch from expires - first_claim)::int as kept,"
                                + " last_date_active = first_claim as active_then, quarantine_until < first_claim - interval '9 years' as free"
                                + " from taskcluster.queue_workers where task_queue_id = ? and worker_group = 'my-group'"
                                + " and worker_id = 'my-worker'",
                        taskQueueId);
        assertThat(Json.MAPPER.readTree((String) worker.get("recent_tasks")))
                .isEqualTo(Json.MAPPER.valueToTree(List.of(Map.of("taskId", taskId, "runId", 0))));
        assertThat(worker)
                .containsEntry("kept", 86400)
                .containsEntry("active_then", true)
                .containsEntry("free", true);
        assertThat(queue.sql()
                        .queryForMap(
                                "select description, stability, extract(epoch from expires - last_date_active)::int as kept"
                                        + " from taskcluster.task_queues where task_queue_id = ?",
                                taskQueueId))
                .containsEntry("description", "")
                .containsEntry("stability", "experimental")
                .containsEntry("kept", 86400);
    }

    @Test
    void aWorkerIsSeenAgainAfterAWhileOnly() {
        String active = "select last_date_active::text || (select last_date_active::text from taskcluster.task_queues q"
                + " where q.task_queue_id = w.task_queue_id) from taskcluster.queue_workers w where task_queue_id = ?";
        queue.claimWork(taskQueueId, 1);
        String first = queue.sql().queryForObject(active, String.class, taskQueueId);
        clock.advance(Duration.ofMinutes(29));
        create();
        queue.claimWork(taskQueueId, 1);
        assertThat(queue.sql().queryForObject(active, String.class, taskQueueId))
                .isEqualTo(first);
        clock.advance(Duration.ofMinutes(2));
        queue.claimWork(taskQueueId, 1);
        assertThat(queue.sql().queryForObject(active, String.class, taskQueueId))
                .isNotEqualTo(first);
    }

    @Test
    void claimingByNameRemembersTheTaskQueueForFiveDays() {
        String taskId = create();
        queue.claim(taskId, 0);
        assertThat(queue.sql()
                        .queryForObject(
                                "select extract(day from expires - last_date_active)::int from taskcluster.task_queues"
                                        + " where task_queue_id = ?",
                                Integer.class,
                                taskQueueId))
                .isEqualTo(5);
        assertThat(queue.sql()
                        .queryForList("select * from taskcluster.queue_workers where task_queue_id = ?", taskQueueId))
                .isEmpty();
    }

    @Test
    @DisplayName("queue-55: the last twenty claims are remembered")
    void theLastTwentyClaimsAreRemembered() {
        List<String> tasks = Stream.generate(this::create).limit(30).toList();
        queue.claimWork(taskQueueId, 7);
        queue.claimWork(taskQueueId, 23);
        String recent = queue.sql()
                .queryForObject(
                        "select recent_tasks::text from taskcluster.queue_workers where task_queue_id = ?",
                        String.class,
                        taskQueueId);
        assertThat(Json.MAPPER
                        .readTree(recent)
                        .valueStream()
                        .map(entry -> entry.path("taskId").asString()))
                .isEqualTo(tasks.subList(10, 30));
    }
}
