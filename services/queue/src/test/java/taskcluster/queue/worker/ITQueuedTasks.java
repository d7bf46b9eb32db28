package taskcluster.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What waits in a task queue, and what its workers are at. */
class ITQueuedTasks {
    private static final List<String> PRIORITIES = List.of("lowest", "highest", "low", "high", "medium");
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = queue.newTaskQueue();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private List<String> create(int count, Duration apart) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String taskId = Slugid.nice();
            queue.create(taskId, queue.definition("taskQueueId", taskQueueId, "priority", PRIORITIES.get(i % 5)))
                    .ok();
            tasks.add(taskId);
            clock.advance(apart);
        }
        return tasks;
    }

    private JsonNode page(String which, String query) {
        return queue.root()
                .get("task-queues/" + taskQueueId.replace("/", "%2F") + "/" + which + query)
                .ok();
    }

    /** Reads all pages, checks their sizes, and returns the entries. */
    private List<JsonNode> pages(String which, int limit, int... sizes) {
        List<JsonNode> all = new ArrayList<>();
        String query = "?limit=" + limit;
        for (int i = 0; i < sizes.length; i++) {
            JsonNode page = page(which, query);
            assertThat(page.path("tasks")).hasSize(sizes[i]);
            page.path("tasks").forEach(all::add);
            assertThat(page.has("continuationToken")).as("after page " + i).isEqualTo(i < sizes.length - 1);
            query = "?limit=" + limit + "&continuationToken="
                    + page.path("continuationToken").asString("");
        }
        return all;
    }

    private static List<String> taskIds(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.path("taskId").asString()).toList();
    }

    private static List<Instant> times(List<JsonNode> entries, String property) {
        return entries.stream()
                .map(entry -> Instant.parse(entry.path(property).asString()))
                .toList();
    }

    @Test
    @DisplayName(
            "queue-120: pending tasks are listed in the order in which they became pending, whatever their priority")
    void pendingTasksAreListedInTheOrderInWhichTheyBecamePending() {
        assertThat(page("pending", "").path("tasks")).isEmpty();
        Instant first = clock.instant();
        List<String> tasks = create(10, Duration.ofMillis(1));
        List<JsonNode> listed = pages("pending", 6, 6, 4);
        assertThat(taskIds(listed)).isEqualTo(tasks);
        assertThat(times(listed, "inserted"))
                .isEqualTo(IntStream.range(0, 10).mapToObj(first::plusMillis).toList());
        assertThat(listed.getFirst())
                .isEqualTo(Json.MAPPER
                        .createObjectNode()
                        .put("taskId", tasks.getFirst())
                        .put("runId", 0)
                        .<ObjectNode>set(
                                "task",
                                queue.root().get("task/" + tasks.getFirst()).ok())
                        .put("inserted", Json.timestamp(first)));
    }

    @Test
    @DisplayName("queue-120: tasks that became pending within a millisecond are listed once each, on whatever page")
    void tasksOfOneMillisecondAreListedOnceEach() {
        List<String> tasks = create(12, Duration.ofNanos(1000));
        tasks.addAll(create(6, Duration.ZERO));
        // Back to whole milliseconds for the other tests.
        clock.advance(Duration.ofNanos(988_000));
        assertThat(taskIds(pages("pending", 5, 5, 5, 5, 3)))
                .startsWith(tasks.subList(0, 12).toArray(String[]::new))
                .containsExactlyInAnyOrderElementsOf(tasks);
    }

    @Test
    @DisplayName("queue-53: tasks past their deadline, and tasks that are claimed, are not listed as pending")
    void tasksPastTheirDeadlineAreNotListed() {
        String overdue = queue.create("taskQueueId", taskQueueId, "deadline", queue.in(Duration.ofSeconds(1)));
        String claimed = queue.create("taskQueueId", taskQueueId, "priority", "highest");
        String pending = queue.create("taskQueueId", taskQueueId);
        queue.claimWork(taskQueueId, 1);
        assertThat(taskIds(pages("pending", 10, 2))).containsExactlyInAnyOrder(overdue, pending);
        clock.advance(Duration.ofSeconds(1));
        assertThat(taskIds(pages("pending", 10, 1))).containsExactly(pending);
        assertThat(taskIds(pages("claimed", 10, 1))).containsExactly(claimed);
    }

    @Test
    @DisplayName("queue-121: claimed tasks are listed in the order of their claims, with who has them")
    void claimedTasksAreListedInTheOrderOfTheirClaims() {
        assertThat(page("claimed", "").path("tasks")).isEmpty();
        create(10, Duration.ofMillis(1));
        List<String> tasks = new ArrayList<>();
        Instant first = clock.instant();
        for (int i = 0; i < 10; i++) {
            tasks.add(queue.claimWork(taskQueueId, "worker-" + i, 1)
                    .path(0)
                    .path("status")
                    .path("taskId")
                    .asString());
            clock.advance(Duration.ofMillis(1));
        }
        List<JsonNode> listed = pages("claimed", 6, 6, 4);
        assertThat(taskIds(listed)).isEqualTo(tasks);
        assertThat(times(listed, "claimed"))
                .isEqualTo(IntStream.range(0, 10).mapToObj(first::plusMillis).toList());
        assertThat(listed.get(3).path("workerGroup").asString()).isEqualTo("my-group");
        assertThat(listed.get(3).path("workerId").asString()).isEqualTo("worker-3");
        assertThat(listed.get(3).path("runId").asInt()).isZero();
        assertThat(listed.get(3).path("task"))
                .isEqualTo(queue.root().get("task/" + tasks.get(3)).ok());
    }

    @Test
    @DisplayName(
            "queue-121: a claim that is renewed counts from then; one that has lapsed or is resolved is not listed")
    void aClaimThatIsRenewedCountsFromThen() {
        List<String> tasks = create(3, Duration.ofSeconds(1));
        queue.claimWork(taskQueueId, 3);
        Instant claimed = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        queue.root().post("task/" + tasks.get(0) + "/runs/0/reclaim").ok();
        queue.report(tasks.get(1), 0, "completed").ok();
        List<JsonNode> listed = pages("claimed", 10, 2);
        assertThat(taskIds(listed)).containsExactly(tasks.get(2), tasks.get(0));
        assertThat(times(listed, "claimed")).containsExactly(claimed, clock.instant());
        queue.sql()
                .update(
                        "update taskcluster.runs set taken_until = ?::timestamptz, deadline = ?::timestamptz where task_id = ?",
                        queue.in(Duration.ZERO),
                        queue.in(Duration.ZERO),
                        tasks.get(2));
        assertThat(taskIds(pages("claimed", 10, 1))).containsExactly(tasks.get(0));
    }
}
