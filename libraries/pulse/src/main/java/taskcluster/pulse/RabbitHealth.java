package taskcluster.pulse;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks RabbitMQ whether it is there, over a connection of its own, which is kept as long as it works. For use by many threads. */
public final class RabbitHealth implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RabbitHealth.class);
    private static final int ABORT_MILLIS = 1000;

    private final RabbitConfig config;
    private @Nullable Connection connection;

    public RabbitHealth(RabbitConfig config) {
        this.config = config;
    }

    /**
     * Whether the broker lets this user in and opens a channel.
     *
     * @param timeout for connecting, and again for the answer
     */
    public synchronized boolean answers(Duration timeout) {
        try {
            Channel channel = connection(timeout).createChannel();
            if (channel == null) {
                throw new IOException("the broker grants no further channel");
            }
            channel.close();
            return true;
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            log.debug("RabbitMQ at {} does not answer", config.address(), e);
            close();
            return false;
        }
    }

    private Connection connection(Duration timeout) throws IOException, TimeoutException {
        Connection known = connection;
        if (known == null || !known.isOpen()) {
            ConnectionFactory factory = RabbitLink.factory(config);
            int millis = Math.toIntExact(timeout.toMillis());
            factory.setConnectionTimeout(millis);
            factory.setHandshakeTimeout(millis);
            factory.setChannelRpcTimeout(millis);
            known = factory.newConnection("health");
            connection = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        Connection known = connection;
        connection = null;
        if (known != null) {
            known.abort(ABORT_MILLIS);
        }
    }
}
