package taskcluster.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.testing.Await;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/**
 * Auth as a process of its own, as a deployment starts it: by its main class and environment variables. It can be ended in
 * an orderly way, or as a crash would.
 */
public final class AuthProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final int END_LIMIT_SECONDS = 60;
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final String name = "auth-process-" + STARTED.incrementAndGet();
    private final int port = freePort();
    private final RootUrl rootUrl = new RootUrl("http://localhost:" + port);
    private final Path output;
    private final Process process;

    private AuthProcess(TestDatabase database, Path folder, Map<String, String> environment) {
        output = folder.resolve(name + ".log");
        DatabaseConfig config = database.config("auth");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AuthApplication.class.getName());
        builder.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port),
                        "TASKCLUSTER_ROOT_URL", rootUrl.url(),
                        "STATIC_CLIENTS", AuthFixture.staticClients(List.of()),
                        "DB_CRYPTO_KEYS", AuthFixture.cryptoKeys(),
                        "WRITE_DB_URL", config.url() + "?ApplicationName=" + name,
                        "DB_PASSWORD", config.password()));
        builder.environment().putAll(environment);
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param folder where a file is made for what it writes
     */
    public static AuthProcess start(TestDatabase database, Path folder, Map<String, String> environment) {
        AuthProcess started = launch(database, folder, environment);
        Await.until(
                "auth answers; its output: " + started.output,
                START_LIMIT,
                () -> !started.isAlive() || started.anonymous().get("ping").status() == 200);
        if (!started.isAlive()) {
            throw new AssertionError("auth ended: " + started.lines());
        }
        return started;
    }

    /** Starts one, which may well end by itself. */
    static AuthProcess launch(TestDatabase database, Path folder, Map<String, String> environment) {
        return new AuthProcess(database, folder, environment);
    }

    int port() {
        return port;
    }

    /** As what its connections are known to the database. */
    public String name() {
        return name;
    }

    public TestClient anonymous() {
        return TestClient.anonymous(rootUrl).forService("auth");
    }

    /** The client that may do everything. */
    public TestClient root() {
        return anonymous().as(AuthFixture.ROOT, AuthFixture.token(AuthFixture.ROOT));
    }

    /** What it has written so far, each line as JSON; fails if one is anything else. */
    List<JsonNode> lines() {
        try {
            return Files.readAllLines(output).stream()
                    .map(Json.MAPPER::readTree)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitStatus() {
        awaitEnd();
        return process.exitValue();
    }

    /** Ends the process as a crash would, and waits for that. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("auth did not end; its output: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
