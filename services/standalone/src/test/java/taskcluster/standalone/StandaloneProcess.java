package taskcluster.standalone;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import taskcluster.client.Auth;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.testing.Await;

/** {@code tc up} as a process of its own, so that it can be killed like one. */
final class StandaloneProcess implements AutoCloseable {
    /** With hundreds of workers that have to clean up after a crash it takes minutes on a busy machine. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final Path data;
    private final int port;
    private final List<String> options;
    private final Map<String, String> environment;
    private final Path output;
    private Process process;

    private StandaloneProcess(Path data, int port, List<String> options, Map<String, String> environment) {
        this.data = data;
        this.port = port;
        this.options = options;
        this.environment = environment;
        this.output = data.resolveSibling(data.getFileName() + ".out");
        this.process = launch();
    }

    /** Starts a deployment on a free port and waits until its API answers. */
    static StandaloneProcess start(Path data, String... options) {
        return start(data, Map.of(), options);
    }

    /** Starts a deployment with more in its environment. */
    static StandaloneProcess start(Path data, Map<String, String> environment, String... options) {
        StandaloneProcess started = new StandaloneProcess(data, freePort(), List.of(options), environment);
        started.awaitReady();
        return started;
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + DataDirectory.POSTGRES_BINARIES + "="
                        + Path.of("target", "postgres").toAbsolutePath(),
                "-cp",
                classPath(),
                Standalone.class.getName(),
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
        command.addAll(options);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    void awaitReady() {
        Await.until("the deployment answers; its output: " + output, START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the deployment ended: " + output());
            }
            return output().contains("Ready after");
        });
    }

    /** Ends the process as a crash would. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts again with the same data and port after {@link #kill} or {@link #stop}. */
    void restart() {
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch();
        awaitReady();
    }

    /** Sends SIGTERM and waits for the end; returns the exit status. */
    int stop() {
        process.destroy();
        return awaitEnd();
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the deployment did not stop: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String output() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    String rootUrl() {
        return "http://localhost:" + port;
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    /** What the data folder's {@code credentials.env} sets. */
    Map<String, String> credentials() {
        Map<String, String> variables = new HashMap<>();
        try {
            for (String line : Files.readAllLines(data.resolve("credentials.env"))) {
                int equals = line.indexOf('=');
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return variables;
    }

    private ClientOptions clientOptions() {
        Map<String, String> variables = credentials();
        return ClientOptions.builder(rootUrl())
                .credentials(new Credentials(
                        variables.get("TASKCLUSTER_CLIENT_ID"), variables.get("TASKCLUSTER_ACCESS_TOKEN")))
                .build();
    }

    Queue queue() {
        return new Queue(clientOptions());
    }

    Auth auth() {
        return new Auth(clientOptions());
    }

    /** What a browser shows for a URL: redirects followed, compression undone. */
    static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<byte[]> reply = client.send(
                    HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean isCompressed =
                    reply.headers().firstValue("content-encoding").equals(Optional.of("gzip"));
            InputStream content = new ByteArrayInputStream(reply.body());
            return new String(
                    (isCompressed ? new GZIPInputStream(content) : content).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
