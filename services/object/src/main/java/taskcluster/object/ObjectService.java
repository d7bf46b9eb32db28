package taskcluster.object;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import taskcluster.api.Api;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.object.backend.Backends;
import taskcluster.object.download.DownloadApi;
import taskcluster.object.download.Middleware;
import taskcluster.object.expiry.ObjectExpiry;
import taskcluster.object.store.ObjectStore;
import taskcluster.object.upload.UploadApi;
import taskcluster.postgres.Database;

/** Everything that the object service is made of. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectConfig.class)
public class ObjectService {
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(1);

    /** Logs go by the name of the service, whatever else runs in the process. */
    private static Monitor monitor(MeterRegistry metrics) {
        return Monitor.of("object", metrics);
    }

    @Bean(destroyMethod = "close")
    Database objectDatabase(ObjectConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("object"), metrics);
    }

    @Bean
    HealthCheck objectDatabaseHealth(Database objectDatabase) {
        return new DatabaseHealth("object-database", objectDatabase);
    }

    @Bean
    ObjectStore objectStore(Database objectDatabase) {
        return new ObjectStore(objectDatabase);
    }

    @Bean(destroyMethod = "close")
    Backends objectBackends(ObjectConfig config, Clock clock, MeterRegistry metrics) {
        return Backends.of(
                config.backendsSetting(),
                config.backendMapSetting(),
                clock,
                monitor(metrics).child("backend"));
    }

    @Bean
    UploadApi objectUploadApi(ObjectStore store, Backends backends, Clock clock) {
        return new UploadApi(store, backends, clock);
    }

    @Bean
    DownloadApi objectDownloadApi(ObjectStore store, Backends backends, ObjectConfig config, Clock clock) {
        return new DownloadApi(store, backends, Middleware.of(config.middlewareSetting()), clock);
    }

    @Bean
    ObjectExpiry objectExpiry(ObjectStore store, Backends backends, Clock clock, MeterRegistry metrics) {
        return new ObjectExpiry(store, backends, clock, monitor(metrics).child("expire"));
    }

    /** A long run of the job does not hold up the end of the process. */
    @Bean
    ApplicationListener<ContextClosedEvent> objectExpiryStop(ObjectExpiry objectExpiry) {
        return _ -> objectExpiry.stop();
    }

    @Bean(destroyMethod = "close")
    Loop objectExpiryLoop(ObjectExpiry objectExpiry, ObjectConfig config, MeterRegistry metrics) {
        return Loop.builder("expire-objects", monitor(metrics).child("expire"))
                .every(config.expirationInterval())
                .maxIterationTime(LONGEST_EXPIRY)
                .run(objectExpiry::run)
                .start();
    }

    @Bean
    Api objectApi(UploadApi uploads, DownloadApi downloads) {
        return ObjectApi.of(uploads, downloads);
    }
}
