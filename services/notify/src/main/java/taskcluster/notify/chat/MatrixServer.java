package taskcluster.notify.chat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import taskcluster.notify.delivery.DeliveryException;
import taskcluster.notify.delivery.MatrixMessage;

/** The home server of the bot, by the client-server API of Matrix. */
public final class MatrixServer {
    private static final String CLIENT = "_matrix/client/v3/";
    private static final int FIRST_SERVER_ERROR = 500;
    /** Nothing but invitations. */
    private static final String FILTER = """
            {"presence":{"types":[]},"account_data":{"types":[]},"room":{"timeline":{"limit":0,"types":[]},\
            "state":{"types":[]},"ephemeral":{"types":[]},"account_data":{"types":[]}}}""";

    private final ChatApi api;

    public MatrixServer(MatrixConfig config, HttpClient http, Duration timeout) {
        api = new ChatApi("the Matrix server", config.baseUrl(), config.accessToken(), http, timeout);
    }

    /** The bot may not do that in this room. */
    static final class ForbiddenException extends Exception {}

    /**
     * Posts a message.
     *
     * @param transaction names the message to the server, which takes it once
     * @throws ForbiddenException if the bot is not in the room
     * @throws DeliveryException if the server does not take the message for another reason
     */
    void post(MatrixMessage message, UUID transaction) throws ForbiddenException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("msgtype", message.msgtype());
        content.put("body", message.body());
        if (message.format() != null) {
            content.put("format", message.format());
        }
        if (message.formattedBody() != null) {
            content.put("formatted_body", message.formattedBody());
        }
        ChatApi.Answer answer = api.call(
                "PUT",
                CLIENT + "rooms/" + Urls.encoded(message.roomId()) + "/send/m.room.message/" + transaction,
                content);
        if (code(answer).equals("M_FORBIDDEN")) {
            throw new ForbiddenException();
        }
        requireSuccess(answer);
    }

    /**
     * What is new.
     *
     * @param position where to go on with the next call
     * @param invitations the rooms that the bot is invited to
     */
    record News(String position, Set<String> invitations) {}

    /**
     * What is new since an earlier call.
     *
     * @param position null for the first call
     */
    News news(@Nullable String position) {
        String query = "?timeout=0&filter=" + Urls.encoded(FILTER)
                + (position == null ? "" : "&since=" + Urls.encoded(position));
        ChatApi.Answer answer = api.call("GET", CLIENT + "sync" + query, null);
        requireSuccess(answer);
        return new News(
                answer.body().path("next_batch").asString(""),
                Set.copyOf(answer.body().path("rooms").path("invite").propertyNames()));
    }

    /**
     * Accepts an invitation to a room.
     *
     * @return false if the server refuses: the invitation was taken back, or the room is gone
     */
    boolean join(String roomId) {
        ChatApi.Answer answer = api.call("POST", CLIENT + "join/" + Urls.encoded(roomId), Map.of());
        if (answer.status() >= FIRST_SERVER_ERROR) {
            requireSuccess(answer);
        }
        return answer.isSuccess();
    }

    private static String code(ChatApi.Answer answer) {
        return answer.body().path("errcode").asString("");
    }

    private void requireSuccess(ChatApi.Answer answer) {
        if (!answer.isSuccess()) {
            throw api.refused(answer, code(answer));
        }
    }
}
