package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Workers that are helped, hindered and removed by one process while they deal with another. */
class ITWorkersAtOnce {
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

    /** Each claimer loses every third reply and asks again, at either process, with the key of the call before. */
    @Test
    void claimsWhoseReplyIsLostAreGotByAskingAgain() throws Exception {
        Set<String> created = Set.copyOf(atOnce(120, number -> either(number).create("taskQueueId", taskQueueId)));
        ConcurrentLinkedQueue<String> completed = new ConcurrentLinkedQueue<>();
        atOnce(8, number -> {
            AtomicInteger calls = new AtomicInteger();
            Await.until("all tasks to be completed", () -> {
                String key = Slugid.nice();
                JsonNode claims;
                do {
                    claims = either(number + calls.get())
                            .root()
                            .withHeader("x-taskcluster-idempotency-key", key)
                            .post(
                                    "claim-work/provisioner%2Fworker-type",
                                    Map.of("workerGroup", "g", "workerId", "w-" + number, "tasks", 1 + number % 4))
                            .ok()
                            .path("tasks");
                } while (calls.incrementAndGet() % 3 == 0);
                for (JsonNode claim : claims) {
                    String taskId = claim.path("status").path("taskId").asString();
                    first.with(claim.path("credentials"))
                            .post("task/" + taskId + "/runs/0/completed", Map.of())
                            .ok();
                    completed.add(taskId);
                }
                return completed.size() >= created.size();
            });
            return true;
        });
        assertThat(completed).as("none is lost, none is done twice").containsExactlyInAnyOrderElementsOf(created);
    }

    @Test
    @DisplayName("queue-130, queue-163: from the reply on, a quarantine set at one process holds at all")
    void aQuarantineHoldsEverywhereFromItsReplyOn() throws Exception {
        atOnce(60, number -> either(number).create("taskQueueId", taskQueueId));
        AtomicBoolean quarantined = new AtomicBoolean();
        AtomicInteger before = new AtomicInteger();
        List<Integer> after = atOnce(5, number -> {
            if (number == 0) {
                Await.until("some claims", () -> before.get() >= 5);
                first.root()
                        .put(
                                "provisioners/provisioner/worker-types/worker-type/workers/my-group/bad",
                                Map.of("quarantineUntil", first.in(Duration.ofHours(1))))
                        .ok();
                quarantined.set(true);
                return 0;
            }
            int claimed = 0;
            for (int i = 0; i < 8; i++) {
                boolean isQuarantined = quarantined.get();
                int claims = either(number).claimWork(taskQueueId, "bad", 1).size();
                before.addAndGet(claims);
                claimed += isQuarantined ? claims : 0;
            }
            return claimed;
        });
        assertThat(after).containsOnly(0);
        assertThat(second.claimWork(taskQueueId, "good", 1)).hasSize(1);
        first.sql()
                .queryForList(
                        "select task_id from taskcluster.runs where state = 'running' and worker_id = 'bad'",
                        String.class)
                .forEach(taskId -> second.report(taskId, 0, "completed").ok());
    }

    @Test
    void aWorkerThatIsRemovedWhileItReportsLosesNoTask() throws Exception {
        List<String> tasks = atOnce(60, number -> either(number).create("taskQueueId", taskQueueId, "retries", 1));
        List<JsonNode> claims = new ArrayList<>();
        while (claims.size() < tasks.size()) {
            first.claimWork(taskQueueId, "gone", 32).forEach(claims::add);
        }
        atOnce(61, number -> {
            if (number == 30) {
                first.sql()
                        .queryForList(
                                "select taskcluster.append_event(?, 'primary._._._._._._._', '{}', ?::json)",
                                "exchange/taskcluster-worker-manager/v1/worker-removed",
                                "{\"workerPoolId\": \"provisioner/worker-type\", \"workerGroup\": \"my-group\","
                                        + " \"workerId\": \"gone\", \"reason\": \"test\"}");
                return true;
            }
            Response report = either(number).report(tasks.get(number < 30 ? number : number - 1), 0, "completed");
            assertThat(report.status()).isIn(200, 409);
            return true;
        });
        Await.until(
                "the worker to have no runs",
                () -> first.sql()
                        .queryForList("select * from taskcluster.runs where state = 'running'")
                        .isEmpty());
        queues.awaitRest();
        assertThat(first.sql().queryForList("select distinct state::text from taskcluster.tasks", String.class))
                .isSubsetOf("completed", "pending");
        Invariants.checkEventsAreExact(first.sql());
    }
}
