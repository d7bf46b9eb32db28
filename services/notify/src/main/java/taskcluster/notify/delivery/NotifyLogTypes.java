package taskcluster.notify.delivery;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType;

/** The log lines about what was sent. */
public final class NotifyLogTypes {
    static final LogType EMAIL =
            sent("email", "E-mail", "An e-mail was sent.", Map.of("address", "Whom it was sent to."));
    static final LogType PULSE =
            sent("pulse", "Pulse Message", "A message was published.", Map.of("routingKey", "Its routing key."));
    static final LogType MATRIX =
            sent("matrix", "Matrix Message", "A message was sent to Matrix.", Map.of("dest", "The room."));
    static final LogType SLACK =
            sent("slack", "Slack Message", "A message was sent to Slack.", Map.of("channelId", "The channel."));

    /** A room does not let us in. */
    public static final LogType MATRIX_FORBIDDEN = new LogType(
            "matrixForbidden",
            "Matrix Forbidden",
            "matrix-forbidden",
            LogType.Level.NOTICE,
            1,
            "A message could not be sent because the bot is not in the room. It has to be invited.",
            Map.of("roomId", "The room."));

    /** What goes on between us and the Matrix server. */
    public static final LogType MATRIX_SDK_DEBUG = new LogType(
            "matrixSdkDebug",
            "Matrix Debugging",
            "matrix-sdk-debug",
            LogType.Level.DEBUG,
            1,
            "Something about the connection to the Matrix server.",
            Map.of("level", "How important it is.", "message", "What it is."));

    /** All of them, for the log reference. */
    public static final List<LogType> ALL = List.of(EMAIL, PULSE, MATRIX, SLACK, MATRIX_FORBIDDEN, MATRIX_SDK_DEBUG);

    private NotifyLogTypes() {}

    private static LogType sent(String name, String title, String description, Map<String, String> fields) {
        return new LogType(name, title, name, LogType.Level.INFO, 1, description, fields);
    }
}
