package taskcluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An advisory lock, which Postgres gives back when the connection of its session ends. */
final class SessionLock implements DatabaseLock {
    private static final Logger log = LoggerFactory.getLogger(SessionLock.class);
    private static final int ANSWER_SECONDS = 5;

    private final Connection connection;

    private SessionLock(Connection connection) {
        this.connection = connection;
    }

    static Optional<DatabaseLock> tryLock(DatabaseConfig config, String name) {
        PGSimpleDataSource dataSource = Connections.dataSource(config);
        try {
            Connection connection = dataSource.getConnection();
            if (lock(connection, name)) {
                return Optional.of(new SessionLock(connection));
            }
            connection.close();
        } catch (SQLException e) {
            log.warn("Cannot ask for the lock {}: {}", name, e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean isHeld() {
        try {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("The connection of a lock was already broken", e);
        }
    }
}
