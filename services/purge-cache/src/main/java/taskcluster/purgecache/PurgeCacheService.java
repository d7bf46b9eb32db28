package taskcluster.purgecache;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.Api;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;

/** Everything that purge-cache is made of: requests that workers delete their caches, and what polling workers are told. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PurgeCacheConfig.class)
public class PurgeCacheService {
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(1);

    /** Logs go by the name of the service, whatever else runs in the process. */
    private static Monitor monitor(MeterRegistry metrics) {
        return Monitor.of("purge-cache", metrics);
    }

    @Bean(destroyMethod = "close")
    Database purgeCacheDatabase(PurgeCacheConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("purge-cache"), metrics);
    }

    @Bean
    HealthCheck purgeCacheDatabaseHealth(Database purgeCacheDatabase) {
        return new DatabaseHealth("purge-cache-database", purgeCacheDatabase);
    }

    @Bean
    PurgeStore purgeStore(Database purgeCacheDatabase) {
        return new PurgeStore(purgeCacheDatabase);
    }

    @Bean
    PurgesInMemory purgesInMemory(PurgeCacheConfig config) {
        return new PurgesInMemory(config.memory().toBytes(), System::nanoTime);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PurgeFollower purgeFollower(
            PurgeStore purgeStore,
            PurgesInMemory purgesInMemory,
            Database purgeCacheDatabase,
            PurgeCacheConfig config,
            MeterRegistry metrics) {
        return new PurgeFollower(
                purgeStore, purgesInMemory, purgeCacheDatabase, config.checkInterval(), monitor(metrics));
    }

    @Bean(destroyMethod = "close")
    Loop purgeCacheExpiryLoop(PurgeStore purgeStore, PurgeCacheConfig config, Clock clock, MeterRegistry metrics) {
        ExpiredPurges expired = new ExpiredPurges(purgeStore, clock, config.expirationDelay());
        return Loop.builder("purge-cache-expire", monitor(metrics))
                .every(config.expirationInterval())
                .maxIterationTime(LONGEST_EXPIRY)
                .run(expired::delete)
                .start();
    }

    @Bean
    Api purgeCacheApi(PurgeStore purgeStore, PurgesInMemory purgesInMemory, Clock clock) {
        return PurgeCacheApi.of(new PurgeApi(purgeStore, purgesInMemory, clock));
    }
}
