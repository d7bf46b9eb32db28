package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClientOptionsTest {
    private static final String ROOT = "https://tc.example.com";

    @Test
    void theDefaultsAreThoseThatAllClientsHave() {
        ClientOptions options = ClientOptions.builder(ROOT).build();

        assertThat(options.retries()).isEqualTo(5);
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.delayFactor()).isEqualTo(Duration.ofMillis(100));
        assertThat(options.maxDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.credentials()).isNull();
        assertThat(options.authorizedScopes()).isNull();
    }

    @Test
    void theDelaysDoubleFrom200Milliseconds() {
        ClientOptions options = ClientOptions.builder(ROOT).build();

        for (int retry = 1; retry <= 3; retry++) {
            long expected = 100L << retry;
            assertThat(options.backoff().delay(retry).toMillis()).isBetween(expected * 3 / 4, expected * 5 / 4);
        }
        assertThat(options.backoff().delay(20)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theEnvironmentGivesRootUrlAndCredentials() {
        ClientOptions options = ClientOptions.fromEnvironment(Map.of(
                        "TASKCLUSTER_ROOT_URL", ROOT + "/",
                        "TASKCLUSTER_PROXY_URL", "http://taskcluster",
                        "TASKCLUSTER_CLIENT_ID", "me",
                        "TASKCLUSTER_ACCESS_TOKEN", "secret"))
                .build();

        assertThat(options.rootUrl().url()).isEqualTo(ROOT);
        assertThat(Objects.requireNonNull(options.credentials()).get()).isEqualTo(new Credentials("me", "secret"));
    }

    @Test
    void insideATaskTheProxySigns() {
        ClientOptions options = ClientOptions.fromEnvironment(
                        Map.of("TASKCLUSTER_ROOT_URL", ROOT, "TASKCLUSTER_PROXY_URL", "http://taskcluster"))
                .build();

        assertThat(options.rootUrl().url()).isEqualTo("http://taskcluster");
        assertThat(options.credentials()).isNull();
    }

    @Test
    void aMissingRootUrlIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientOptions.fromEnvironment(Map.of("TASKCLUSTER_ROOT_URL", "")))
                .withMessageContaining("TASKCLUSTER_ROOT_URL");
    }

    @Test
    void overridesKeepTheRest() {
        ClientOptions options = ClientOptions.builder(ROOT)
                .credentials(new Credentials("me", "secret"))
                .authorizedScopes(List.of("a"))
                .retries(2)
                .header("x-more", "1")
                .build();

        ClientOptions changed = options.toBuilder().traceId("T").build();

        assertThat(changed)
                .isEqualTo(new ClientOptions(
                        options.rootUrl(),
                        options.credentials(),
                        List.of("a"),
                        2,
                        options.timeout(),
                        options.delayFactor(),
                        options.maxDelay(),
                        "T",
                        Map.of("x-more", "1"),
                        options.httpClient(),
                        options.clock()));
    }
}
