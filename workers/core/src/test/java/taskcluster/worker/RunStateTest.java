package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

class RunStateTest {
    private final TaskProblems problems = new TaskProblems();
    private final RunState state = new RunState(problems);
    private final AtomicInteger stops = new AtomicInteger();

    private static TaskProblem problem(String message) {
        return new TaskProblem(Resolution.FAILED, message);
    }

    @Test
    void abortingStopsOnceAndIsReported() {
        state.onStop(stops::incrementAndGet);
        assertThat(state.abort(problem("first"))).isTrue();
        assertThat(state.abort(problem("second"))).isFalse();
        assertThat(stops).hasValue(1);
        assertThat(state.isStopped()).isTrue();
        assertThat(state.abortedBy()).map(TaskProblem::getMessage).contains("first");
        assertThat(problems.first()).map(TaskProblem::getMessage).contains("first");
        assertThat(state.startReporting()).isTrue();
    }

    @Test
    void aLostRunIsNotReported() {
        state.onStop(stops::incrementAndGet);
        assertThat(state.lose("canceled")).isTrue();
        assertThat(state.lose("again")).isFalse();
        assertThat(state.abort(problem("late"))).isFalse();
        assertThat(stops).hasValue(1);
        assertThat(state.lostBecause()).contains("canceled");
        assertThat(state.startReporting()).isFalse();
    }

    @Test
    void anAbortedRunCanBeLost() {
        state.abort(problem("shutdown"));
        assertThat(state.lose("canceled")).isTrue();
        assertThat(state.startReporting()).isFalse();
    }

    @Test
    void whileReportingNothingIsLost() {
        assertThat(state.startReporting()).isTrue();
        assertThat(state.lose("resolved")).isFalse();
        assertThat(state.abort(problem("late"))).isFalse();
        state.onStop(stops::incrementAndGet);
        assertThat(stops).hasValue(0);
        assertThat(state.isStopped()).isFalse();
    }

    @Test
    void whoRegistersTooLateIsStoppedAtOnce() {
        state.abort(problem("x"));
        state.onStop(stops::incrementAndGet);
        assertThat(stops).hasValue(1);
    }

    @Test
    void anActionMayLookAtTheState() {
        state.onStop(() -> assertThat(state.isLost()).isTrue());
        state.onStop(stops::incrementAndGet);
        state.lose("canceled");
        assertThat(stops).hasValue(1);
        assertThat(state.stopped()).isCompleted();
    }
}
