package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PriorityTest {

    @ParameterizedTest
    @EnumSource
    void aNameIsReadAsItIsWritten(Priority priority) {
        assertThat(Priority.of(priority.lowerCase())).isEqualTo(priority);
    }

    @Test
    void higherOnesIncludeItself() {
        assertThat(Priority.HIGH.orHigher()).containsExactly("high", "very-high", "highest");
        assertThat(Priority.LOWEST.orHigher()).hasSize(7);
    }
}
