package taskcluster.notify.chat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import taskcluster.notify.delivery.Channel;
import taskcluster.notify.delivery.Claim;
import taskcluster.notify.delivery.SlackMessage;

/** Messages to channels of Slack, by its method {@code chat.postMessage}. */
public final class SlackChannel implements Channel<SlackMessage> {
    private final ChatApi slack;

    public SlackChannel(SlackConfig config, HttpClient http, Duration timeout) {
        slack = new ChatApi("Slack", config.apiUrl(), config.accessToken(), http, timeout);
    }

    @Override
    public void send(SlackMessage message, Claim claim) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("channel", message.channelId());
        body.put("text", message.text());
        if (message.blocks() != null) {
            body.put("blocks", message.blocks());
        }
        if (message.attachments() != null) {
            body.put("attachments", message.attachments());
        }
        body.put("unfurl_links", message.unfurlLinks());
        body.put("unfurl_media", message.unfurlMedia());
        ChatApi.Answer answer = slack.call("POST", "chat.postMessage", body);
        // Slack says 200 whether it took the message or not.
        if (!answer.isSuccess() || !answer.body().path("ok").asBoolean(false)) {
            throw slack.refused(answer, answer.body().path("error").asString(""));
        }
    }
}
