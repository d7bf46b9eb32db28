package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two processes on one database, and many requests at once. */
class ITConcurrency {
    private final String taskQueueId = "provisioner/worker-type";
    private TwoQueues queues;
    private QueueFixture first;
    private QueueFixture second;

    @BeforeEach
    void start() {
        queues = new TwoQueues();
        first = queues.first();
        second = queues.second();
    }

    @AfterEach
    void stop() {
        queues.close();
    }

    private QueueFixture either(int number) {
        return queues.either(number);
    }

    private <T> List<T> atOnce(int times, TwoQueues.Work<T> work) throws Exception {
        return queues.atOnce(times, work);
    }

    @Test
    void sixteenClaimersShareTwoHundredTasks() throws Exception {
        Set<String> created = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> claimed = new ConcurrentLinkedQueue<>();
        atOnce(20, number -> {
            if (number >= 16) {
                for (int i = 0; i < 50; i++) {
                    created.add(either(number).create("taskQueueId", taskQueueId));
                }
                return true;
            }
            Await.until("all tasks to be claimed", () -> {
                JsonNode claims = either(number).claimWork(taskQueueId, "worker-" + number, 1 + number % 4);
                for (JsonNode claim : claims) {
                    String taskId = claim.path("status").path("taskId").asString();
                    claimed.add(taskId);
                    either(number + 1).report(taskId, 0, "completed").ok();
                }
                return claimed.size() >= 200;
            });
            return true;
        });
        assertThat(claimed).as("none is claimed twice").hasSize(200).containsExactlyInAnyOrderElementsOf(created);
        queues.awaitRest();
        Invariants.checkAtRest(first.sql());
        Invariants.checkEventsAreExact(first.sql());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unscheduled", "pending", "running"})
    @DisplayName("queue-86, queue-87: ten cancels at once all succeed")
    void tenCancelsAtOnceAllSucceed(String state) throws Exception {
        String taskId = Slugid.nice();
        first.create(
                        taskId,
                        first.definition("dependencies", state.equals("unscheduled") ? List.of(taskId) : List.of()))
                .ok();
        if (state.equals("running")) {
            first.claim(taskId, 0);
        }
        List<JsonNode> statuses = atOnce(
                10,
                number -> either(number)
                        .root()
                        .post("task/" + taskId + "/cancel")
                        .ok()
                        .path("status"));
        assertThat(statuses).containsOnly(first.status(taskId));
        JsonNode run = first.run(taskId, 0);
        assertThat(first.status(taskId).path("runs")).hasSize(1);
        assertThat(run.path("reasonCreated").asString())
                .isEqualTo(state.equals("unscheduled") ? "exception" : "scheduled");
        assertThat(run.path("reasonResolved").asString()).isEqualTo("canceled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "internal-error", "worker-shutdown"})
    void tenReportsAtOnceAllSucceed(String result) throws Exception {
        String taskId = first.create();
        first.claim(taskId, 0);
        List<Response> responses = atOnce(10, number -> either(number).report(taskId, 0, result));
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.status()).isEqualTo(200));
        assertThat(first.status(taskId).path("runs")).hasSize(result.equals("worker-shutdown") ? 2 : 1);
    }

    @Test
    void differentReportsAtOnceHaveOneWinner() throws Exception {
        String taskId = first.create();
        first.claim(taskId, 0);
        List<String> results = List.of("completed", "failed", "internal-error", "malformed-payload");
        List<Integer> statuses = atOnce(
                4,
                number -> either(number).report(taskId, 0, results.get(number)).status());
        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
        assertThat(first.eventsOf(taskId)).hasSize(4);
    }

    @Test
    void ofManyTasksCreatedAtOnceEachHasItsOwnOutcome() throws Exception {
        String required = first.create();
        String sealed = Slugid.nice();
        first.create("taskGroupId", sealed);
        first.root().post("task-group/" + sealed + "/seal").ok();
        String group = Slugid.nice();
        Map<String, Response> responses = new ConcurrentHashMap<>();
        Map<String, Integer> kinds = new ConcurrentHashMap<>();
        atOnce(40, number -> {
            for (int i = 0; i < 15; i++) {
                int kind = (number + i) % 10;
                String taskId = Slugid.nice();
                ObjectNode definition = switch (kind) {
                    case 0 -> first.definition("dependencies", List.of(Slugid.nice()));
                    case 1 -> first.definition("taskGroupId", sealed);
                    case 2, 3 -> first.definition("dependencies", List.of(required), "taskGroupId", group);
                    case 4 -> first.definition("taskGroupId", group, "routes", List.of("a", "b.c"));
                    default ->
                        first.definition(
                                "metadata",
                                Map.of("name", taskId, "description", "d", "owner", "a@b.c", "source", "https://x.y"));
                };
                kinds.put(taskId, kind);
                responses.put(taskId, either(number).create(taskId, definition));
            }
            return true;
        });
        assertThat(responses).hasSize(600);
        responses.forEach((taskId, response) -> {
            int kind = Objects.requireNonNull(kinds.get(taskId));
            if (kind == 0) {
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.message())
                        .contains("references tasks that do not exist")
                        .doesNotContain("None of the tasks");
            } else if (kind == 1) {
                assertThat(response.status()).isEqualTo(409);
                assertThat(response.message()).contains("was sealed at").doesNotContain("None of the tasks");
            } else {
                assertThat(response.ok().path("status")).isEqualTo(first.status(taskId));
                assertThat(first.state(taskId)).isEqualTo(kind == 2 || kind == 3 ? "unscheduled" : "pending");
                assertThat(first.eventsOf(taskId)).hasSize(kind == 2 || kind == 3 ? 1 : 2);
            }
            if (kind > 4) {
                assertThat(first.root()
                                .get("task/" + taskId)
                                .ok()
                                .at("/metadata/name")
                                .asString())
                        .isEqualTo(taskId);
            }
        });
        Invariants.checkEventsAreExact(first.sql());
    }

