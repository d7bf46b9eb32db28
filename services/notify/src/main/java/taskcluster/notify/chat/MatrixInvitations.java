package taskcluster.notify.chat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.notify.delivery.NotifyLogTypes;

/**
 * Accepts every invitation to a room, so that people only have to invite the bot. Several processes may do it at once: joining
 * a room again changes nothing.
 */
public final class MatrixInvitations implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_ITERATION = Duration.ofMinutes(10);

    private final Monitor monitor;
    private final Optional<Loop> loop;
    /** Up to where invitations are accepted; only the loop uses it. */
    private @Nullable String position;

    private MatrixInvitations(Optional<MatrixServer> server, Monitor monitor) {
        this.monitor = monitor;
        this.loop = server.map(known -> Loop.builder("matrix-invitations", monitor)
                .every(PAUSE)
                .maxIterationTime(LONGEST_ITERATION)
                .quiet()
                .run(_ -> accept(known))
                .start());
    }

    /** Does nothing without a server. */
    public static MatrixInvitations start(Optional<MatrixServer> server, Monitor monitor) {
        return new MatrixInvitations(server, monitor);
    }

    private void accept(MatrixServer server) {
        MatrixServer.News news = server.news(position);
        for (String roomId : news.invitations()) {
            boolean isIn = server.join(roomId);
            monitor.log(
                    NotifyLogTypes.MATRIX_SDK_DEBUG,
                    Map.of("level", "info", "message", (isIn ? "joined " : "could not join ") + roomId));
        }
        // Only now, so that an invitation that could not be answered comes again.
        position = news.position();
    }

    @Override
    public void close() {
        loop.ifPresent(Loop::close);
    }
}
