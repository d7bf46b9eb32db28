package taskcluster.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server for processes without an API of their own, or whose metrics belong on another port: {@code /metrics}
 * in the text form of Prometheus, {@code /health} and {@code /healthz} with {@code OK}; nothing else.
 */
public final class MetricsServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts serving.
     *
     * @param address where to listen; port 0 takes any that is free
     * @throws IOException if the address cannot be bound
     */
    public static MetricsServer start(PrometheusMeterRegistry metrics, InetSocketAddress address) throws IOException {
        MetricsServer started = new MetricsServer(HttpServer.create(address, 0));
        started.server.setExecutor(started.threads);
        started.server.createContext("/", exchange -> answer(exchange, metrics));
        started.server.start();
        return started;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, PrometheusMeterRegistry metrics) throws IOException {
        try (exchange) {
            boolean reads = exchange.getRequestMethod().equals("GET");
            switch (reads ? exchange.getRequestURI().getPath() : "") {
                case "/metrics" -> send(exchange, 200, Prometheus.CONTENT_TYPE, metrics.scrape());
                case "/health", "/healthz" -> send(exchange, 200, "text/plain", "OK");
                default -> send(exchange, 404, "text/plain", "Not found");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String contentType, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
