package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    @Test
    void looksAgainUntilItIsSo() {
        AtomicInteger looks = new AtomicInteger();
        Await.until("three looks", () -> looks.incrementAndGet() == 3);
        assertThat(looks).hasValue(3);
        assertThat(Await.value("a large number", looks::incrementAndGet, number -> number > 5))
                .isEqualTo(6);
    }

    @Test
    void takesErrorsForNotYet() {
        AtomicInteger looks = new AtomicInteger();
        Await.untilAsserted(() -> assertThat(looks.incrementAndGet()).isEqualTo(3));
        Await.until(() -> {
            if (looks.incrementAndGet() < 6) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
        assertThat(looks).hasValue(6);
    }

    @Test
    void failsInTheEndWithTheReason() {
        assertThatThrownBy(() -> Await.until("rain", Duration.ofMillis(5), () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("waited in vain for rain (at most PT0.005S)");
        IllegalStateException reason = new IllegalStateException("dry");
        assertThatThrownBy(() -> Await.value("rain", Duration.ofMillis(5), () -> {
                    throw reason;
                }))
                .isInstanceOf(AssertionError.class)
                .hasCause(reason);
        assertThatThrownBy(() -> Await.value("rain", Duration.ZERO, Optional::empty))
                .isInstanceOf(AssertionError.class);
    }
}