    @Test
    void ofManyRunsReportedAtOnceEachHasItsOwnOutcome() throws Exception {
        List<String> taskIds = IntStream.range(0, 400)
                .mapToObj(_ -> first.create("taskQueueId", taskQueueId))
                .toList();
        for (int claimed = 0; claimed < 300; ) {
            claimed += first.claimWork(taskQueueId, Math.min(32, 300 - claimed)).size();
        }
        Map<String, String> states = new ConcurrentHashMap<>();
        taskIds.forEach(taskId -> states.put(taskId, first.state(taskId)));
        atOnce(40, number -> {
            for (int i = number; i < taskIds.size(); i += 40) {
                String taskId = taskIds.get(i);
                boolean isRunning = "running".equals(states.get(taskId));
                String result = List.of("completed", "failed", "worker-shutdown", "malformed-payload")
                        .get(i % 4);
                Map<String, Object> upload = Map.of("storageType", "s3", "contentType", "text/plain");
                Map<String, Object> link =
                        Map.of("storageType", "link", "contentType", "text/plain", "artifact", "public/other");
                Map<String, Object> body = new HashMap<>(i % 3 == 0 ? upload : link);
                body.put("expires", first.in(Duration.ofHours(1)));
                Response artifact =
                        either(number).root().post("task/" + taskId + "/runs/0/artifacts/public/" + i % 3, body);
                Response report = either(number).report(taskId, 0, result);
                assertThat(artifact.status()).isEqualTo(isRunning ? 200 : 400);
                assertThat(report.status()).isEqualTo(isRunning ? 200 : 409);
                if (isRunning) {
                    assertThat(report.body().path("status")).isEqualTo(first.status(taskId));
                    assertThat(first.run(taskId, 0).path("reasonResolved").asString())
                            .isEqualTo(result);
                } else {
                    assertThat(report.message()).contains(taskId);
                    assertThat(first.state(taskId)).isEqualTo("pending");
                }
            }
            return true;
        });
        Invariants.checkEventsAreExact(first.sql());
    }

    @Test
    void theSameTaskCreatedTenTimesAtOnceIsOneTask() throws Exception {
        String taskId = Slugid.nice();
        ObjectNode definition = first.definition();
        List<JsonNode> statuses = atOnce(
                10, number -> either(number).create(taskId, definition).ok().path("status"));
        assertThat(statuses).containsOnly(first.status(taskId));
        assertThat(first.eventsOf(taskId, "task-defined")).hasSize(10);
    }

    @Test
    void ofDifferentTasksWithOneIdOneIsCreated() throws Exception {
        String taskId = Slugid.nice();
        List<Integer> statuses = atOnce(
                8,
                number -> either(number)
                        .create(taskId, first.definition("payload", Map.of("number", number)))
                        .status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(7);
        assertThat(first.eventsOf(taskId)).containsExactly("task-defined", "task-pending/0");
    }

    @Test
    @DisplayName("queue-109: a group is created once by tasks that come at once")
    void aGroupIsCreatedOnceByTasksThatComeAtOnce() throws Exception {
        String taskGroupId = Slugid.nice();
        atOnce(16, number -> either(number).create("taskGroupId", taskGroupId, "expires", expiry(number)));
        List<Map<String, Object>> groups = first.sql()
                .queryForList(
                        "select expires >= '2100-02-16'::timestamptz as outlives from taskcluster.task_groups where task_group_id = ?",
                        taskGroupId);
        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst()).containsEntry("outlives", true);
    }

