package taskcluster.notify;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.api.DatabaseSettings;
import taskcluster.notify.chat.MatrixConfig;
import taskcluster.notify.chat.SlackConfig;
import taskcluster.notify.email.EmailConfig;

/**
 * The settings of notify, all under {@code notify.}; the environment variables of a separate process are in
 * {@code application-notify.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param clientId the client that reads the definitions of tasks ({@code TASKCLUSTER_CLIENT_ID})
 * @param accessToken its access token ({@code TASKCLUSTER_ACCESS_TOKEN})
 * @param duplicatePeriod how long after it was sent a notification is not sent again, 1 s to 30 days
 * @param emailLimit how many e-mails may go to one address within {@code emailLimitPeriod}, 1 to 10000
 * @param emailLimitPeriod the period of that limit, 1 s to 1 day
 * @param deliveryTimeout how long to wait for another system, 1 s to 5 minutes
 * @param expirationInterval how often records of what was sent are deleted once they are too old to matter, at least 1 s
 * @param email how e-mail is sent
 * @param matrix how messages get to rooms of Matrix
 * @param slack how messages get to channels of Slack
 */
@ConfigurationProperties(value = "notify", ignoreUnknownFields = false)
public record NotifyConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("static/taskcluster/notify") String clientId,
        @DefaultValue("") String accessToken,
        @DefaultValue("1h") Duration duplicatePeriod,
        @DefaultValue("50") int emailLimit,
        @DefaultValue("10m") Duration emailLimitPeriod,
        @DefaultValue("60s") Duration deliveryTimeout,
        @DefaultValue("1h") Duration expirationInterval,
        @DefaultValue EmailConfig email,
        @DefaultValue MatrixConfig matrix,
        @DefaultValue SlackConfig slack) {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MOST_EMAILS = 10_000;

    public NotifyConfig {
        if (accessToken.isBlank()) {
            throw new IllegalArgumentException("notify.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
        }
        requireBetween("notify.duplicate-period", duplicatePeriod, SECOND, Duration.ofDays(30));
        requireBetween("notify.email-limit", emailLimit, 1, MOST_EMAILS);
        requireBetween("notify.email-limit-period", emailLimitPeriod, SECOND, Duration.ofDays(1));
        requireBetween("notify.delivery-timeout", deliveryTimeout, SECOND, Duration.ofMinutes(5));
        requireBetween("notify.expiration-interval", expirationInterval, SECOND, Duration.ofDays(1));
    }

    private static <T extends Comparable<T>> void requireBetween(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + least + " to " + most);
        }
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "NotifyConfig[" + database + ", clientId=" + clientId + ", " + email + ", " + matrix + ", " + slack
                + "]";
    }
}
