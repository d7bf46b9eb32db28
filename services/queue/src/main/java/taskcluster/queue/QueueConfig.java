package taskcluster.queue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import taskcluster.api.DatabaseSettings;
import taskcluster.core.FromNow;
import taskcluster.queue.claim.PriorityAgeing;

/**
 * The settings of the queue, all under {@code queue.}; the environment variables of a separate process are in
 * {@code application-queue.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param clientId the queue's own client, which issues the credentials of tasks and so must have all scopes that tasks have
 * @param accessToken its access token ({@code TASKCLUSTER_ACCESS_TOKEN})
 * @param claimTimeout how long a claim lasts, 1 s to 31 days; without a unit in seconds. Below 300 s a short outage costs
 *     claims ({@code TASK_CLAIM_TIMEOUT})
 * @param claimWait how long claimWork waits for work, up to a minute
 * @param watchWait how long watchRun waits for a run to end, up to a minute
 * @param priorityAgeing where waiting makes up for priority: JSON as {@link PriorityAgeing#parse} describes it, by default nowhere
 *     ({@code PRIORITY_AGEING})
 * @param maxTaskDeadlineDays how far ahead deadlines may be, 1..365 days ({@code MAX_TASK_DEADLINE_DAYS})
 * @param taskMaxDependencies most dependencies of a task, 0..10000 ({@code TASK_MAX_DEPENDENCIES})
 * @param workerInfoUpdateFrequency by how much the recorded time of a worker's last activity may be behind, such as
 *     {@code 30 minutes} ({@code WORKER_INFO_UPDATE_FREQUENCY})
 * @param deadlineDelay how long after its deadline a task is resolved, so that reports on the way still count; not negative
 * @param pollingDelay how often resolvers look for work that nobody told them of, at least 1 ms
 * @param expirationDelay how long what has expired is kept; not negative
 * @param expirationInterval how often what has expired is deleted, at least 1 s
 * @param metricsInterval how often task queues and workers are counted for the metrics, at least 1 s
 * @param eventRetention how long events stay in the event log, at least a day
 * @param artifacts the settings of {@link taskcluster.queue.artifact.ArtifactConfig}
 */
@ConfigurationProperties(value = "queue", ignoreUnknownFields = false)
public record QueueConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("static/taskcluster/queue") String clientId,
        @DefaultValue("") String accessToken,

        @DefaultValue("1200") @DurationUnit(ChronoUnit.SECONDS)
        Duration claimTimeout,

        @DefaultValue("20s") Duration claimWait,
        @DefaultValue("20s") Duration watchWait,
        @DefaultValue("") String priorityAgeing,
        @DefaultValue("5") int maxTaskDeadlineDays,
        @DefaultValue("10000") int taskMaxDependencies,
        @DefaultValue("30 minutes") String workerInfoUpdateFrequency,
        @DefaultValue("60s") Duration deadlineDelay,
        @DefaultValue("5s") Duration pollingDelay,
        @DefaultValue("30m") Duration expirationDelay,
        @DefaultValue("1h") Duration expirationInterval,
        @DefaultValue("30s") Duration metricsInterval,
        @DefaultValue("7d") Duration eventRetention,
        @Nullable Map<String, String> artifacts) {

    private static final Duration LONGEST_CREDENTIALS = Duration.ofDays(31);
    private static final int MOST_DAYS = 365;
    private static final int MOST_DEPENDENCIES = 10_000;

    public QueueConfig {
        requireSet("queue.access-token (TASKCLUSTER_ACCESS_TOKEN)", accessToken);
        requireBetween("queue.claim-timeout", claimTimeout, Duration.ofSeconds(1), LONGEST_CREDENTIALS);
        requireBetween("queue.claim-wait", claimWait, Duration.ZERO, Duration.ofMinutes(1));
        requireBetween("queue.watch-wait", watchWait, Duration.ZERO, Duration.ofMinutes(1));
        ageing(priorityAgeing);
        requireBetween("queue.max-task-deadline-days", maxTaskDeadlineDays, 1, MOST_DAYS);
        requireBetween("queue.task-max-dependencies", taskMaxDependencies, 0, MOST_DEPENDENCIES);
        requireBetween(
                "queue.worker-info-update-frequency",
                frequency(workerInfoUpdateFrequency),
                Duration.ZERO,
                Duration.ofHours(12));
        requireBetween("queue.deadline-delay", deadlineDelay, Duration.ZERO, Duration.ofDays(1));
        requireBetween("queue.polling-delay", pollingDelay, Duration.ofMillis(1), Duration.ofHours(1));
        requireBetween("queue.expiration-delay", expirationDelay, Duration.ZERO, Duration.ofDays(MOST_DAYS));
        requireBetween("queue.expiration-interval", expirationInterval, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("queue.metrics-interval", metricsInterval, Duration.ofSeconds(1), Duration.ofDays(1));
        requireBetween("queue.event-retention", eventRetention, Duration.ofDays(1), Duration.ofDays(MOST_DAYS));
    }

    Duration seenAccuracy() {
        return frequency(workerInfoUpdateFrequency);
    }

    PriorityAgeing ageing() {
        return ageing(priorityAgeing);
    }

    private static PriorityAgeing ageing(String json) {
        try {
            return PriorityAgeing.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("queue.priority-ageing (PRIORITY_AGEING): " + e.getMessage());
        }
    }

    private static Duration frequency(String text) {
        try {
            return FromNow.parse(text);
        } catch (IllegalArgumentException e) {
            // Without the cause: start-up failures are told by the innermost message, and this one names the setting.
            throw new IllegalArgumentException(
                    "queue.worker-info-update-frequency (WORKER_INFO_UPDATE_FREQUENCY): " + e.getMessage());
        }
    }

    private static void requireSet(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set");
        }
    }

    private static <T extends Comparable<T>> void requireBetween(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + least + " to " + most);
        }
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "QueueConfig[" + database + ", clientId=" + clientId + "]";
    }
}
