package taskcluster.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "7, 0.007s",
        "1000, 1.000s",
        "62345, 1m2.345s",
        "3600000, 1h0m0.000s",
        "90061001, 25h1m1.001s",
        "-5, 0s"
    })
    void readable(long millis, String text) {
        assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