    private static String expiry(int number) {
        return "2100-02-%02dT00:00:00.000Z".formatted(number + 1);
    }

    @Test
    void schedulersThatCompeteForAGroupAreToldApart() throws Exception {
        String taskGroupId = Slugid.nice();
        List<Integer> statuses = atOnce(
                10,
                number -> either(number)
                        .create(
                                Slugid.nice(),
                                first.definition("taskGroupId", taskGroupId, "schedulerId", "scheduler-" + number % 2))
                        .status());
        assertThat(statuses.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting())))
                .isEqualTo(Map.of(200, 5L, 409, 5L));
    }

    /**
     * The race that would strand a task for ever: a dependent is created in the very moment in which what it depends on is
     * resolved. Either creating it sees the resolution, or the resolution's followers see the dependent.
     */
    @Test
    void aDependentCreatedWhileItsDependencyResolvesIsScheduled() throws Exception {
        int tries = 2000;
        List<String> dependents =
                new ArrayList<>(IntStream.range(0, tries).mapToObj(_ -> "").toList());
        atOnce(8, lane -> {
            for (int i = lane; i < tries; i += 8) {
                String required = either(i).create("taskQueueId", "nobody/claims");
                either(i).claim(required, 0);
                int number = i;
                Future<String> dependent =
                        queues.meanwhile(() -> either(number + 1).create("dependencies", List.of(required)));
                either(i).report(required, 0, "completed").ok();
                dependents.set(i, dependent.get());
            }
            return true;
        });
        queues.awaitRest();
        Invariants.checkAtRest(first.sql());
        assertThat(first.sql()
                        .queryForObject(
                                "select count(*) from taskcluster.tasks where state = 'pending' and task_queue_id <> 'nobody/claims'",
                                Integer.class))
                .isEqualTo(tries);
        Invariants.checkEventsAreExact(first.sql());
    }

    @Test
    void twoHundredResolutionsAtOnceReleaseWhoWaitsForAll() throws Exception {
        String taskGroupId = Slugid.nice();
        List<String> required =
                new ArrayList<>(atOnce(200, number -> either(number).create("taskGroupId", taskGroupId, "retries", 0)));
        String join = first.create("taskGroupId", taskGroupId, "dependencies", required);
        atOnce(200, number -> {
            either(number).resolve(required.get(number), 0, "completed");
            return true;
        });
        Await.untilAsserted(() -> assertThat(first.state(join)).isEqualTo("pending"));
        queues.awaitRest();
        assertThat(first.eventsOf(join)).containsExactly("task-defined", "task-pending/0");
        assertThat(first.eventsOf(taskGroupId, "task-group-resolved")).isEmpty();
        first.resolve(join, 0, "completed");
        Await.until(() -> !first.eventsOf(taskGroupId, "task-group-resolved").isEmpty());
        Invariants.checkAtRest(first.sql());
    }

    @Test
    void aGroupWhoseLastTasksResolveAtOnceIsResolved() throws Exception {
        List<List<String>> groups = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String taskGroupId = Slugid.nice();
            groups.add(Stream.concat(
                            Stream.of(taskGroupId),
                            Stream.generate(() -> {
                                        String taskId = first.create("taskGroupId", taskGroupId);
                                        first.claim(taskId, 0);
                                        return taskId;
                                    })
                                    .limit(2))
                    .toList());
        }
        atOnce(
                120,
                number -> either(number)
                        .report(groups.get(number / 2).get(1 + number % 2), 0, "completed")
                        .ok());
        queues.awaitRest();
        for (List<String> group : groups) {
            assertThat(first.eventsOf(group.getFirst(), "task-group-resolved")).hasSizeBetween(1, 2);
        }
    }

    @Test
    void claimsThatLapseAreEndedByOneResolverOnly() throws Exception {
        List<String> tasks = atOnce(100, number -> either(number).create("taskQueueId", taskQueueId, "retries", 1));
        atOnce(100, number -> {
            first.claim(tasks.get(number), 0);
            return true;
        });
        first.sql().update("update taskcluster.runs set taken_until = now()");
        Await.untilAsserted(() -> assertThat(first.sql()
                        .queryForObject(
                                "select count(*) from taskcluster.runs where reason_resolved = 'claim-expired'",
                                Integer.class))
                .isEqualTo(100));
        assertThat(first.pendingTasks(taskQueueId)).isEqualTo(100);
        Invariants.checkEventsAreExact(first.sql());
    }
}
