package taskcluster.secrets;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.Api;
import taskcluster.api.DatabaseHealth;
import taskcluster.api.HealthCheck;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.Database;

/** Everything that secrets is made of: values that tasks and services need and that nobody else may see. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretsConfig.class)
public class SecretsService {
    private static final Duration LONGEST_EXPIRY = Duration.ofMinutes(10);

    /** Logs go by the name of the service, whatever else runs in the process. */
    private static Monitor monitor(MeterRegistry metrics) {
        return Monitor.of("secrets", metrics);
    }

    @Bean(destroyMethod = "close")
    Database secretsDatabase(SecretsConfig config, MeterRegistry metrics) {
        return Database.connect(config.database().toDatabaseConfig("secrets"), metrics);
    }

    @Bean
    HealthCheck secretsDatabaseHealth(Database secretsDatabase) {
        return new DatabaseHealth("secrets-database", secretsDatabase);
    }

    @Bean
    ColumnEncryption secretsColumnEncryption(SecretsConfig config) {
        return ColumnEncryption.fromJson(config.cryptoKeys());
    }

    @Bean
    SecretStore secretStore(Database secretsDatabase, ColumnEncryption secretsColumnEncryption) {
        return new SecretStore(secretsDatabase, secretsColumnEncryption);
    }

    @Bean
    SecretAudit secretAudit(MeterRegistry metrics) {
        return new SecretAudit(monitor(metrics));
    }

    @Bean(destroyMethod = "close")
    Loop secretsExpiryLoop(
            SecretStore secretStore, SecretAudit secretAudit, SecretsConfig config, MeterRegistry metrics) {
        return Loop.builder("secrets-expire", monitor(metrics))
                .every(config.expirationInterval())
                .maxIterationTime(LONGEST_EXPIRY)
                .run(new ExpiredSecrets(secretStore, secretAudit)::delete)
                .start();
    }

    @Bean
    Api secretsApi(SecretStore secretStore, SecretAudit secretAudit) {
        return SecretsApi.of(new SecretApi(secretStore, secretAudit));
    }
}
