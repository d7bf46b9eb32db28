package taskcluster.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * The stored functions of a service, through a pool of connections. A call is one statement and one transaction; statements
 * stay prepared on the server. Safe for any number of threads.
 */
public final class Database implements AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);
    /** A call that lost a deadlock was rolled back, so it can simply be made again. */
    private static final int ATTEMPTS = 4;

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final CallTimers timers;
    private final LongAdder calls = new LongAdder();
    private final ConcurrentHashMap<String, String> statements = new ConcurrentHashMap<>();

    private Database(DatabaseConfig config, MeterRegistry metrics) {
        this.config = config;
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(Connections.dataSource(config));
        hikari.setPoolName(config.user());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        hikari.setInitializationFailTimeout(-1);
        hikari.setMetricRegistry(metrics);
        pool = new HikariDataSource(hikari);
        jdbc = new JdbcTemplate(pool);
        timers = new CallTimers(metrics);
    }

    /**
     * Opens the pool.
     *
     * @throws DatabaseUnavailableException when the database does not answer, refuses the role or is older than this program
     */
    public static Database connect(DatabaseConfig config, MeterRegistry metrics) {
        StartCheck.check(config);
        return new Database(config, metrics);
    }

    /**
     * Prepares the call {@code select * from function(arguments...)}.
     *
     * @param function qualified name, such as {@code queue.create_task}
     * @param arguments String (any parameter type that has a text form), Integer, Long, Boolean, Double, Instant, Duration,
     *     UUID, byte[], int[], long[], String[], Collection of String, JsonArg, JsonNode, or null
     */
    public FunctionCall call(String function, @Nullable Object... arguments) {
        return new FunctionCall(this, function, arguments);
    }

    /** SQL round trips so far. */
    public long calls() {
        return calls.sum();
    }

    /** Whether the database answers within the time. */
    public boolean isHealthy(Duration timeout) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid((int) Math.max(1, timeout.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Listens to notifications on a connection of its own, which is opened again when it breaks. The callback also runs,
     * with an empty payload, when listening begins anew, since notifications may have been missed. It must be quick.
     */
    public AutoCloseable listen(String channel, Consumer<String> onNotify) {
        Listener listener = new Listener(config, channel, onNotify);
        listener.start();
        return listener;
    }

    /** Takes the lock of this name if no other session of the database holds it. */
    public Optional<DatabaseLock> tryLock(String name) {
        return SessionLock.tryLock(config, name);
    }

    /** Closes all connections of the pool. */
    @Override
    public void close() {
        pool.close();
    }

    <T> List<T> query(String function, @Nullable Object[] arguments, RowMapper<T> mapper) {
        String sql =
                statements.computeIfAbsent(function + "/" + arguments.length, _ -> sql(function, arguments.length));
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            calls.increment();
            try {
                List<T> rows = jdbc.query(sql, statement -> Arguments.bind(statement, arguments), mapper);
                timers.success(function, System.nanoTime() - start);
                return rows;
            } catch (DataAccessException e) {
                if (attempt < ATTEMPTS && Rejections.isLostConflict(e)) {
                    continue;
                }
                timers.failure(function, System.nanoTime() - start);
                throw Rejections.translate(e);
            }
        }
    }

    private static String sql(String function, int arguments) {
        if (!function.matches("[a-z_]+\\.[a-z0-9_]+")) {
            throw new IllegalArgumentException("'" + function + "' is not the qualified name of a function");
        }
        return "select * from " + function + "(" + String.join(", ", Collections.nCopies(arguments, "?")) + ")";
    }
}
