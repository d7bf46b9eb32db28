package taskcluster.auth;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.api.DatabaseSettings;
import taskcluster.auth.client.StaticClients;
import taskcluster.postgres.ColumnEncryption;

/**
 * The settings of auth, all under {@code auth.}; the environment variables of a separate process are in
 * {@code application-auth.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param cryptoKeys keys that access tokens are encrypted with at rest, as JSON
 *     {@code [{"id", "algo": "aes-256", "key": base64 of 32 bytes}]}; the last one encrypts, all decrypt
 * @param staticClients clients of the deployment's configuration, as JSON
 *     {@code [{"clientId", "accessToken", "description", "scopes"}]}
 * @param reloadInterval how often all clients and roles are read again, in case an event was missed; at least 1 s
 * @param lastUsedAccuracy by how much the recorded time of a client's last use may be behind; not negative
 * @param lastUsedInterval how often times of last use are recorded; at least 1 ms
 * @param purgeInterval how often what has expired is deleted; at least 1 s
 * @param auditRetentionDays how long the audit history keeps its entries, in days; at least 1
 * @param vending for which services of others there are credentials
 */
@ConfigurationProperties(value = "auth", ignoreUnknownFields = false)
public record AuthConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("") String cryptoKeys,
        @DefaultValue("") String staticClients,
        @DefaultValue("20m") Duration reloadInterval,
        @DefaultValue("6h") Duration lastUsedAccuracy,
        @DefaultValue("1m") Duration lastUsedInterval,
        @DefaultValue("1h") Duration purgeInterval,
        @DefaultValue("30") int auditRetentionDays,
        @DefaultValue VendingSettings vending) {

    public AuthConfig {
        requireSet(cryptoKeys, "auth.crypto-keys");
        requireKeys(cryptoKeys);
        requireSet(staticClients, "auth.static-clients");
        StaticClients.check(staticClients);
        requireAtLeast(reloadInterval, Duration.ofSeconds(1), "auth.reload-interval");
        requireAtLeast(lastUsedAccuracy, Duration.ZERO, "auth.last-used-accuracy");
        requireAtLeast(lastUsedInterval, Duration.ofMillis(1), "auth.last-used-interval");
        requireAtLeast(purgeInterval, Duration.ofSeconds(1), "auth.purge-interval");
        requireAtLeast(auditRetentionDays, 1, "auth.audit-retention-days (AUDIT_RETENTION_DAYS)");
    }

    private static void requireSet(String value, String name) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set");
        }
    }

    private static void requireKeys(String keys) {
        try {
            ColumnEncryption.fromJson(keys).encrypt("");
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            // Without the cause: start-up failures are told by the innermost message, and this one names the setting.
            throw new IllegalArgumentException("auth.crypto-keys: " + unusable.getMessage());
        }
    }

    private static <T extends Comparable<T>> void requireAtLeast(T value, T least, String name) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + least);
        }
    }

    /** Without keys and tokens. */
    @Override
    public String toString() {
        return "AuthConfig[" + database + "]";
    }
}
