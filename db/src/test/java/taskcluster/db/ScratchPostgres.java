package taskcluster.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The embedded Postgres of a test JVM: started at first use and ended with the JVM. Databases are cloned from a migrated
 * template, which takes a fraction of a second.
 */
public final class ScratchPostgres {
    /** Of each service's role. */
    public static final String PASSWORD = "secret";

    /** The services whose roles exist. */
    static final List<String> SERVICES =
            List.of("auth", "queue", "index", "secrets", "purge-cache", "object", "notify");

    static final Map<String, String> PASSWORDS =
            SERVICES.stream().collect(Collectors.toMap(service -> service, _ -> PASSWORD));

    private static final String TEMPLATE = "migrated";

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private ScratchPostgres() {
        try {
            server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("autovacuum_naptime", "600s")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server, with an empty {@code postgres} database and a migrated template. */
    public static ScratchPostgres get() {
        return Holder.INSTANCE;
    }

    /** A new database with everything migrated. */
    public synchronized ScratchDatabase create() {
        return clone(TEMPLATE);
    }

    /** A new database with nothing in it. */
    public ScratchDatabase createEmpty() {
        return clone("template0");
    }

    private ScratchDatabase clone(String template) {
        String name = "scratch_" + databases.incrementAndGet();
        execute("create database " + name + " template " + template + " strategy file_copy");
        return new ScratchDatabase(this, name);
    }

    void drop(String name) {
        execute("drop database if exists " + name + " with (force)");
    }

    int port() {
        return server.getPort();
    }

    DataSource dataSource(String database) {
        return server.getDatabase("postgres", database);
    }

    private void execute(String sql) {
        try (Connection connection = dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static final class Holder {
        private static final ScratchPostgres INSTANCE = new ScratchPostgres();

        static {
            INSTANCE.execute("create database " + TEMPLATE + " template template0");
            DatabaseMigration.upgrade(INSTANCE.dataSource(TEMPLATE), PASSWORDS);
        }
    }
}
