package taskcluster.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives the notifications of one channel on a thread and connection of its own, for ever. */
final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    /** How often a silent connection is asked whether it still lives. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final DatabaseConfig config;
    private final String channel;
    private final Consumer<String> onNotify;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection connection;

    Listener(DatabaseConfig config, String channel, Consumer<String> onNotify) {
        if (!channel.matches("[a-z_]+")) {
            throw new IllegalArgumentException("'" + channel + "' is not the name of a channel");
        }
        this.config = config;
        this.channel = channel;
        this.onNotify = onNotify;
        this.thread = Thread.ofVirtual().name("listen-" + channel).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        boolean troubled = false;
        while (isOpen()) {
            try (Connection opened = Connections.dataSource(config).getConnection()) {
                connection = opened;
                if (troubled) {
                    log.info("Listening to {} again", channel);
                    troubled = false;
                }
                receive(opened);
            } catch (SQLException e) {
                if (isOpen() && !troubled) {
                    troubled = true;
                    log.warn("Not listening to {}, trying again each second: {}", channel, e.getMessage());
                }
            }
            awaitReconnect();
        }
    }

    private void receive(Connection opened) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            statement.execute("listen " + channel);
        }
        deliver("");
        PGConnection postgres = opened.unwrap(PGConnection.class);
        while (isOpen()) {
            PGNotification[] notifications = postgres.getNotifications((int) SILENCE.toMillis());
            if (notifications.length == 0 && !opened.isValid(5)) {
                throw new SQLException("the connection is dead");
            }
            for (PGNotification notification : notifications) {
                deliver(notification.getParameter());
            }
        }
    }

    private void deliver(String payload) {
        try {
            onNotify.accept(payload);
        } catch (RuntimeException e) {
            log.error("The listener of {} failed on a notification, which is skipped", channel, e);
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void awaitReconnect() {
        try {
            closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    @Override
    public void close() throws SQLException {
        closed.countDown();
        Connection current = connection;
        if (current != null) {
            current.abort(Runnable::run);
        }
    }
}
