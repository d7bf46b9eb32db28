package taskcluster.builtinworkers;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the built-in workers, all under {@code built-in-workers.}; the environment variables of a separate process
 * are in {@code application-built-in-workers.yml}. A setting that does not exist stops the start.
 *
 * @param clientId the workers' own client, which may claim tasks of {@code built-in/*}
 * @param accessToken its access token ({@code TASKCLUSTER_ACCESS_TOKEN})
 * @param retryDelay how long a worker waits after it has failed to claim or report, 1 ms to an hour
 */
@ConfigurationProperties(value = "built-in-workers", ignoreUnknownFields = false)
public record BuiltInWorkersConfig(
        @DefaultValue("static/taskcluster/built-in-workers") String clientId,
        @DefaultValue("") String accessToken,
        @DefaultValue("5s") Duration retryDelay) {
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    public BuiltInWorkersConfig {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("built-in-workers.client-id (TASKCLUSTER_CLIENT_ID) is not set");
        }
        if (accessToken.isBlank()) {
            throw new IllegalArgumentException("built-in-workers.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
        }
        if (retryDelay.compareTo(Duration.ofMillis(1)) < 0 || retryDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("built-in-workers.retry-delay is " + retryDelay + ", but must be "
                    + Duration.ofMillis(1) + " to " + LONGEST_DELAY);
        }
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "BuiltInWorkersConfig[clientId=" + clientId + "]";
    }
}
