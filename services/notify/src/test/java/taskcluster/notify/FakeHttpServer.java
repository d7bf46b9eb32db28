package taskcluster.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Another system on this machine: it remembers what it was asked and answers as the test says. */
public final class FakeHttpServer implements AutoCloseable {
    /**
     * What it was asked.
     *
     * @param resource path and query as they came
     */
    public record Request(String verb, String resource, String authorization, String body) {
        public JsonNode json() {
            return Json.MAPPER.readTree(body);
        }
    }

    /** What it says. */
    public record Answer(int status, String type, String body) {
        public static Answer json(Object body) {
            return json(200, body);
        }

        public static Answer json(int status, Object body) {
            return new Answer(
                    status,
                    "application/json",
                    body instanceof String text ? text : Json.MAPPER.writeValueAsString(body));
        }
    }

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Answer> answers;

    public FakeHttpServer(Function<Request, Answer> answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Changes what it says. */
    public void answer(Function<Request, Answer> other) {
        answers = other;
    }

    /** What it was asked so far. */
    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
