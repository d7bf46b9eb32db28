package taskcluster.index;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.api.DatabaseSettings;

/**
 * The settings of the index, all under {@code index.}; the environment variables of a separate process are in
 * {@code application-index.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param clientId the index's own client, which reads tasks and artifacts from the queue
 * @param accessToken its access token ({@code TASKCLUSTER_ACCESS_TOKEN})
 * @param expirationInterval how often what has expired is deleted, 1 s to a day
 */
@ConfigurationProperties(value = "index", ignoreUnknownFields = false)
public record IndexConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("static/taskcluster/index") String clientId,
        @DefaultValue("") String accessToken,
        @DefaultValue("1h") Duration expirationInterval) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    public IndexConfig {
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("index.client-id (TASKCLUSTER_CLIENT_ID) is not set");
        }
        if (accessToken.isBlank()) {
            throw new IllegalArgumentException("index.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
        }
        if (expirationInterval.compareTo(SHORTEST_INTERVAL) < 0 || expirationInterval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("index.expiration-interval is " + expirationInterval + ", but must be "
                    + SHORTEST_INTERVAL + " to " + LONGEST_INTERVAL);
        }
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "IndexConfig[" + database + ", clientId=" + clientId + "]";
    }
}
