package taskcluster.queue.artifact;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A peculiar S3-compatible store that can only delete single objects, and answers that with an error for those that it does
 * not have. It keeps no content and checks no signature.
 */
final class StubStore implements AutoCloseable {
    /** Existing objects, as {@code bucket/key}. */
    final Set<String> objects = ConcurrentHashMap.newKeySet();

    /** Objects that cannot be deleted now. */
    final Set<String> stuck = ConcurrentHashMap.newKeySet();

    private final HttpServer server;

    StubStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String object = exchange.getRequestURI().getPath().substring(1);
            if (!exchange.getRequestMethod().equals("DELETE")) {
                error(exchange, 501, "NotImplemented");
            } else if (stuck.contains(object)) {
                error(exchange, 403, "AccessDenied");
            } else if (objects.remove(object)) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                error(exchange, 404, "NoSuchKey");
            }
        }
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
