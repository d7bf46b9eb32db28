package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLoggingTest {
    @Test
    void levelsAreOneForAllOrOneForEachPart() {
        assertThat(JsonLogging.parseLevels("info")).isEqualTo(Map.of("root", Level.INFO));
        assertThat(JsonLogging.parseLevels(" NOTICE ")).isEqualTo(Map.of("root", Level.INFO));
        assertThat(JsonLogging.parseLevels("root:err api:debug"))
                .isEqualTo(Map.of("root", Level.ERROR, "api", Level.DEBUG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "loud", "api:debug", "root:loud", "root:info api", ":info root:info"})
    void otherLevelsAreRefused(String levels) {
        assertThatThrownBy(() -> JsonLogging.parseLevels(levels)).isInstanceOf(IllegalArgumentException.class);
    }
}
