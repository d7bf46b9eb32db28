package taskcluster.builtinworkers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.testing.Await;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestService;

/** The workers against a queue. */
class ITBuiltInWorkers {
    private static final String SUCCEED = "built-in/succeed";
    private static final String FAIL = "built-in/fail";

    private FakeQueue queue;
    private TestService workers;

    @BeforeEach
    void start() {
        queue = new FakeQueue();
        workers = startWorkers();
    }

    @AfterEach
    void stop() {
        workers.close();
        queue.close();
    }

    private TestService startWorkers() {
        return TestService.builder(BuiltInWorkersService.class)
                .database(queue.server().database())
                .property("taskcluster.root-url", queue.rootUrl())
                .property("built-in-workers.access-token", "secret")
                .property("built-in-workers.retry-delay", "10ms")
                .start();
    }

    private int heartbeat() {
        return TestClient.anonymous(workers.rootUrl()).get("__heartbeat__").status();
    }

    private void awaitReport(String taskId, String what) {
        String report = taskId + " " + what + " by task-client/" + taskId;
        Await.until("the report: " + report, () -> queue.reports().contains(report));
    }

    @Test
    @DisplayName("built-in-workers-90: an empty task of built-in/succeed is completed")
    void emptyTasksSucceed() {
        awaitReport(queue.add(SUCCEED, Map.of()), "completed");
        assertThat(queue.claims()).contains("built-in/succeed by built-in/succeed");
        assertThat(queue.reports()).hasSize(1);
    }

    @Test
    @DisplayName("built-in-workers-91: an empty task of built-in/fail is failed")
    void emptyTasksFail() {
        awaitReport(queue.add(FAIL, Map.of()), "failed");
        assertThat(queue.claims()).contains("built-in/fail by built-in/fail");
        assertThat(queue.reports()).hasSize(1);
    }

    @Test
    @DisplayName("built-in-workers-92: a task with a payload is malformed")
    void tasksWithAPayloadAreMalformed() {
        awaitReport(queue.add(SUCCEED, Map.of("a", 1)), "malformed-payload");
        awaitReport(queue.add(FAIL, Map.of("a", 1)), "malformed-payload");
        assertThat(queue.reports()).hasSize(2);
    }

    @Test
    void whatHappensIsDecidedByTheQueueThatTheTaskNames() {
        awaitReport(queue.add(SUCCEED, FAIL, Map.of()), "failed");
        awaitReport(queue.add(FAIL, SUCCEED, Map.of()), "completed");
    }

    @Test
    @DisplayName("built-in-workers-93: a task that was canceled after the claim does not stop the worker")
    void aRefusedReportDoesNotStopTheWorker() {
        queue.addCanceled(SUCCEED);
        awaitReport(queue.add(SUCCEED, Map.of()), "completed");
        assertThat(queue.reports()).hasSize(1);
        assertThat(heartbeat()).isEqualTo(200);
    }

    @Test
    void aTaskOfAnotherQueueDoesNotStopTheWorker() {
        queue.add(SUCCEED, "other/queue", Map.of());
        awaitReport(queue.add(SUCCEED, Map.of()), "completed");
    }

    @Test
    @DisplayName("built-in-workers-94: while the workers are away tasks wait")
    void tasksWaitForTheWorkers() {
        workers.close();
        String taskId = queue.add(SUCCEED, Map.of());
        assertThat(queue.reports()).isEmpty();
        workers = startWorkers();
        awaitReport(taskId, "completed");
    }

    @Test
    @DisplayName("built-in-workers-95: two processes do each task once")
    void twoProcessesDoEachTaskOnce() {
        try (TestService _ = startWorkers()) {
            List<String> taskIds = IntStream.range(0, 30)
                    .mapToObj(i -> queue.add(i % 2 == 0 ? SUCCEED : FAIL, Map.of()))
                    .toList();
            for (int i = 0; i < taskIds.size(); i++) {
                awaitReport(taskIds.get(i), i % 2 == 0 ? "completed" : "failed");
            }
            assertThat(queue.reports()).hasSize(30);
        }
    }

    @Test
    void whileTheQueueIsAwayTheWorkersAreUnwellAndTryAgain() {
        assertThat(heartbeat()).isEqualTo(200);
        queue.setAway(true);
        Await.until("bad health", () -> heartbeat() == 503);
        String taskId = queue.add(FAIL, Map.of());
        queue.setAway(false);
        awaitReport(taskId, "failed");
        Await.until("good health", () -> heartbeat() == 200);
    }

    @Test
    void aClaimThatIsUnderWayIsFinishedBeforeTheEnd() {
        int claimsBefore = queue.claims().size();
        Await.until("a claim that waits", () -> queue.claims().size() > claimsBefore);
        String taskId = queue.add(SUCCEED, Map.of());
        workers.close();
        boolean isDone = queue.reports().contains(taskId + " completed by task-client/" + taskId);
        assertThat(isDone || queue.pendingIn(SUCCEED) == 1)
                .as("done or still pending")
                .isTrue();
        int claims = queue.claims().size();
        int pending = queue.pendingIn(SUCCEED);
        queue.add(FAIL, Map.of());
        assertThat(queue.claims()).hasSize(claims);
        assertThat(queue.pendingIn(SUCCEED)).isEqualTo(pending);
    }
}
