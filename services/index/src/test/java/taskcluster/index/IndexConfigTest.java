package taskcluster.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import taskcluster.postgres.DatabaseConfig;

class IndexConfigTest {
    private static IndexConfig bind(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(
                Map.of("index.database.url", "jdbc:postgresql://localhost/tc", "index.access-token", "my-token"));
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("index", IndexConfig.class);
    }

    @Test
    void defaults() {
        IndexConfig config = bind(Map.of());
        assertThat(config.database().toDatabaseConfig("index"))
                .isEqualTo(new DatabaseConfig(
                        "jdbc:postgresql://localhost/tc", "taskcluster_index", "", 10, Duration.ofSeconds(30)));
        assertThat(config.clientId()).isEqualTo("static/taskcluster/index");
        assertThat(config.accessToken()).isEqualTo("my-token");
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.toString()).doesNotContain("my-token");
    }

    @Test
    void everySettingHasAProperty() {
        IndexConfig config = bind(Map.of(
                "index.database.user", "me",
                "index.database.password", "pw",
                "index.database.pool-size", "7",
                "index.client-id", "other",
                "index.expiration-interval", "1s"));
        assertThat(config.database().toDatabaseConfig("index"))
                .isEqualTo(new DatabaseConfig("jdbc:postgresql://localhost/tc", "me", "pw", 7, Duration.ofSeconds(30)));
        assertThat(config.clientId()).isEqualTo("other");
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void boundsAndWhatIsRequired() {
        assertThatThrownBy(() -> bind(Map.of("index.access-token", " ")))
                .rootCause()
                .hasMessage("index.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
        assertThatThrownBy(() -> bind(Map.of("index.client-id", " ")))
                .rootCause()
                .hasMessage("index.client-id (TASKCLUSTER_CLIENT_ID) is not set");
        assertThatThrownBy(() -> bind(Map.of("index.database.url", " ")))
                .rootCause()
                .hasMessageContaining("WRITE_DB_URL");
        for (String interval : List.of("999ms", "25h", "-1s")) {
            assertThatThrownBy(() -> bind(Map.of("index.expiration-interval", interval)))
                    .rootCause()
                    .hasMessageStartingWith("index.expiration-interval is");
        }
    }
}
