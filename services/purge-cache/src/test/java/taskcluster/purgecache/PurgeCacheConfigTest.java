package taskcluster.purgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import taskcluster.api.DatabaseSettings;
import taskcluster.postgres.DatabaseConfig;

class PurgeCacheConfigTest {
    private static final String URL = "purge-cache.database.url";

    private static PurgeCacheConfig bind(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(URL, "jdbc:postgresql://localhost/tc"));
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("purge-cache", PurgeCacheConfig.class);
    }

    @Test
    void defaults() {
        PurgeCacheConfig config = bind(Map.of());
        assertThat(config)
                .isEqualTo(new PurgeCacheConfig(
                        new DatabaseSettings("jdbc:postgresql://localhost/tc", null, "", 10, Duration.ofSeconds(30)),
                        DataSize.ofMegabytes(32),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ofHours(1)));
        assertThat(config.database().toDatabaseConfig("purge-cache").user()).isEqualTo("taskcluster_purge_cache");
    }

    @Test
    void everySettingHasAProperty() {
        PurgeCacheConfig config = bind(Map.of(
                "purge-cache.database.user", "me",
                "purge-cache.database.password", "pw",
                "purge-cache.database.pool-size", "7",
                "purge-cache.database.statement-timeout", "3s",
                "purge-cache.memory", "1MB",
                "purge-cache.check-interval", "100ms",
                "purge-cache.expiration-interval", "1s",
                "purge-cache.expiration-delay", "0s"));
        assertThat(config.database().toDatabaseConfig("purge-cache"))
                .isEqualTo(new DatabaseConfig("jdbc:postgresql://localhost/tc", "me", "pw", 7, Duration.ofSeconds(3)));
        assertThat(config.memory()).isEqualTo(DataSize.ofMegabytes(1));
        assertThat(config.checkInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.expirationDelay()).isZero();
        assertThat(config.toString()).doesNotContain("pw");
    }

    @Test
    void boundsAndWhatIsRequired() {
        assertThatThrownBy(() -> bind(Map.of(URL, " "))).rootCause().hasMessageEndingWith(" is not set");
        Map<String, List<String>> wrong = Map.of(
                "purge-cache.memory", List.of("1023KB", "1025MB"),
                "purge-cache.check-interval", List.of("99ms", "5001ms"),
                "purge-cache.expiration-interval", List.of("999ms", "25h"),
                "purge-cache.expiration-delay", List.of("-1s", "366d"));
        wrong.forEach((property, values) ->
                values.forEach(value -> assertThatThrownBy(() -> bind(Map.of(property, value)))
                        .rootCause()
                        .hasMessageStartingWith(property + " is")));
    }
}
