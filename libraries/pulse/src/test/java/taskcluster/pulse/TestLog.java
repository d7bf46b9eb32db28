package taskcluster.pulse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import taskcluster.db.ScratchDatabase;
import taskcluster.db.ScratchPostgres;
import taskcluster.postgres.Database;
import taskcluster.postgres.DatabaseConfig;

/** An event log in a database of its own, with writers for tests. */
final class TestLog implements AutoCloseable {
    private final ScratchDatabase scratch = ScratchPostgres.get().create();
    private final List<EventLog> logs = new ArrayList<>();
    private final List<Database> databases = new ArrayList<>();

    /** An event log as another process would open it: with its own pool. */
    EventLog open(String service) {
        Database database = database(service);
        EventLog log = new EventLog(database);
        logs.add(log);
        return log;
    }

    Database database(String service) {
        DatabaseConfig config = new DatabaseConfig(
                scratch.url(), "taskcluster_" + service, ScratchPostgres.PASSWORD, 8, Duration.ofSeconds(30));
        Database database = Database.connect(config, new SimpleMeterRegistry());
        databases.add(database);
        return database;
    }

    String url() {
        return scratch.url();
    }

    Connection connection() throws SQLException {
        return scratch.admin().getConnection();
    }

    /** Commits one event in a transaction of its own. */
    void append(String exchange, String routingKey, String payload, String... cc) {
        try (Connection connection = connection()) {
            append(connection, exchange, routingKey, payload, cc);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void append(Connection connection, String exchange, String routingKey, String payload, String... cc)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select taskcluster.append_event(?, ?, ?, ?::json)")) {
            statement.setString(1, exchange);
            statement.setString(2, routingKey);
            statement.setArray(3, connection.createArrayOf("text", Arrays.copyOf(cc, cc.length, Object[].class)));
            statement.setString(4, payload);
            statement.execute();
        }
    }

    void sql(String sql) {
        try (Connection connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String text(String sql) {
        try (Connection connection = connection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain for: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        logs.forEach(EventLog::close);
        databases.forEach(Database::close);
        scratch.close();
    }
}
