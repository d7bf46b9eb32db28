package taskcluster.notify.chat;

import java.util.Map;
import taskcluster.monitor.Monitor;
import taskcluster.notify.delivery.Channel;
import taskcluster.notify.delivery.Claim;
import taskcluster.notify.delivery.MatrixMessage;
import taskcluster.notify.delivery.NotifyLogTypes;
import taskcluster.notify.delivery.UndeliverableException;

/** Messages to rooms of Matrix. */
public final class MatrixChannel implements Channel<MatrixMessage> {
    private final MatrixServer server;
    private final Monitor monitor;

    public MatrixChannel(MatrixServer server, Monitor monitor) {
        this.server = server;
        this.monitor = monitor;
    }

    @Override
    public void send(MatrixMessage message, Claim claim) {
        try {
            server.post(message, claim.id());
        } catch (MatrixServer.ForbiddenException notInTheRoom) {
            monitor.log(NotifyLogTypes.MATRIX_FORBIDDEN, Map.of("roomId", message.roomId()));
            throw new UndeliverableException(
                    "The bot of this deployment is not in the room: invite it to " + message.roomId() + " first");
        }
    }
}
