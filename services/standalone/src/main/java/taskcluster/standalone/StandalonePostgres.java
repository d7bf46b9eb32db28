package taskcluster.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The embedded Postgres of a standalone deployment: durable (fsync and synchronous commit on), reachable on the loopback
 * interface only and by password only, because the tasks of the embedded workers run on the same machine.
 */
final class StandalonePostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** Those of the server, by name. */
    static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "shared_buffers", "128MB",
            "max_connections", "100",
            "max_wal_size", "1GB",
            "random_page_cost", "1.1",
            "jit", "off");

    private static final String PASSWORD_RULES = """
            # Written by Taskcluster: every connection needs a password.
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final String adminPassword;

    private StandalonePostgres(EmbeddedPostgres server, String adminPassword) {
        this.server = server;
        this.adminPassword = adminPassword;
    }

    /**
     * Starts the server on a free port with the database in {@code data}, after stopping a server that a killed
     * deployment left running there.
     *
     * @throws StandaloneException if it does not start
     */
    static StandalonePostgres start(DataDirectory data, String adminPassword) {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(data.postgresLog().toFile());
        try {
            stopLeftover(data);
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data.postgres())
                    .setOverrideWorkingDirectory(data.postgresBinaries().toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setConnectConfig("password", adminPassword)
                    .setPGStartupWait(START_LIMIT)
                    .setOutputRedirector(log)
                    .setErrorRedirector(log);
            SETTINGS.forEach(builder::setServerConfig);
            EmbeddedPostgres server = builder.start();
            restrict(data.postgresBinaries());
            StandalonePostgres started = new StandalonePostgres(server, adminPassword);
            started.requirePasswords(data.postgres().resolve("pg_hba.conf"));
            return started;
        } catch (IOException | SQLException e) {
            throw new StandaloneException(
                    "the embedded Postgres did not start: " + e.getMessage() + "; see " + data.postgresLog(), e);
        }
    }

    /** A fresh database cluster trusts every local connection: give the administrator a password and ask for it. */
    private void requirePasswords(Path rules) throws IOException, SQLException {
        if (Files.readString(rules).equals(PASSWORD_RULES)) {
            return;
        }
        try (Connection connection = admin().getConnection();
                Statement statement = connection.createStatement()) {
            String literal = connection.unwrap(PGConnection.class).escapeLiteral(adminPassword);
            statement.execute("alter user postgres password '" + literal + "'");
            Files.writeString(rules, PASSWORD_RULES);
            statement.execute("select pg_reload_conf()");
        }
    }

    /**
     * The library leaves its folder open to everyone; whoever replaces a program in it becomes the server. There is none if this
     * process had the programs unpacked elsewhere before.
     */
    private static void restrict(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The server that has noted its process ID in its folder, if it runs. */
    private static Optional<ProcessHandle> server(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
        return lines.stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .filter(process -> process.info()
                        .command()
                        .map(c -> c.endsWith("/postgres"))
                        .orElse(false));
    }

    private static void stopLeftover(DataDirectory data) throws IOException {
        ProcessHandle leftover = server(data.postgres()).orElse(null);
        if (leftover == null) {
            return;
        }
        leftover.destroy();
        try {
            leftover.onExit().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the Postgres of an earlier run (process " + leftover.pid() + ") does not stop", e);
        }
    }

    DataSource admin() {
        return server.getPostgresDatabase();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** The program that runs as the server with its data in this folder. */
    static Path program(Path data) throws IOException {
        return server(data)
                .flatMap(process -> process.info().command())
                .map(Path::of)
                .orElseThrow(() -> new IOException("can't tell which program runs on " + data));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new StandaloneException("the embedded Postgres did not stop cleanly: " + e.getMessage(), e);
        }
    }
}
