package taskcluster.index.route;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.index.IndexFixture.START;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.index.IndexFixture;
import taskcluster.testing.Await;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/** Tasks that complete are entered under their routes. */
class ITCompletedTasks {
    private TestDatabase database;
    private IndexFixture index;
    private final String taskId = Slugid.nice();

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        index = IndexFixture.startOn(database);
    }

    @AfterEach
    void stop() {
        index.close();
        database.close();
    }

    /** Events are handled one after the other: when this task is entered, those before it have been dealt with. */
    private void awaitAllHandled() {
        String last = Slugid.nice();
        index.define(last, Map.of());
        index.complete(last, "index.last." + last);
        awaitEntry("last." + last, last);
    }

    private JsonNode awaitEntry(String path, String expected) {
        Await.until("the entry of " + path, () -> index.taskAt(path).equals(expected));
        return index.root().get("task/" + path).ok();
    }

    private List<String> entries() {
        return index.admin()
                .queryForList(
                        "select namespace || '/' || name from taskcluster.indexed_tasks where namespace <> 'last'"
                                + " order by 1",
                        String.class);
    }

    private double count(String outcome) {
        return index.service()
                .bean(MeterRegistry.class)
                .counter("index_insertions", "outcome", outcome)
                .count();
    }

    @Test
    @DisplayName("index-13: of a task's routes those that are paths of the index are entered")
    void routesThatArePathsAreEntered() {
        index.define(
                taskId,
                Map.of(
                        "extra",
                        Map.of(
                                "index",
                                Map.of("rank", 7, "data", Map.of("a", 1), "expires", "2030-01-03T00:00:00.000Z"))));
        index.complete(taskId, "index.a.b", "index.bad/route", "other.x", "index.c", "index.a..b", "index.a b");
        JsonNode entry = awaitEntry("a.b", taskId);
        assertThat(entry.toString())
                .isEqualTo("{\"namespace\":\"a.b\",\"taskId\":\"" + taskId
                        + "\",\"rank\":7,\"data\":{\"a\":1},\"expires\":\"2030-01-03T00:00:00.000Z\"}");
        assertThat(index.taskAt("c")).isEqualTo(taskId);
        assertThat(entries()).containsExactly("/c", "a/b");
        assertThat(index.queue().callers()).containsExactly("static/taskcluster/index");
        assertThat(count("entered")).isEqualTo(2);
        assertThat(count("invalid-route")).isEqualTo(3);
    }

    @Test
    @DisplayName("index-14: a task whose extra.index cannot be entered is passed over without an error")
    void whatCannotBeEnteredIsPassedOver() {
        index.define(taskId, Map.of("extra", Map.of("index", Map.of("rank", "10"))));
        index.complete(taskId, "index.a.b");
        awaitAllHandled();
        assertThat(entries()).isEmpty();
        assertThat(deferred()).isZero();
        assertThat(count("invalid-entry")).isEqualTo(1);
    }

    private int deferred() {
        Integer count = index.admin().queryForObject("select count(*) from taskcluster.deferred_events", Integer.class);
        return count == null ? -1 : count;
    }

    @Test
    @DisplayName("index-15: without times the entry lasts 365 days from the creation of the task")
    void withoutTimesAnEntryLastsAYear() {
        index.queue().putTask(taskId, Map.of("created", Json.timestamp(START)));
        index.complete(taskId, "index.a.b");
        assertThat(awaitEntry("a.b", taskId).path("expires").asString()).isEqualTo("2031-01-01T10:00:00.000Z");
    }

    @Test
    @DisplayName("index-21: a message that comes again changes nothing")
    void aRepeatedMessageChangesNothing() {
        index.define(taskId, Map.of());
        index.complete(taskId, "index.a.b");
        JsonNode entry = awaitEntry("a.b", taskId);
        index.complete(taskId, "index.a.b");
        awaitAllHandled();
        assertThat(index.root().get("task/a.b").ok()).isEqualTo(entry);
    }

    @Test
    @DisplayName("index-24: a route without a path is passed over")
    void aRouteWithoutAPathIsPassedOver() {
        index.define(taskId, Map.of());
        index.complete(taskId, "index.");
        index.complete(taskId, "index");
        index.complete(taskId, "indexed.a");
        awaitAllHandled();
        assertThat(entries()).isEmpty();
        assertThat(index.queue().callers()).hasSize(1);
    }

    @Test
    void anEntryOfAHigherRankStays() {
        String other = Slugid.nice();
        index.insert("a.b", other, 1);
        index.define(taskId, Map.of());
        index.complete(taskId, "index.a.b", "index.a.c");
        awaitEntry("a.c", taskId);
        assertThat(index.taskAt("a.b")).isEqualTo(other);
        assertThat(count("outranked")).isEqualTo(1);
    }

    @Test
    void onlyCompletedTasksAreEntered() {
        index.define(taskId, Map.of());
        index.announce("task-failed", taskId, "index.a.b");
        index.announce("task-exception", taskId, "index.a.b");
        index.announce("task-running", taskId, "index.a.b");
        awaitAllHandled();
        assertThat(entries()).isEmpty();
    }

    @Test
    void aTaskThatIsGoneIsPassedOver() {
        index.complete(taskId, "index.a.b");
        awaitAllHandled();
        assertThat(entries()).isEmpty();
        assertThat(deferred()).isZero();
    }

    @Test
    void whatFailsWhileTheQueueIsAwayIsTriedAgain() {
        index.define(taskId, Map.of());
        index.queue().setAway(true);
        index.complete(taskId, "index.a.b");
        Await.until("a failure", () -> deferred() == 1);
        assertThat(index.taskAt("a.b")).isEmpty();
        index.queue().setAway(false);
        awaitEntry("a.b", taskId);
        Await.until("the end of it", () -> deferred() == 0);
    }

    @Test
    void whatCompletedWhileTheIndexWasAwayIsEnteredLater() {
        index.close();
        index.complete(taskId, "index.a.b");
        index = IndexFixture.startOn(
                database, queue -> queue.putTask(taskId, Map.of("created", Json.timestamp(START))));
        awaitEntry("a.b", taskId);
    }

    @Test
    void manyAtOnceAreEnteredAsIfOneAfterTheOther() {
        List<String> taskIds = Stream.generate(Slugid::nice).limit(250).toList();
        index.close();
        for (int i = 0; i < taskIds.size(); i++) {
            index.complete(taskIds.get(i), "index.many.latest", "index.many.best", "index.many.each." + i, "index.");
        }
        index = IndexFixture.startOn(database, queue -> {
            for (int i = 0; i < taskIds.size(); i++) {
                // Of a hundred the fifth is gone, and the seventh cannot be entered.
                if (i % 100 != 5) {
                    Object rank = i % 100 == 7 ? "seven" : i == 120 ? 1 : 0;
                    queue.putTask(
                            taskIds.get(i),
                            Map.of(
                                    "created", Json.timestamp(START),
                                    "expires", Json.timestamp(IndexFixture.LATER),
                                    "extra", Map.of("index", Map.of("rank", rank))));
                }
            }
        });
        awaitAllHandled();
        assertThat(index.taskAt("many.best")).as("the only one of rank 1").isEqualTo(taskIds.get(120));
        assertThat(index.taskAt("many.latest")).isEqualTo(taskIds.get(120));
        for (int i = 0; i < taskIds.size(); i++) {
            boolean isEntered = i % 100 != 5 && i % 100 != 7;
            assertThat(index.taskAt("many.each." + i)).isEqualTo(isEntered ? taskIds.get(i) : "");
        }
        assertThat(deferred()).isZero();
        assertThat(count("invalid-route")).isEqualTo(250);
        assertThat(count("invalid-entry")).isEqualTo(6 * 3);
        assertThat(count("entered") + count("outranked")).isEqualTo(244 * 3 + 1);
        assertThat(index.queue().callers())
                .as("definitions are asked for together")
                .hasSizeLessThan(50);
    }

    @Test
    void amongThoseOfOneRankTheLastOneIsTheLatest() {
        List<String> taskIds = Stream.generate(Slugid::nice).limit(120).toList();
        index.close();
        taskIds.forEach(id -> index.complete(id, "index.many.latest"));
        index = IndexFixture.startOn(
                database, queue -> taskIds.forEach(id -> queue.putTask(id, Map.of("created", Json.timestamp(START)))));
        awaitEntry("many.latest", taskIds.getLast());
        awaitAllHandled();
        assertThat(index.taskAt("many.latest")).isEqualTo(taskIds.getLast());
    }

    @Test
    void anEntryDoesNotOutliveItsTask() {
        index.define(
                taskId,
                Map.of("extra", Map.of("index", Map.of("expires", Json.timestamp(START.plus(Duration.ofDays(900)))))));
        index.complete(taskId, "index.a.b");
        assertThat(awaitEntry("a.b", taskId).path("expires").asString()).isEqualTo(Json.timestamp(IndexFixture.LATER));
    }
}
