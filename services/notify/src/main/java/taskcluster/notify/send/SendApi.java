package taskcluster.notify.send;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.notify.delivery.Email;
import taskcluster.notify.delivery.MatrixMessage;
import taskcluster.notify.delivery.Notification;
import taskcluster.notify.delivery.Notifier;
import taskcluster.notify.delivery.PulseMessage;
import taskcluster.notify.delivery.SlackMessage;
import taskcluster.notify.delivery.UndeliverableException;
import taskcluster.notify.denylist.Denylist;

/** The API methods that send something. */
public final class SendApi {
    private final Notifier notifier;
    private final Denylist denylist;

    public SendApi(Notifier notifier, Denylist denylist) {
        this.notifier = notifier;
        this.denylist = denylist;
    }

    @ApiMethod(
            name = "email",
            verb = HttpVerb.POST,
            route = "/email",
            scopes = "notify:email:<address>",
            input = "v1/email-request.json#",
            category = "Notifications",
            title = "Send an E-mail",
            description = """
                    Sends an e-mail. Its content is Markdown and arrives as text and as HTML; a `link` becomes a button.

                    The reply is 204 if nothing was sent because the same was sent within the last hour, or because the \
                    address got as many e-mails as it may in ten minutes.""")
    @Nullable
    Object email(ApiRequest request) {
        Email email = request.body(Email.class);
        request.authorize(Map.of("address", email.address()));
        return send(email);
    }

    @ApiMethod(
            name = "pulse",
            verb = HttpVerb.POST,
            route = "/pulse",
            scopes = "notify:pulse:<routingKey>",
            input = "v1/pulse-request.json#",
            category = "Notifications",
            title = "Publish a Message",
            description = """
                    Publishes a message on the exchange of this service. Those who have bound a queue with \
                    `route.<routingKey>` receive it.

                    The reply is 204 if nothing was published because the same was published within the last hour.""")
    @Nullable
    Object pulse(ApiRequest request) {
        PulseMessage message = request.body(PulseMessage.class);
        request.authorize(Map.of("routingKey", message.routingKey()));
        return send(message);
    }

    @ApiMethod(
            name = "matrix",
            verb = HttpVerb.POST,
            route = "/matrix",
            scopes = "notify:matrix-room:<roomId>",
            input = "v1/matrix-request.json#",
            category = "Notifications",
            title = "Post to a Matrix Room",
            description = """
                    Posts a message to a room of Matrix. The bot of the deployment has to be in the room: invite it, and \
                    it comes.

                    The reply is 204 if nothing was posted because the same was posted within the last hour, or because \
                    the deployment has no bot.""")
    @Nullable
    Object matrix(ApiRequest request) {
        MatrixMessage message = request.body(MatrixMessage.class);
        request.authorize(Map.of("roomId", message.roomId()));
        return send(message);
    }

    @ApiMethod(
            name = "slack",
            verb = HttpVerb.POST,
            route = "/slack",
            scopes = "notify:slack-channel:<channelId>",
            input = "v1/slack-request.json#",
            category = "Notifications",
            title = "Post to a Slack Channel",
            description = """
                    Posts a message to a channel of Slack. The app of the deployment has to be a member of the channel.

                    The reply is 204 if nothing was posted because the same was posted within the last hour, or because \
                    the deployment has no app.""")
    @Nullable
    Object slack(ApiRequest request) {
        SlackMessage message = request.body(SlackMessage.class);
        request.authorize(Map.of("channelId", message.channelId()));
        return send(message);
    }

    /** 200 if it was sent, 204 if there was no need or no way to. */
    private @Nullable Object send(Notification notification) {
        if (denylist.contains(notification.type(), notification.address())) {
            throw denied(notification);
        }
        try {
            return switch (notifier.send(notification)) {
                case SENT -> ApiReply.blob("text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.UTF_8));
                case DENIED -> throw denied(notification);
                case DUPLICATE, RATE_LIMITED -> null;
                case NOT_CONFIGURED -> notSent(notification);
            };
        } catch (UndeliverableException e) {
            throw ApiException.inputError("{{problem}}", Map.of("problem", String.valueOf(e.getMessage())));
        }
    }

    /** Chats are extras of a deployment; who sends mail relies on it. */
    private static @Nullable Object notSent(Notification notification) {
        if (notification instanceof Email) {
            throw ApiException.inputError(
                    "This deployment sends no e-mail: neither a mail server nor a source address is configured",
                    Map.of());
        }
        return null;
    }

    private static ApiException denied(Notification notification) {
        return new ApiException(
                "DenylistedAddress",
                "{{type}} {{address}} is on the denylist: it gets no notifications",
                Map.of("type", notification.type(), "address", notification.address()));
    }
}
