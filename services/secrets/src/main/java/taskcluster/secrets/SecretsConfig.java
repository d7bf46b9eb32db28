package taskcluster.secrets;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.api.DatabaseSettings;
import taskcluster.postgres.ColumnEncryption;

/**
 * The settings of secrets, all under {@code secrets.}; the environment variables of a separate process are in
 * {@code application-secrets.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param cryptoKeys keys that secrets are encrypted with at rest, as JSON
 *     {@code [{"id", "algo": "aes-256", "key": base64 of 32 bytes}]}; the last one encrypts, all decrypt
 * @param expirationInterval how often secrets that have expired are deleted; 1 s to 1 day
 */
@ConfigurationProperties(value = "secrets", ignoreUnknownFields = false)
public record SecretsConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("") String cryptoKeys,
        @DefaultValue("1h") Duration expirationInterval) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    public SecretsConfig {
        requireKeys(cryptoKeys);
        requireBetween("secrets.expiration-interval", expirationInterval, SECOND, DAY);
    }

    private static void requireKeys(String keys) {
        if (keys.isBlank()) {
            throw new IllegalArgumentException("secrets.crypto-keys (DB_CRYPTO_KEYS) is not set");
        }
        try {
            ColumnEncryption.fromJson(keys).encrypt("");
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            // Without the cause: start-up failures are told by the innermost message, and this one names the setting.
            throw new IllegalArgumentException("secrets.crypto-keys (DB_CRYPTO_KEYS): " + unusable.getMessage());
        }
    }

    private static void requireBetween(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + least + " to " + most);
        }
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "SecretsConfig[" + database + "]";
    }
}
