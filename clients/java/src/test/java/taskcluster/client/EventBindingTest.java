package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBindingTest {
    @Test
    void fieldsThatAreNotNamedMatchAnything() {
        EventBinding binding = QueueEvents.taskCompleted(Map.of("taskGroupId", "G", "runId", 3));

        assertThat(binding.exchange()).isEqualTo("exchange/taskcluster-queue/v1/task-completed");
        assertThat(binding.routingKeyPattern()).isEqualTo("primary.*.3.*.*.*.*.*.G.#");
        assertThat(binding.routingKeyReference()).hasSize(10);
    }

    @Test
    void aFieldOfSeveralWordsMayHaveDots() {
        assertThat(AuthEvents.roleUpdated(Map.of("reserved", "a.b")).routingKeyPattern())
                .isEqualTo("a.b");
    }

    @Test
    void aPatternIsTakenAsItIs() {
        assertThat(AuthEvents.clientCreated("x.#").routingKeyPattern()).isEqualTo("x.#");
    }

    @Test
    void fieldsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueEvents.taskCompleted(Map.of("task", "a")))
                .withMessageContaining("has no routing key field [task]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueEvents.taskCompleted(Map.of("workerId", "a.b")))
                .withMessageContaining("one word");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueEvents.taskCompleted(Map.of("workerId", true)))
                .withMessageContaining("a text or a number");
    }
}
