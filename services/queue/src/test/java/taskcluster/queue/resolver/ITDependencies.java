package taskcluster.queue.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Tasks that wait for others. */
class ITDependencies {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private static String dependentOn(String... taskIds) {
        return queue.create("dependencies", List.of(taskIds));
    }

    private static String whateverBecomesOf(String... taskIds) {
        return queue.create("dependencies", List.of(taskIds), "requires", "all-resolved");
    }

    private static void awaitState(String state, String... taskIds) {
        for (String taskId : taskIds) {
            Await.untilAsserted(() -> assertThat(queue.state(taskId)).isEqualTo(state));
        }
    }

    /** Everything that follows from resolutions so far has happened. */
    private static void awaitRest() {
        Await.until(
                "the resolutions to be worked off",
                () -> queue.sql()
                        .queryForList("select * from taskcluster.resolved_tasks")
                        .isEmpty());
    }

    private static List<String> dependents(String taskId, String query) {
        return queue.root()
                .get("task/" + taskId + "/dependents" + query)
                .ok()
                .path("tasks")
                .valueStream()
                .map(task -> task.path("status").path("taskId").asString())
                .toList();
    }

    @Test
    @DisplayName("queue-21, queue-22, queue-23: a task waits for another")
    void aTaskWaitsForAnother() {
        String a = queue.create();
        String b = dependentOn(a);
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        assertThat(queue.eventsOf(b)).containsExactly("task-defined");
        assertThat(dependents(a, "")).containsExactly(b);
        assertThat(dependents(b, "")).isEmpty();

        queue.resolve(a, 0, "completed");

        awaitState("pending", b);
        assertThat(queue.eventsOf(b)).containsExactly("task-defined", "task-pending/0");
        JsonNode run = queue.run(b, 0);
        assertThat(run.path("reasonCreated").asString()).isEqualTo("scheduled");
        JsonNode pending =
                QueueFixture.payload(queue.eventsOf(b, "task-pending").getFirst());
        assertThat(pending.path("status")).isEqualTo(queue.status(b));
        assertThat(dependents(a, "")).as("also once it is satisfied").containsExactly(b);
        JsonNode entry =
                queue.root().get("task/" + a + "/dependents").ok().path("tasks").path(0);
        assertThat(entry.path("task")).isEqualTo(queue.root().get("task/" + b).ok());
        assertThat(entry.path("status")).isEqualTo(queue.status(b));
    }

    @Test
    @DisplayName("queue-23: listing dependents takes a scope and a task")
    void listingDependentsTakesAScopeAndATask() {
        String a = queue.create();
        assertThat(queue.with().get("task/" + a + "/dependents").code()).isEqualTo("InsufficientScopes");
        assertThat(queue.with("queue:list-dependent-tasks:" + a)
                        .get("task/" + a + "/dependents")
                        .status())
                .isEqualTo(200);
        assertThat(queue.root().get("task/" + Slugid.nice() + "/dependents").code())
                .isEqualTo("ResourceNotFound");
    }

    @Test
    @DisplayName("queue-24: many wait for one and are listed in pages")
    void manyWaitForOneAndAreListedInPages() {
        String a = queue.create();
        List<String> four = Stream.generate(() -> dependentOn(a))
                .limit(4)
                .sorted(Comparator.naturalOrder())
                .toList();
        queue.resolve(a, 0, "completed");
        awaitState("pending", four.toArray(String[]::new));

        JsonNode first = queue.root().get("task/" + a + "/dependents?limit=2").ok();
        String token = first.path("continuationToken").asString();
        JsonNode second = queue.root()
                .get("task/" + a + "/dependents?limit=2&continuationToken=" + token)
                .ok();
        assertThat(second.has("continuationToken")).isFalse();
        List<String> listed = new ArrayList<>();
        for (JsonNode page : List.of(first, second)) {
            assertThat(page.path("taskId").asString()).isEqualTo(a);
            assertThat(page.path("tasks")).hasSize(2);
            page.path("tasks")
                    .forEach(task ->
                            listed.add(task.path("status").path("taskId").asString()));
        }
        assertThat(listed).isEqualTo(four);
    }

    @Test
    @DisplayName("queue-25: a task waits for all of its dependencies")
    void aTaskWaitsForAllOfItsDependencies() {
        String a = queue.create();
        String b = queue.create();
        String c = dependentOn(a, b);
        String d = dependentOn(a);
        queue.resolve(a, 0, "completed");
        awaitState("pending", d);
        awaitRest();
        assertThat(queue.state(c)).isEqualTo("unscheduled");
        queue.resolve(b, 0, "completed");
        awaitState("pending", c);
    }

