package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void timesAreRoundedToWhatMatters() {
        assertThat(Words.time(Duration.ofSeconds(-5))).isEqualTo("0.0 s");
        assertThat(Words.time(Duration.ofMillis(449))).isEqualTo("0.4 s");
        assertThat(Words.time(Duration.ofMillis(12_900))).isEqualTo("12 s");
        assertThat(Words.time(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Words.time(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
        assertThat(Words.time(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
        assertThat(Words.time(Duration.ofHours(99))).isEqualTo("4 d 3 h");
    }

    @Test
    void sizesAreInPowersOfThousand() {
        assertThat(Words.size(0)).isEqualTo("0 B");
        assertThat(Words.size(999)).isEqualTo("999 B");
        assertThat(Words.size(1000)).isEqualTo("1.0 kB");
        assertThat(Words.size(999_949)).isEqualTo("999.9 kB");
        assertThat(Words.size(999_950)).isEqualTo("1.0 MB");
        assertThat(Words.size(24_100_000)).isEqualTo("24.1 MB");
    }

    @Test
    void oneIsNotMany() {
        assertThat(Words.count(1, "task")).isEqualTo("1 task");
        assertThat(Words.count(0, "task")).isEqualTo("0 tasks");
    }
}
