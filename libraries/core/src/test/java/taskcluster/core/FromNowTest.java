package taskcluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromNowTest {
    @Test
    @DisplayName("platform-51: units add up")
    void unitsAddUp() {
        assertThat(FromNow.parse("1 day 2 hours")).isEqualTo(Duration.ofHours(26));
    }

    @Test
    @DisplayName("platform-51: units have an order")
    void unitsHaveAnOrder() {
        assertThatThrownBy(() -> FromNow.parse("2 hours 1 day"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'2 hours 1 day' is not a relative time such as '2 days 3 hours'");
    }

    @Test
    @DisplayName("platform-51: a minus means the past")
    void aMinusMeansThePast() {
        assertThat(FromNow.parse("- 15 minutes")).isEqualTo(Duration.ofMinutes(-15));
        assertThat(FromNow.parse("-1d1h")).isEqualTo(Duration.ofHours(-25));
        assertThat(FromNow.parse(" + 3 s ")).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("platform-51: a month has 30 days")
    void aMonthHas30Days() {
        Instant lastOfJanuary = Instant.parse("2020-01-31T12:00:00Z");
        assertThat(FromNow.from("1 month", lastOfJanuary)).isEqualTo(Instant.parse("2020-03-01T12:00:00Z"));
        assertThat(FromNow.from("- 1 year", lastOfJanuary)).isEqualTo(Instant.parse("2019-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "1y, 365d",
        "1yr, 365d",
        "2 years, 730d",
        "1 year, 365d",
        "1mo, 30d",
        "2 months, 60d",
        "1month, 30d",
        "1w, 7d",
        "1 wk, 7d",
        "3 weeks, 21d",
        "1d, 1d",
        "1 DAY, 1d",
        "1   days, 1d",
        "24h, 1d",
        "24 hr, 1d",
        "24 hours, 1d",
        "1440m, 1d",
        "1440 min, 1d",
        "1440 minutes, 1d",
        "86400s, 1d",
        "86400 sec, 1d",
        "86400 seconds, 1d",
        "1y1mo1w1d23h59m60s, 404d",
        "'', 0d",
        "' ', 0d"
    })
    void unitsHaveSeveralNames(String text, String days) {
        assertThat(FromNow.parse(text).toDays()).isEqualTo(Long.parseLong(days.replace("d", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "1 fortnight", "day", "1.5 days", "1 day 1 day", "1 -day", "--1 day", "1 day,", "-1 d -1 h"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> FromNow.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesBeyondAllBoundsAreRefused() {
        assertThatThrownBy(() -> FromNow.parse("9223372036854775807 years"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> FromNow.parse("99999999999999999999 s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> FromNow.from("9000000000 years", Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
