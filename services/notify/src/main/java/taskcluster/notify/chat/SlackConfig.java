package taskcluster.notify.chat;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages get to Slack.
 *
 * @param apiUrl where Slack's API is ({@code SLACK_API_URL})
 * @param accessToken token of an app that may write to channels; empty to send nothing ({@code SLACK_ACCESS_TOKEN})
 */
public record SlackConfig(
        @DefaultValue("https://slack.com/api/") String apiUrl,
        @DefaultValue("") String accessToken) {
    public SlackConfig {
        apiUrl = Urls.base("notify.slack.api-url (SLACK_API_URL)", apiUrl);
    }

    public boolean isConfigured() {
        return !accessToken.isBlank();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "SlackConfig[apiUrl=" + apiUrl + "]";
    }
}
