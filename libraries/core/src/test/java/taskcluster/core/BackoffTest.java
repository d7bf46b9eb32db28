package taskcluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void delaysGrowUpToTheLongest() {
        Backoff backoff = new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(1), 0);
        assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.delay(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.delay(3)).isEqualTo(Duration.ofMillis(800));
        assertThat(backoff.delay(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void jitterVariesDelaysWithinItsBounds() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 1, Duration.ofMinutes(1), 0.25);
        Random random = new Random(7);
        Duration least = Duration.ofMinutes(1);
        Duration most = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            Duration delay = backoff.delay(3, random);
            least = delay.compareTo(least) < 0 ? delay : least;
            most = delay.compareTo(most) > 0 ? delay : most;
        }
        assertThat(least).isBetween(Duration.ofMillis(750), Duration.ofMillis(760));
        assertThat(most).isBetween(Duration.ofMillis(1240), Duration.ofMillis(1250));
    }

    @Test
    void theLongestDelayIsTheLongestEvenWithJitter() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(2), 0.5);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.delay(2, random)).isLessThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Backoff(second.negated(), 2, second, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, 2, second.negated(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, 0.9, second, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, Double.NaN, second, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, 2, second, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, 2, second, -0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, 2, second, 0).delay(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
