package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class QueueConfigTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(QueueConfig.class)
    static class Settings {}

    private static ConfigurableApplicationContext load(String... settings) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "queue.database.url", "jdbc:postgresql://localhost/taskcluster", "queue.access-token", "secret"));
        for (String setting : settings) {
            all.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run(all.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static QueueConfig config(String... settings) {
        try (ConfigurableApplicationContext context = load(settings)) {
            return context.getBean(QueueConfig.class);
        }
    }

    @Test
    void settingsHaveDefaults() {
        QueueConfig config = config();
        assertThat(config.database().toDatabaseConfig("queue").user()).isEqualTo("taskcluster_queue");
        assertThat(config.database().poolSize()).isEqualTo(10);
        assertThat(config.database().statementTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.clientId()).isEqualTo("static/taskcluster/queue");
        assertThat(config.claimTimeout()).isEqualTo(Duration.ofSeconds(1200));
        assertThat(config.claimWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.watchWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.priorityAgeing()).isEmpty();
        assertThat(config.metricsInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxTaskDeadlineDays()).isEqualTo(5);
        assertThat(config.taskMaxDependencies()).isEqualTo(10_000);
        assertThat(config.seenAccuracy()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.deadlineDelay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.pollingDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.expirationDelay()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.eventRetention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void theClaimTimeoutIsInSecondsUnlessItSaysOtherwise() {
        assertThat(config("queue.claim-timeout=5").claimTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config("queue.claim-timeout=5m").claimTimeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({
        "queue.access-token=, queue.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set",
        "queue.database.url=, database.url (WRITE_DB_URL) is not set",
        "queue.claim-timeout=0, queue.claim-timeout is",
        "queue.claim-timeout=32d, queue.claim-timeout is",
        "queue.claim-wait=61s, queue.claim-wait is",
        "queue.watch-wait=61s, queue.watch-wait is",
        "queue.priority-ageing=often, queue.priority-ageing (PRIORITY_AGEING): it is not JSON",
        "queue.metrics-interval=0s, queue.metrics-interval is",
        "queue.max-task-deadline-days=0, queue.max-task-deadline-days is",
        "queue.task-max-dependencies=10001, queue.task-max-dependencies is",
        "queue.worker-info-update-frequency=often, queue.worker-info-update-frequency (WORKER_INFO_UPDATE_FREQUENCY)",
        "queue.deadline-delay=-1s, queue.deadline-delay is",
        "queue.polling-delay=0s, queue.polling-delay is",
        "queue.expiration-delay=-1s, queue.expiration-delay is",
        "queue.expiration-interval=0s, queue.expiration-interval is",
        "queue.event-retention=1h, queue.event-retention is"
    })
    void settingsOutOfBoundsStopTheStart(String setting, String message) {
        assertThatThrownBy(() -> load(setting)).hasStackTraceContaining(message);
    }

    @Test
    void aSettingThatDoesNotExistStopsTheStart() {
        assertThatThrownBy(() -> load("queue.claim-timeuot=5")).hasStackTraceContaining("claim-timeuot");
    }

    @Test
    void settingsOfArtifactsAreNotThoseOfTheQueue() {
        assertThat(config("queue.artifacts.public-bucket=b").artifacts()).containsEntry("public-bucket", "b");
    }
}
