package taskcluster.worker.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Slugid;

/**
 * Serves the logs of running tasks. Each log has a secret of its own, which is the only thing needed to read it: {@code GET
 * /log/<secret>} answers with everything from the start of the log, then with what is added, and ends when the log ends.
 * A log that broke off is ended by breaking the connection, so that it cannot be taken for a complete one.
 *
 * <p>Without a public address the server listens on the loopback interface only.
 */
public final class LivelogServer implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] DENIED = "Access denied".getBytes(StandardCharsets.UTF_8);

    private final Map<String, TaskLog> logs = new ConcurrentHashMap<>();
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String host;

    private LivelogServer(HttpServer server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Starts a server.
     *
     * @param publicAddress the address to put into URLs, listening on all interfaces; null: loopback only
     * @param port the port to listen on; 0: any free one
     */
    public static LivelogServer start(@Nullable String publicAddress, int port) throws IOException {
        InetSocketAddress address = publicAddress == null
                ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)
                : new InetSocketAddress(port);
        HttpServer http = HttpServer.create(address, 0);
        LivelogServer server = new LivelogServer(http, publicAddress == null ? "127.0.0.1" : publicAddress);
        http.createContext("/", server::answer);
        http.setExecutor(server.readers);
        http.start();
        return server;
    }

    /** Makes a log readable under a fresh secret. */
    public Publication publish(TaskLog log) {
        String secret = Slugid.v4();
        logs.put(secret, log);
        String name = host.contains(":") ? "[" + host + "]" : host;
        return new Publication(
                this, secret, "http://" + name + ":" + server.getAddress().getPort() + "/log/" + secret);
    }

    /**
     * A log that can be read by whoever knows its URL.
     *
     * @param url holds the secret: it must not appear in any log
     */
    public record Publication(LivelogServer server, String secret, String url) implements AutoCloseable {
        /** Refuses new readers; those at work read on to the end of the log. */
        @Override
        public void close() {
            server.logs.remove(secret);
        }

        @Override
        public String toString() {
            return "Publication";
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Access-Control-Expose-Headers", "Transfer-Encoding");
        Optional<TaskLog> log = find(exchange.getRequestURI().toString());
        if (!exchange.getRequestMethod().equals("GET")) {
            refuse(exchange, 405);
        } else if (log.isEmpty()) {
            refuse(exchange, 401);
        } else {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            follow(log.get(), exchange.getResponseBody());
            exchange.close();
        }
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, DENIED.length);
        exchange.getResponseBody().write(DENIED);
        exchange.close();
    }

    /** Compares with every secret in full, so that the time taken tells nothing about any of them. */
    private Optional<TaskLog> find(String uri) {
        byte[] asked = uri.getBytes(StandardCharsets.UTF_8);
        Optional<TaskLog> found = Optional.empty();
        for (Map.Entry<String, TaskLog> entry : logs.entrySet()) {
            if (MessageDigest.isEqual(asked, ("/log/" + entry.getKey()).getBytes(StandardCharsets.UTF_8))) {
                found = Optional.of(entry.getValue());
            }
        }
        return found;
    }

    /** Copies the log until its end. An exception leaves the response unfinished: the server then cuts the connection. */
    private static void follow(TaskLog log, OutputStream reader) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel file = FileChannel.open(log.file(), StandardOpenOption.READ)) {
            long offset = 0;
            for (long end = log.awaitBeyond(offset); end > offset; end = log.awaitBeyond(offset)) {
                while (offset < end) {
                    buffer.clear().limit((int) Math.min(BUFFER, end - offset));
                    int count = file.read(buffer, offset);
                    if (count <= 0) {
                        throw new IOException("the log is shorter than it was");
                    }
                    reader.write(buffer.array(), 0, count);
                    offset += count;
                }
                reader.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
        if (log.failure().isPresent()) {
            throw new IOException("the log broke off", log.failure().get());
        }
    }

    /** Stops listening; readers get a second to take what is there. */
    @Override
    public void close() {
        server.stop(1);
        readers.shutdownNow();
    }
}
