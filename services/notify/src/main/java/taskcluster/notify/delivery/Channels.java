package taskcluster.notify.delivery;

import java.util.Optional;

/** The ways out that are configured. */
public record Channels(
        Optional<? extends Channel<Email>> email,
        Optional<? extends Channel<MatrixMessage>> matrix,
        Optional<? extends Channel<SlackMessage>> slack)
        implements AutoCloseable {
    @Override
    public void close() {
        email.ifPresent(Channel::close);
        matrix.ifPresent(Channel::close);
        slack.ifPresent(Channel::close);
    }
}
