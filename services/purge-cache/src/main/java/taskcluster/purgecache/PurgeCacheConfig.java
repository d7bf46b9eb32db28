package taskcluster.purgecache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import taskcluster.api.DatabaseSettings;

/**
 * The settings of purge-cache, all under {@code purge-cache.}; the environment variables of a separate process are in
 * {@code application-purge-cache.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param memory about how much memory the purge requests of the worker pools that poll may take; 1 MB to 1 GB. A pool
 *     without requests takes some 200 bytes
 * @param checkInterval how often to look for changes that no notification told of; 100 ms to 5 s
 * @param expirationInterval how often purge requests that have expired are deleted; 1 s to 1 day
 * @param expirationDelay how long those are kept, though nobody sees them any more; not negative, at most a year
 */
@ConfigurationProperties(value = "purge-cache", ignoreUnknownFields = false)
public record PurgeCacheConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("32MB") DataSize memory,
        @DefaultValue("2s") Duration checkInterval,
        @DefaultValue("1h") Duration expirationInterval,
        @DefaultValue("1h") Duration expirationDelay) {

    public PurgeCacheConfig {
        requireBetween("purge-cache.memory", memory, DataSize.ofMegabytes(1), DataSize.ofGigabytes(1));
        requireBetween("purge-cache.check-interval", checkInterval, Duration.ofMillis(100), Duration.ofSeconds(5));
        requireBetween(
                "purge-cache.expiration-interval", expirationInterval, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("purge-cache.expiration-delay", expirationDelay, Duration.ZERO, Duration.ofDays(365));
    }

    private static <T extends Comparable<T>> void requireBetween(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + least + " to " + most);
        }
    }
}