    @Test
    void aDependencyThatIsCompletedAlreadyCounts() {
        String a = queue.create();
        String b = queue.create();
        queue.resolve(a, 0, "completed");
        queue.resolve(b, 0, "failed");
        assertThat(queue.state(dependentOn(a))).isEqualTo("pending");
        assertThat(queue.state(dependentOn(a, b))).isEqualTo("unscheduled");
        assertThat(queue.state(whateverBecomesOf(a, b))).isEqualTo("pending");
    }

    @Test
    @DisplayName("queue-26: a task that waits for itself is scheduled by hand")
    void aTaskThatWaitsForItselfIsScheduledByHand() {
        String taskId = Slugid.nice();
        String taskQueueId = queue.newTaskQueue();
        queue.create(taskId, queue.definition("dependencies", List.of(taskId), "taskQueueId", taskQueueId))
                .ok();
        assertThat(queue.state(taskId)).isEqualTo("unscheduled");
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined");
        JsonNode status = queue.root().post("task/" + taskId + "/schedule").ok().path("status");
        assertThat(status.path("state").asString()).isEqualTo("pending");
        assertThat(queue.claimWork(taskQueueId, 1)).hasSize(1);
        assertThat(queue.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0", "task-running/0");
    }

    @Test
    @DisplayName("queue-27: a task that also waits for itself is not scheduled by others")
    void aTaskThatAlsoWaitsForItselfIsNotScheduledByOthers() {
        String a = queue.create();
        String b = Slugid.nice();
        queue.create(b, queue.definition("dependencies", List.of(a, b))).ok();
        queue.resolve(a, 0, "completed");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        queue.root().post("task/" + b + "/schedule").ok();
        queue.resolve(b, 0, "completed");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("completed");
    }

    @Test
    @DisplayName("queue-28: a dependency must exist")
    void aDependencyMustExist() {
        String a = queue.create();
        String missing = Slugid.nice();
        String b = Slugid.nice();
        Response refused = queue.create(b, queue.definition("dependencies", List.of(a, missing)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains(missing).doesNotContain(a + "\"");
        assertThat(queue.root().get("task/" + b).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("task-group/" + b).code()).isEqualTo("ResourceNotFound");
        assertThat(queue.eventsOf(b)).isEmpty();
        assertThat(dependents(a, "")).isEmpty();
        for (String table : List.of("tasks", "task_definitions", "runs")) {
            assertThat(queue.sql().queryForList("select * from taskcluster." + table + " where task_id = ?", b))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("queue-162: nothing comes of a task that was refused for a missing dependency")
    void nothingComesOfATaskThatWasRefusedForAMissingDependency() {
        String taskGroupId = queue.create();
        queue.resolve(taskGroupId, 0, "completed");
        awaitRest();
        int before = queue.eventsOf(taskGroupId, "task-group-resolved").size();
        queue.create(
                Slugid.nice(), queue.definition("taskGroupId", taskGroupId, "dependencies", List.of(Slugid.nice())));
        clock.advance(Duration.ofDays(2));
        String later = queue.create("deadline", queue.in(Duration.ofSeconds(1)));
        clock.advance(Duration.ofMinutes(2));
        awaitState("exception", later);
        awaitRest();
        assertThat(queue.eventsOf(taskGroupId, "task-group-resolved")).hasSize(before);
    }

    @Test
    void aDependencyMustOutliveTheDeadline() {
        String a = queue.create("deadline", queue.in(Duration.ofHours(1)), "expires", queue.in(Duration.ofHours(2)));
        Response refused = queue.create(
                Slugid.nice(), queue.definition("dependencies", List.of(a), "deadline", queue.in(Duration.ofHours(3))));
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains(a).contains("expire");
        queue.create("dependencies", List.of(a), "deadline", queue.in(Duration.ofHours(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "malformed-payload", "cancel"})
    @DisplayName("queue-29: other ends than completed satisfy nothing")
    void otherEndsThanCompletedSatisfyNothing(String result) {
        String a = queue.create();
        String b = dependentOn(a);
        end(a, result);
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "malformed-payload", "cancel"})
    @DisplayName("queue-30: any end satisfies who waits for any")
    void anyEndSatisfiesWhoWaitsForAny(String result) {
        String a = queue.create();
        String b = whateverBecomesOf(a);
        end(a, result);
        awaitState("pending", b);
    }

    private static void end(String taskId, String result) {
        if (result.equals("cancel")) {
            queue.root().post("task/" + taskId + "/cancel").ok();
        } else {
            queue.resolve(taskId, 0, result);
        }
    }

    @Test
    @DisplayName("queue-31: who is not satisfied does not hide others")
    void whoIsNotSatisfiedDoesNotHideOthers() {
        String a = queue.create();
        List<String> ids = Stream.generate(Slugid::nice).limit(2).sorted().toList();
        queue.create(ids.get(0), queue.definition("dependencies", List.of(a))).ok();
        queue.create(ids.get(1), queue.definition("dependencies", List.of(a), "requires", "all-resolved"))
                .ok();
        queue.resolve(a, 0, "failed");
        awaitState("pending", ids.get(1));
        assertThat(queue.state(ids.get(0))).isEqualTo("unscheduled");
    }

    @Test
    @DisplayName("queue-32: two hundred wait for one")
    void twoHundredWaitForOne() {
        String a = queue.create();
        List<String> many = Stream.generate(() -> dependentOn(a)).limit(200).toList();
        queue.resolve(a, 0, "completed");
        awaitState("pending", many.toArray(String[]::new));
        awaitRest();
        for (String taskId : many) {
            assertThat(queue.eventsOf(taskId, "task-pending")).hasSize(1);
        }
    }

    @Test
    @DisplayName("queue-36: dependents are listed in the order of their IDs")
    void dependentsAreListedInTheOrderOfTheirIds() {
        String a = queue.create();
        List<String> ids =
                IntStream.range(0, 10).mapToObj(_ -> dependentOn(a)).sorted().toList();
        assertThat(dependents(a, "")).isEqualTo(ids);
        List<String> paged = new ArrayList<>();
        String query = "?limit=3";
        while (true) {
            JsonNode page =
                    queue.root().get("task/" + a + "/dependents" + query).ok();
            page.path("tasks")
                    .forEach(
                            task -> paged.add(task.path("status").path("taskId").asString()));
            if (!page.has("continuationToken")) {
                break;
            }
            query = "?limit=3&continuationToken="
                    + page.path("continuationToken").asString();
        }
        assertThat(paged).isEqualTo(ids);
    }

    @Test
    void aLaterCompletionSatisfiesWhoAnEarlierFailureLeftWaiting() {
        String a = queue.create();
        String b = dependentOn(a);
        queue.resolve(a, 0, "failed");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        queue.root().post("task/" + a + "/rerun").ok();
        queue.resolve(a, 1, "completed");
        awaitState("pending", b);
    }

    @Test
    void aRetryIsNoResolution() {
        String a = queue.create("retries", 1);
        String b = whateverBecomesOf(a);
        queue.resolve(a, 0, "worker-shutdown");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        queue.claim(a, 1);
        // A repeat that comes when the retry is running must not count as the end of the task.
        queue.report(a, 0, "worker-shutdown").ok();
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        queue.report(a, 1, "worker-shutdown").ok();
        awaitState("pending", b);
    }

    @Test
    void aCanceledDependentStaysCanceled() {
        String a = queue.create();
        String b = dependentOn(a);
        queue.root().post("task/" + b + "/cancel").ok();
        queue.resolve(a, 0, "completed");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("exception");
        assertThat(queue.eventsOf(b)).containsExactly("task-defined", "task-exception/0");
    }

    @Test
    void aDependentPastItsDeadlineIsNotScheduled() {
        String a = queue.create();
        String b = queue.create("dependencies", List.of(a), "deadline", queue.in(Duration.ofMinutes(1)));
        clock.advance(Duration.ofSeconds(90));
        queue.resolve(a, 0, "completed");
        awaitRest();
        assertThat(queue.state(b)).isEqualTo("unscheduled");
        clock.advance(Duration.ofSeconds(90));
        awaitState("exception", b);
    }

    @Test
    void theDefinitionKeepsTheDependenciesInTheirOrder() {
        String a = queue.create();
        String b = queue.create();
        JsonNode task = queue.root().get("task/" + dependentOn(b, a)).ok();
        assertThat(task.path("dependencies")).isEqualTo(Json.MAPPER.valueToTree(List.of(b, a)));
    }
}
