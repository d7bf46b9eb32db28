package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MutableClockTest {
    @Test
    void standsStillUntilItIsMoved() {
        MutableClock clock = MutableClock.at("2026-01-01T00:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z");
        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo("2026-01-01T01:00:00Z");
        clock.advance(Duration.ofMinutes(-1));
        assertThat(clock.millis())
                .isEqualTo(Instant.parse("2026-01-01T00:59:00Z").toEpochMilli());
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }
}
