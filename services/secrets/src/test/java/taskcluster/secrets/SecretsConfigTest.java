package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import taskcluster.api.DatabaseSettings;
import taskcluster.postgres.DatabaseConfig;

class SecretsConfigTest {
    private static final String KEYS = SecretsFixture.keys("k1");
    private static final Map<String, String> REQUIRED =
            Map.of("secrets.database.url", "jdbc:postgresql://localhost/tc", "secrets.crypto-keys", KEYS);

    private static SecretsConfig bind(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(REQUIRED);
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("secrets", SecretsConfig.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new SecretsConfig(
                        new DatabaseSettings("jdbc:postgresql://localhost/tc", null, "", 10, Duration.ofSeconds(30)),
                        KEYS,
                        Duration.ofHours(1)));
    }

    @Test
    void everySettingHasAProperty() {
        SecretsConfig config = bind(Map.of(
                "secrets.database.user", "me",
                "secrets.database.password", "pw",
                "secrets.database.pool-size", "7",
                "secrets.database.statement-timeout", "3s",
                "secrets.expiration-interval", "1s"));
        assertThat(config.database().toDatabaseConfig("secrets"))
                .isEqualTo(new DatabaseConfig("jdbc:postgresql://localhost/tc", "me", "pw", 7, Duration.ofSeconds(3)));
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.toString()).doesNotContain("pw", "aes-256");
    }

    @Test
    void boundsAndWhatIsRequired() {
        for (String required : REQUIRED.keySet()) {
            assertThatThrownBy(() -> bind(Map.of(required, " "))).rootCause().hasMessageEndingWith(" is not set");
        }
        for (String wrong : new String[] {"-1s", "25h"}) {
            assertThatThrownBy(() -> bind(Map.of("secrets.expiration-interval", wrong)))
                    .rootCause()
                    .hasMessageStartingWith("secrets.expiration-interval is");
        }
        assertThatThrownBy(() -> bind(Map.of("secrets.crypto-keys", "[]")))
                .rootCause()
                .hasMessageStartingWith("secrets.crypto-keys (DB_CRYPTO_KEYS): ");
    }
}
