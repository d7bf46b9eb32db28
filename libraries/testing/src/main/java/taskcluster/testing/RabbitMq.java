package taskcluster.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/** The RabbitMQ that tests may use. */
public final class RabbitMq {
    private static final String LOCAL = "amqp://guest:guest@localhost:5672/";

    private RabbitMq() {}

    /** {@code TASKCLUSTER_TEST_AMQP_URL}, else the broker on localhost:5672 when it accepts connections. */
    public static Optional<String> uri() {
        String configured = System.getenv("TASKCLUSTER_TEST_AMQP_URL");
        if (configured != null && !configured.isBlank()) {
            return Optional.of(configured);
        }
        URI local = URI.create(LOCAL);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(local.getHost(), local.getPort()), 1000);
            return Optional.of(LOCAL);
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }
}
