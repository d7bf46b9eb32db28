package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import taskcluster.api.DatabaseSettings;
import taskcluster.auth.vending.aws.AwsSettings;
import taskcluster.auth.vending.azure.AzureSettings;
import taskcluster.auth.vending.gcp.GcpSettings;
import taskcluster.auth.vending.github.GithubSettings;
import taskcluster.auth.vending.sentry.SentrySettings;
import taskcluster.auth.vending.websocktunnel.WebsocktunnelSettings;
import taskcluster.postgres.DatabaseConfig;

class AuthConfigTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "auth.database.url", "jdbc:postgresql://localhost/tc",
            "auth.crypto-keys", AuthFixture.cryptoKeys(),
            "auth.static-clients", AuthFixture.staticClients(List.of()));

    private static AuthConfig bind(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(REQUIRED);
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("auth", AuthConfig.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new AuthConfig(
                        new DatabaseSettings("jdbc:postgresql://localhost/tc", null, "", 10, Duration.ofSeconds(30)),
                        AuthFixture.cryptoKeys(),
                        AuthFixture.staticClients(List.of()),
                        Duration.ofMinutes(20),
                        Duration.ofHours(6),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        30,
                        bind(Map.of()).vending()));
    }

    @Test
    void everySettingHasAProperty() {
        AuthConfig config = bind(Map.of(
                "auth.database.user", "me",
                "auth.database.password", "pw",
                "auth.database.pool-size", "7",
                "auth.database.statement-timeout", "3s",
                "auth.reload-interval", "1s",
                "auth.last-used-accuracy", "0s",
                "auth.last-used-interval", "1ms",
                "auth.purge-interval", "1s",
                "auth.audit-retention-days", "7"));
        assertThat(config.database().toDatabaseConfig("auth"))
                .isEqualTo(new DatabaseConfig("jdbc:postgresql://localhost/tc", "me", "pw", 7, Duration.ofSeconds(3)));
        assertThat(config.reloadInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.lastUsedAccuracy()).isZero();
        assertThat(config.lastUsedInterval()).isEqualTo(Duration.ofMillis(1));
        assertThat(config.purgeInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.auditRetentionDays()).isEqualTo(7);
        assertThat(config.toString()).doesNotContain("pw");
    }

    @Test
    void boundsAndWhatIsRequired() {
        for (String required : REQUIRED.keySet()) {
            assertThatThrownBy(() -> bind(Map.of(required, " "))).rootCause().hasMessageEndingWith(" is not set");
        }
        for (String property : new String[] {
            "auth.reload-interval", "auth.last-used-accuracy", "auth.last-used-interval", "auth.purge-interval"
        }) {
            assertThatThrownBy(() -> bind(Map.of(property, "-1s")))
                    .rootCause()
                    .hasMessageStartingWith(property + " is");
        }
        assertThatThrownBy(() -> bind(Map.of("auth.audit-retention-days", "0")))
                .rootCause()
                .hasMessageStartingWith("auth.audit-retention-days (AUDIT_RETENTION_DAYS) is 0");
    }

    /** What the configuration of a separate process makes of environment variables. */
    private static AuthConfig fromEnvironment(Map<String, Object> variables) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "WRITE_DB_URL", "jdbc:postgresql://localhost/tc",
                "DB_CRYPTO_KEYS", AuthFixture.cryptoKeys(),
                "STATIC_CLIENTS", AuthFixture.staticClients(List.of())));
        all.putAll(variables);
        sources.addLast(new SystemEnvironmentPropertySource("environment", all));
        new YamlPropertySourceLoader()
                .load("auth", new ClassPathResource("application-auth.yml"))
                .forEach(sources::addLast);
        return Binder.get(environment).bindOrCreate("auth", AuthConfig.class);
    }

    @Test
    void withoutEnvironmentVariablesTheDefaultsHold() throws IOException {
        AuthConfig config = fromEnvironment(Map.of());
        assertThat(config.vending()).isEqualTo(bind(Map.of()).vending());
        assertThat(config.auditRetentionDays()).isEqualTo(30);
    }

    @Test
    void credentialsForOthersAreSetByEnvironmentVariables() throws IOException {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("AUDIT_RETENTION_DAYS", "90");
        variables.put(
                "AWS_CREDENTIALS_ALLOWED_BUCKETS",
                "[{\"accessKeyId\": \"id\", \"secretAccessKey\": \"secret\", \"buckets\": [\"b\"]}]");
        variables.put("AWS_STS_ENDPOINT", "https://sts.example.com");
        variables.put("AZURE_ACCOUNTS", "{\"account1\": \"a2V5\"}");
        variables.put("AZURE_BLOB_ENDPOINT", "https://{account}.blobs.example.com");
        variables.put("AZURE_TABLE_ENDPOINT", "https://{account}.tables.example.com");
        variables.put("GCP_CREDENTIALS_ALLOWED_PROJECTS", "{}");
        variables.put("GCP_IAM_ENDPOINT", "https://iam.example.com");
        variables.put("GITHUB_CREDENTIALS_APPS", "{}");
        variables.put("GITHUB_API_URL", "https://github.example.com");
        variables.put("SENTRY_ORGANIZATION", "org");
        variables.put("SENTRY_HOST", "https://sentry.example.com");
        variables.put("SENTRY_AUTH_TOKEN", "token");
        variables.put("SENTRY_TEAM", "team");
        variables.put("SENTRY_KEY_PREFIX", "tc");
        variables.put("WEBSOCKTUNNEL_SECRET", "tunnels");
        AuthConfig config = fromEnvironment(variables);
        assertThat(config.auditRetentionDays()).isEqualTo(90);
        assertThat(config.vending())
                .isEqualTo(new VendingSettings(
                        new AwsSettings(
                                (String) variables.get("AWS_CREDENTIALS_ALLOWED_BUCKETS"), "https://sts.example.com"),
                        new AzureSettings(
                                "{\"account1\": \"a2V5\"}",
                                "https://{account}.blobs.example.com",
                                "https://{account}.tables.example.com"),
                        new GcpSettings("{}", "https://iam.example.com"),
                        new GithubSettings("{}", "https://github.example.com"),
                        new SentrySettings("org", "https://sentry.example.com", "token", "team", "tc"),
                        new WebsocktunnelSettings("tunnels")));
    }
}
