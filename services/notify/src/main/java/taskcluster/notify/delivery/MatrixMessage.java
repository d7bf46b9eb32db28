package taskcluster.notify.delivery;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to a room of Matrix.
 *
 * @param body plain text
 * @param format the format of {@code formattedBody}, such as {@code org.matrix.custom.html}
 * @param msgtype {@code m.notice}, {@code m.text} or {@code m.emote}
 */
public record MatrixMessage(
        String roomId,
        String body,
        @Nullable String format,
        @Nullable String formattedBody,
        String msgtype) implements Notification {
    /** How a notification of this type is called. */
    public static final String TYPE = "matrix-room";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String address() {
        return roomId;
    }

    @Override
    public List<@Nullable Object> identity() {
        return Arrays.asList(roomId, format, formattedBody, body, msgtype);
    }
}
