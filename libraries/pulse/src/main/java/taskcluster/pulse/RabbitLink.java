package taskcluster.pulse;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Backoff;

/**
 * Keeps something running over a connection to the broker: opens one, runs the work on it, and when the work fails or the
 * connection breaks begins again after a pause, until it is closed.
 */
final class RabbitLink {
    private static final Logger log = LoggerFactory.getLogger(RabbitLink.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(10), 0.25);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final int ABORT_MILLIS = 5000;

    private final String name;
    private final RabbitConfig config;
    private final ConnectionFactory factory;
    private final Work work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable Connection current;

    /** What is done over a connection. It returns when the link is closing, and fails when the connection does. */
    interface Work {
        /**
         * Works until the link is closing.
         *
         * @param established to be called when everything is set up
         */
        void run(Connection connection, Runnable established)
                throws IOException, TimeoutException, InterruptedException;
    }

    RabbitLink(String name, RabbitConfig config, Work work) {
        this.name = name;
        this.config = config;
        this.factory = factory(config);
        this.work = work;
    }

    static ConnectionFactory factory(RabbitConfig config) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            URI uri = new URI(config.uri());
            factory.setUri(
                    "/".equals(uri.getPath())
                            ? new URI(config.uri().substring(0, config.uri().length() - 1))
                            : uri);
            if ("amqps".equals(uri.getScheme())) {
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException("The AMQP URL for " + config.address() + " is not usable", e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout((int) CONNECT_TIMEOUT.toMillis());
        factory.setRequestedHeartbeat((int) HEARTBEAT.toSeconds());
        factory.setThreadFactory(Thread.ofVirtual().name("amqp-", 0).factory());
        return factory;
    }

    void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Waits for the link to close, at most this long. Returns whether it is closing. */
    boolean awaitClosing(Duration atMost) throws InterruptedException {
        return closing.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        Troubles troubles = new Troubles();
        try {
            while (!isClosing()) {
                Connection connection = null;
                try {
                    connection = factory.newConnection(name);
                    current = connection;
                    work.run(connection, troubles::over);
                } catch (IOException | TimeoutException | RuntimeException e) {
                    if (!isClosing()) {
                        troubles.met(e);
                        awaitClosing(troubles.pause());
                    }
                } finally {
                    if (connection != null) {
                        connection.abort(ABORT_MILLIS);
                    }
                }
            }
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    /** Speaks once at the beginning and once at the end of a time of trouble. */
    private final class Troubles {
        private int failures;

        void met(Exception e) {
            failures++;
            if (failures == 1) {
                log.warn(
                        "{}: interrupted, and tried again until RabbitMQ at {} is usable: {}",
                        name,
                        config.address(),
                        reason(e));
            } else {
                log.debug("{}: attempt {} failed", name, failures, e);
            }
        }

        void over() {
            if (failures > 0) {
                log.info("{}: working over RabbitMQ at {} again", name, config.address());
            }
            failures = 0;
        }

        Duration pause() {
            return BACKOFF.delay(failures);
        }

        private static String reason(Exception e) {
            Throwable cause = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
            return cause.toString();
        }
    }

    /** Asks the work to end. */
    void beginClosing() {
        closing.countDown();
    }

    /** Asks the work to end and waits until it has; after the grace time its connection is cut. */
    void close(Duration grace) {
        beginClosing();
        Thread running = thread;
        try {
            if (running != null && !running.join(grace)) {
                Connection connection = current;
                if (connection != null) {
                    connection.abort(ABORT_MILLIS);
                }
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
