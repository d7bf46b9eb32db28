package taskcluster.auth.vending;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** An HTTP server that plays a vendor: a test says how it answers, and may look at what it was asked. */
public final class FakeVendor implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Function<Request, Answer> vendor;

    /** What the vendor was asked; the path and the query are decoded. */
    public record Request(String verb, String path, Map<String, String> query, Headers headers, String body) {
        public JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        /** The fields of a body that is a form. */
        public Map<String, String> form() {
            return pairs(body);
        }

        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    /** What the vendor answers. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer json(int status, Object body) {
            return new Answer(status, Map.of("content-type", "application/json"), Json.MAPPER.writeValueAsString(body));
        }

        public static Answer xml(int status, String body) {
            return new Answer(status, Map.of("content-type", "application/xml"), body);
        }

        public static Answer empty(int status) {
            return new Answer(status, Map.of(), "");
        }

        public Answer header(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body);
        }
    }

    /** @param vendor called by one thread at a time */
    public FakeVendor(Function<Request, Answer> vendor) {
        this.vendor = vendor;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("fake-vendor").factory()));
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            Request request = new Request(
                    exchange.getRequestMethod(),
                    uri.getPath(),
                    pairs(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            Answer answer = vendor.apply(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Map<String, String> pairs(String encoded) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            pairs.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
        }
        return pairs;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** All that it was asked since this was last called. */
    public List<Request> takeRequests() {
        List<Request> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
