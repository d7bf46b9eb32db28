package taskcluster.auth.vending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import taskcluster.testing.MutableClock;

class ExpiringValuesTest {
    private final MutableClock clock = MutableClock.at("2030-01-01T00:00:00Z");
    private final ExpiringValues<String, String> values = new ExpiringValues<>(2, clock);

    private Instant in(Duration duration) {
        return clock.instant().plus(duration);
    }

    @Test
    void eachIsKeptUntilItsTime() {
        values.put("a", "1", in(Duration.ofSeconds(1)));
        values.put("b", "2", in(Duration.ofSeconds(2)));
        clock.advance(Duration.ofMillis(999));
        assertThat(values.get("a")).contains("1");
        clock.advance(Duration.ofMillis(1));
        assertThat(values.get("a")).isEmpty();
        assertThat(values.get("b")).contains("2");
        assertThat(values.get("c")).isEmpty();
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        values.put("a", "1", in(Duration.ofHours(1)));
        values.put("b", "2", in(Duration.ofHours(1)));
        assertThat(values.get("a")).contains("1");
        values.put("c", "3", in(Duration.ofHours(1)));
        assertThat(values.get("a")).contains("1");
        assertThat(values.get("b")).isEmpty();
        assertThat(values.get("c")).contains("3");
    }

    @Test
    void onlyTheValueThatIsMeantIsForgotten() {
        values.put("a", "1", in(Duration.ofHours(1)));
        values.remove("a", "2");
        assertThat(values.get("a")).contains("1");
        values.remove("a", "1");
        assertThat(values.get("a")).isEmpty();
        values.remove("a", "1");
    }
}
