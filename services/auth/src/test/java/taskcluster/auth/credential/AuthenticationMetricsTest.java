package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuthenticationMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AuthenticationMetrics metrics = new AuthenticationMetrics(registry);

    private double successes(String clientId, String scheme) {
        return registry.get("auth.success")
                .tags("clientId", clientId, "scheme", scheme)
                .counter()
                .count();
    }

    @Test
    @DisplayName("auth-98: clients of tasks and workers are counted together")
    void clientsOfTasksAndWorkersAreCountedTogether() {
        metrics.success("task-client/abc/0/on/x/until/1", Scheme.HAWK);
        metrics.success("task-client/def/1/on/y/until/2", Scheme.HAWK);
        metrics.success("worker/a/b", Scheme.BEWIT);
        metrics.success("hello", Scheme.HAWK);
        metrics.success("workers", Scheme.HAWK);
        assertThat(successes("task-client/*", "hawk")).isEqualTo(2);
        assertThat(successes("worker/*", "bewit")).isEqualTo(1);
        assertThat(successes("hello", "hawk")).isEqualTo(1);
        assertThat(successes("workers", "hawk")).isEqualTo(1);
    }

    @Test
    void failuresAreCountedByTheirReason() {
        metrics.failure(FailureReason.INVALID_SIGNATURE, Scheme.HAWK);
        metrics.failure(FailureReason.INVALID_SIGNATURE, Scheme.HAWK);
        metrics.failure(FailureReason.OTHER, Scheme.UNKNOWN);
        assertThat(registry.get("auth.failure")
                        .tags("reason", "invalid_signature", "scheme", "hawk")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("auth.failure")
                        .tags("reason", "other", "scheme", "unknown")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
