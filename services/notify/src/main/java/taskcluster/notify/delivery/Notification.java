package taskcluster.notify.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something to tell somebody. */
public sealed interface Notification permits Email, MatrixMessage, PulseMessage, SlackMessage {
    /** The kind of address, in the words of routes and of the denylist, such as {@code matrix-room}. */
    String type();

    /** Who is told. */
    String address();

    /** What makes it the same as another one of its type: JSON values, and null for what is not there. */
    List<@Nullable Object> identity();
}
