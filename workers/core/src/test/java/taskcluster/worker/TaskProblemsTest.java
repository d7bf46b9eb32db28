package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

class TaskProblemsTest {
    private final TaskProblems problems = new TaskProblems();

    @Test
    void withoutProblemsATaskCompletes() {
        assertThat(problems.resolution()).isEqualTo(Resolution.COMPLETED);
        assertThat(problems.first()).isEmpty();
    }

    @Test
    void t5_theFirstProblemDecides() {
        problems.add(new TaskProblem(Resolution.MALFORMED_PAYLOAD, "A"));
        problems.add(new TaskProblem(Resolution.WORKER_SHUTDOWN, "B"));
        assertThat(problems.resolution()).isEqualTo(Resolution.MALFORMED_PAYLOAD);
        assertThat(problems.first()).map(TaskProblem::getMessage).contains("A");
    }

    @Test
    void onlyExceptionsHaveAReason() {
        assertThat(Resolution.COMPLETED.exceptionReason()).isEmpty();
        assertThat(Resolution.FAILED.exceptionReason()).isEmpty();
        assertThat(Resolution.INTERMITTENT_TASK.exceptionReason()).contains("intermittent-task");
    }
}
