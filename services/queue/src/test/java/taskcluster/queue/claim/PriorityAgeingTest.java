package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityAgeingTest {
    @Test
    void theLongestPatternThatATaskQueueMatchesCounts() {
        PriorityAgeing ageing = PriorityAgeing.parse(
                "{\"proj-a/*\": \"10 minutes\", \"proj-a/urgent\": \"1 minute\", \"proj-*\": \"1 hour\"}");
        assertThat(ageing.of("proj-a/urgent")).contains(Duration.ofMinutes(1));
        assertThat(ageing.of("proj-a/urgent-not")).contains(Duration.ofMinutes(10));
        assertThat(ageing.of("proj-b/x")).contains(Duration.ofHours(1));
        assertThat(ageing.of("other/x")).isEmpty();
    }

    @Test
    void prioritiesAreStrictUnlessItSaysOtherwise() {
        assertThat(PriorityAgeing.parse("").of("a/b")).isEmpty();
        assertThat(PriorityAgeing.parse("{}").of("a/b")).isEmpty();
        assertThat(PriorityAgeing.parse("{\"*\": \"7 days\"}").of("a/b")).contains(Duration.ofDays(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "nonsense",
                "{\"a/b\": 5}",
                "{\"a/b\": null}",
                "{\"a/b\": \"often\"}",
                "{\"a/b\": \"\"}",
                "{\"a/b\": \"- 1 minute\"}",
                "{\"a/b\": \"8 days\"}",
                "{\"\": \"1 minute\"}",
                "{\"a/*b\": \"1 minute\"}",
                "{\"a b\": \"1 minute\"}"
            })
    void whatMakesNoSenseIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> PriorityAgeing.parse(json));
    }
}
