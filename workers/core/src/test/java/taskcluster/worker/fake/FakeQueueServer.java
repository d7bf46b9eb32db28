package taskcluster.worker.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The HTTP side of {@link FakeQueue}: the API under {@code /api/queue/v1}, uploads under {@code /s3}. */
final class FakeQueueServer implements AutoCloseable {
    private static final Pattern CLIENT = Pattern.compile("Hawk id=\"([^\"]+)\".*");
    private static final Pattern RUN = Pattern.compile("/api/queue/v1/task/([^/]+)/runs/(\\d+)/([a-z]+)(?:/(.*))?");
    private static final Pattern UPLOAD = Pattern.compile("/s3/([^/]+)/(\\d+)/(.*)");

    private final FakeQueue queue;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Faults faults = new Faults();

    private FakeQueueServer(FakeQueue queue, HttpServer server) {
        this.queue = queue;
        this.server = server;
    }

    static FakeQueueServer start(FakeQueue queue) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeQueueServer server = new FakeQueueServer(queue, http);
            http.createContext("/", server::answer);
            http.setExecutor(server.threads);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String rootUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Faults faults() {
        return faults;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getRawPath();
        Optional<Integer> fault = faults.next(exchange.getRequestMethod() + " " + path);
        if (fault.isPresent() && fault.get() == Faults.CUT) {
            throw new IOException("cut off");
        }
        if (fault.isPresent() && fault.get() != Faults.LOSE) {
            send(exchange, fault.get(), error("InjectedFault", "injected fault " + fault.get()));
            return;
        }
        try {
            JsonNode answer = route(exchange, path, body);
            if (fault.isPresent()) {
                throw new IOException("the answer is lost");
            }
            send(exchange, 200, answer);
        } catch (FakeQueue.Refusal e) {
            send(exchange, e.status, error(e.code, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private JsonNode route(HttpExchange exchange, String path, byte[] body) throws InterruptedException {
        Matcher upload = UPLOAD.matcher(path);
        if (upload.matches()) {
            return upload(exchange, upload, body);
        }
        ObjectNode request =
                body.length == 0 ? Json.MAPPER.createObjectNode() : (ObjectNode) Json.MAPPER.readTree(body);
        if (path.startsWith("/api/queue/v1/claim-work/")) {
            ArrayNode claims = Json.MAPPER.createArrayNode();
            queue.claim(
                            request.path("tasks").asInt(),
                            request.path("workerId").asString(),
                            Objects.requireNonNullElse(header(exchange, "x-taskcluster-idempotency-key"), ""))
                    .forEach(claims::add);
            return Json.MAPPER.createObjectNode().set("tasks", claims);
        }
        if (path.equals("/api/queue/v1/tasks/status")) {
            List<String> ids = new ArrayList<>();
            request.path("taskIds").forEach(id -> ids.add(id.asString()));
            return queue.statuses(ids);
        }
        Matcher run = RUN.matcher(path);
        if (!run.matches()) {
            throw new FakeQueue.Refusal(404, "ResourceNotFound", "no such method: " + path);
        }
        return run(exchange, run, request);
    }

    private JsonNode run(HttpExchange exchange, Matcher path, ObjectNode request) throws InterruptedException {
        String taskId = path.group(1);
        int runId = Integer.parseInt(path.group(2));
        String clientId = client(exchange);
        if (!queue.mayAct(clientId, taskId, runId)) {
            throw new FakeQueue.Refusal(401, "AuthenticationFailed", clientId + " may not act for " + taskId);
        }
        return switch (path.group(3)) {
            case "reclaim" -> queue.reclaim(taskId, runId);
            case "watch" -> queue.watch(taskId, runId);
            case "completed", "failed" -> queue.report(taskId, runId, path.group(3), null, clientId);
            case "exception" ->
                queue.report(taskId, runId, "exception", request.path("reason").asString(), clientId);
            case "artifacts" -> artifact(taskId, runId, path.group(4), request);
            default -> throw new FakeQueue.Refusal(404, "ResourceNotFound", path.group(0));
        };
    }

    private JsonNode artifact(String taskId, int runId, String encodedName, ObjectNode request) {
        queue.declare(taskId, runId, decode(encodedName), request);
        String type = request.path("storageType").asString();
        ObjectNode reply = Json.MAPPER.createObjectNode().put("storageType", type);
        if (type.equals("s3")) {
            reply.put("contentType", request.path("contentType").asString())
                    .put("expires", request.path("expires").asString())
                    .put("putUrl", rootUrl() + "/s3/" + taskId + "/" + runId + "/" + encodedName + "?signature=s3cret");
        }
        return reply;
    }

    private JsonNode upload(HttpExchange exchange, Matcher path, byte[] body) {
        if (!"signature=s3cret".equals(exchange.getRequestURI().getQuery())) {
            throw new FakeQueue.Refusal(403, "SignatureDoesNotMatch", "wrong signature");
        }
        if (header(exchange, "Content-Length") == null) {
            throw new FakeQueue.Refusal(411, "MissingContentLength", "the length must be given");
        }
        queue.store(
                path.group(1),
                Integer.parseInt(path.group(2)),
                decode(path.group(3)),
                String.valueOf(header(exchange, "Content-Type")),
                header(exchange, "Content-Encoding"),
                body);
        return Json.MAPPER.createObjectNode();
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static String client(HttpExchange exchange) {
        Matcher client = CLIENT.matcher(String.valueOf(header(exchange, "Authorization")));
        return client.matches() ? client.group(1) : "";
    }

    private static String decode(String name) {
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static ObjectNode error(String code, String message) {
        if (code.isEmpty()) {
            return Json.MAPPER.createObjectNode().put("error", message);
        }
        return Json.MAPPER.createObjectNode().put("code", code).put("message", message);
    }

    private static void send(HttpExchange exchange, int status, JsonNode reply) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(reply);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
