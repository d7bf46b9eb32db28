package taskcluster.builtinworkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BuiltInWorkersConfigTest {
    private static BuiltInWorkersConfig bind(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("built-in-workers.access-token", "my-token"));
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("built-in-workers", BuiltInWorkersConfig.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new BuiltInWorkersConfig(
                        "static/taskcluster/built-in-workers", "my-token", Duration.ofSeconds(5)));
        assertThat(bind(Map.of()).toString()).doesNotContain("my-token");
    }

    @Test
    void everySettingHasAProperty() {
        assertThat(bind(Map.of("built-in-workers.client-id", "other", "built-in-workers.retry-delay", "1ms")))
                .isEqualTo(new BuiltInWorkersConfig("other", "my-token", Duration.ofMillis(1)));
    }

    @Test
    void boundsAndWhatIsRequired() {
        assertThatThrownBy(() -> bind(Map.of("built-in-workers.access-token", "")))
                .rootCause()
                .hasMessage("built-in-workers.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
        assertThatThrownBy(() -> bind(Map.of("built-in-workers.client-id", "")))
                .rootCause()
                .hasMessage("built-in-workers.client-id (TASKCLUSTER_CLIENT_ID) is not set");
        for (String delay : List.of("0s", "-1s", "61m")) {
            assertThatThrownBy(() -> bind(Map.of("built-in-workers.retry-delay", delay)))
                    .rootCause()
                    .hasMessageStartingWith("built-in-workers.retry-delay is");
        }
    }
}
