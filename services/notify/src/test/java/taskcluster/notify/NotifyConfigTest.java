package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import taskcluster.api.DatabaseSettings;
import taskcluster.notify.chat.MatrixConfig;
import taskcluster.notify.chat.SlackConfig;
import taskcluster.notify.email.EmailConfig;
import taskcluster.notify.email.SesConfig;
import taskcluster.notify.email.SmtpConfig;

class NotifyConfigTest {
    private static final String URL = "jdbc:postgresql://localhost/tc";

    private static NotifyConfig bind(Map<String, String> more) {
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("notify.database.url", URL, "notify.access-token", "token-1"));
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("notify", NotifyConfig.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new NotifyConfig(
                        new DatabaseSettings(URL, null, "", 10, Duration.ofSeconds(30)),
                        "static/taskcluster/notify",
                        "token-1",
                        Duration.ofHours(1),
                        50,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        new EmailConfig(
                                "",
                                "[]",
                                new SmtpConfig("", 587, "", "", SmtpConfig.Encryption.AUTO),
                                new SesConfig("us-east-1", "", "", "")),
                        new MatrixConfig("", ""),
                        new SlackConfig("https://slack.com/api/", "")));
    }

    @Test
    void everySettingHasAProperty() {
        NotifyConfig config = bind(Map.ofEntries(
                Map.entry("notify.client-id", "me"),
                Map.entry("notify.duplicate-period", "2h"),
                Map.entry("notify.email-limit", "7"),
                Map.entry("notify.email-limit-period", "1m"),
                Map.entry("notify.delivery-timeout", "5s"),
                Map.entry("notify.expiration-interval", "3m"),
                Map.entry("notify.email.source-address", "tc@example.com"),
                Map.entry("notify.email.blacklist", "[\"a@x.org\"]"),
                Map.entry("notify.email.smtp.host", "mail"),
                Map.entry("notify.email.smtp.port", "25"),
                Map.entry("notify.email.smtp.user", "u"),
                Map.entry("notify.email.smtp.password", "secret-1"),
                Map.entry("notify.email.smtp.encryption", "tls"),
                Map.entry("notify.email.ses.region", "r"),
                Map.entry("notify.email.ses.access-key-id", "k"),
                Map.entry("notify.email.ses.secret-access-key", "secret-2"),
                Map.entry("notify.email.ses.endpoint", "http://ses"),
                Map.entry("notify.matrix.base-url", "https://matrix.example.com/"),
                Map.entry("notify.matrix.access-token", "secret-3"),
                Map.entry("notify.slack.api-url", "http://slack/api"),
                Map.entry("notify.slack.access-token", "secret-4")));
        assertThat(config.clientId()).isEqualTo("me");
        assertThat(config.duplicatePeriod()).isEqualTo(Duration.ofHours(2));
        assertThat(config.emailLimit()).isEqualTo(7);
        assertThat(config.emailLimitPeriod()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.deliveryTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.email().deniedAddresses()).containsExactly("a@x.org");
        assertThat(config.email().smtp())
                .isEqualTo(new SmtpConfig("mail", 25, "u", "secret-1", SmtpConfig.Encryption.TLS));
        assertThat(config.email().ses()).isEqualTo(new SesConfig("r", "k", "secret-2", "http://ses"));
        assertThat(config.matrix()).isEqualTo(new MatrixConfig("https://matrix.example.com", "secret-3"));
        assertThat(config.slack()).isEqualTo(new SlackConfig("http://slack/api/", "secret-4"));
        assertThat(config.toString()).doesNotContain("secret-", "token-1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "notify.access-token, ``, TASKCLUSTER_ACCESS_TOKEN) is not set",
                "notify.database.url, ``, WRITE_DB_URL) is not set",
                "notify.duplicate-period, 0s, notify.duplicate-period is",
                "notify.duplicate-period, 31d, notify.duplicate-period is",
                "notify.email-limit, 0, notify.email-limit is",
                "notify.email-limit-period, 25h, notify.email-limit-period is",
                "notify.delivery-timeout, 6m, notify.delivery-timeout is",
                "notify.expiration-interval, 0s, notify.expiration-interval is",
                "notify.email.smtp.host, mail, EMAIL_SOURCE_ADDRESS) is not set",
                "notify.email.smtp.port, 0, SMTP_PORT) is 0",
                "notify.email.smtp.user, me, have to be set together",
                "notify.email.blacklist, a@x.org, EMAIL_BLACKLIST) is not a JSON list",
                "notify.email.blacklist, [1], EMAIL_BLACKLIST) is not a JSON list",
                "notify.email.ses.access-key-id, k, have to be set together",
                "notify.matrix.base-url, https://m, MATRIX_ACCESS_TOKEN) is not set",
                "notify.matrix.base-url, m, MATRIX_BASE_URL) is not an HTTP URL",
                "notify.slack.api-url, slack.com, SLACK_API_URL) is not an HTTP URL"
            })
    void settingsOutOfBoundsStopTheStart(String property, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of(property, value))).rootCause().hasMessageContaining(message);
    }

    /** The settings that a separate process has, given these environment variables. */
    private static NotifyConfig fromEnvironment(Map<String, Object> variables) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("variables", variables));
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application-notify.yml"))
                .forEach(environment.getPropertySources()::addLast);
        return Binder.get(environment).bind("notify", NotifyConfig.class).get();
    }

    @Test
    void environmentVariablesGiveTheSettings() throws IOException {
        Map<String, Object> required = Map.of("WRITE_DB_URL", URL, "TASKCLUSTER_ACCESS_TOKEN", "token-1");
        NotifyConfig defaults = fromEnvironment(required);
        assertThat(defaults.database().user()).isEqualTo("taskcluster_notify");
        assertThat(defaults.email()).isEqualTo(bind(Map.of()).email());
        assertThat(defaults.slack()).isEqualTo(bind(Map.of()).slack());
        assertThat(defaults.matrix()).isEqualTo(bind(Map.of()).matrix());

        Map<String, Object> all = new LinkedHashMap<>(required);
        all.putAll(Map.of(
                "EMAIL_SOURCE_ADDRESS", "tc@example.com",
                "EMAIL_BLACKLIST", "[\"a@x.org\"]",
                "SMTP_HOST", "mail",
                "SMTP_PORT", "25",
                "SMTP_USER", "u",
                "SMTP_PASSWORD", "p",
                "SMTP_ENCRYPTION", "starttls"));
        all.putAll(Map.of(
                "AWS_REGION", "r",
                "AWS_ACCESS_KEY_ID", "k",
                "AWS_SECRET_ACCESS_KEY", "s",
                "AWS_ENDPOINT", "http://ses",
                "MATRIX_BASE_URL", "https://m",
                "MATRIX_ACCESS_TOKEN", "t",
                "SLACK_API_URL", "https://s/",
                "SLACK_ACCESS_TOKEN", "x"));
        NotifyConfig config = fromEnvironment(all);
        assertThat(config.email())
                .isEqualTo(new EmailConfig(
                        "tc@example.com",
                        "[\"a@x.org\"]",
                        new SmtpConfig("mail", 25, "u", "p", SmtpConfig.Encryption.STARTTLS),
                        new SesConfig("r", "k", "s", "http://ses")));
        assertThat(config.matrix()).isEqualTo(new MatrixConfig("https://m", "t"));
        assertThat(config.slack()).isEqualTo(new SlackConfig("https://s/", "x"));
    }
}
