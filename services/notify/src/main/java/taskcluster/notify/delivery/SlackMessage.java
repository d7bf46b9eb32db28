package taskcluster.notify.delivery;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message to a channel of Slack.
 *
 * @param text the message, or what stands for it in previews if there are blocks
 * @param blocks layout blocks in Slack's own form
 * @param attachments secondary content in Slack's own form
 * @param unfurlLinks whether Slack shows previews of the text behind links
 * @param unfurlMedia whether Slack shows previews of the media behind links
 */
public record SlackMessage(
        String channelId,
        String text,
        @Nullable JsonNode blocks,
        @Nullable JsonNode attachments,
        boolean unfurlLinks,
        boolean unfurlMedia)
        implements Notification {
    /** How a notification of this type is called. */
    public static final String TYPE = "slack-channel";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String address() {
        return channelId;
    }

    @Override
    public List<@Nullable Object> identity() {
        return Arrays.asList(channelId, text, blocks, attachments);
    }
}
