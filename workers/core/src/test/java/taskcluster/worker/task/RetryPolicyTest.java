package taskcluster.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import taskcluster.core.Backoff;

class RetryPolicyTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), 2, Duration.ofMillis(20), 0);

    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private final RetryPolicy retries = new RetryPolicy(Duration.ofMillis(200), QUICK, hurry);
    private final AtomicInteger attempts = new AtomicInteger();

    private int failing(int times, String message) throws IOException {
        if (attempts.incrementAndGet() <= times) {
            throw new IOException(message);
        }
        return attempts.get();
    }

    @Test
    void triesAgainWhatMayPass() throws IOException {
        assertThat(retries.run(IOException.class, e -> true, () -> failing(3, "soon")))
                .isEqualTo(4);
    }

    @Test
    void givesUpAtOnceWhatWillNotPass() {
        assertThatThrownBy(() -> retries.run(IOException.class, e -> false, () -> failing(9, "never")))
                .hasMessage("never");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void patienceEnds() {
        assertThatThrownBy(() -> retries.run(IOException.class, e -> true, () -> failing(1000, "still")))
                .hasMessage("still");
        assertThat(attempts.get()).isBetween(5, 100);
    }

    @Test
    void inAHurryTheNextAttemptComesSoon() throws IOException {
        Backoff slow = new Backoff(Duration.ofMinutes(1), 1, Duration.ofMinutes(1), 0);
        RetryPolicy patient = new RetryPolicy(Duration.ofHours(1), slow, hurry);
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> hurry.complete(null));
        assertThat(patient.run(IOException.class, e -> true, () -> failing(2, "soon")))
                .isEqualTo(3);
    }

    @Test
    void defectsPassThrough() {
        assertThatThrownBy(() -> retries.run(IOException.class, e -> true, () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }
}
