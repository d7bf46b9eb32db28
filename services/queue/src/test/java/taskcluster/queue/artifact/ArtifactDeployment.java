package taskcluster.queue.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueService;
import taskcluster.testing.FakeAuthenticator;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestEvents;
import taskcluster.testing.TestS3;
import taskcluster.testing.TestService;

/** A queue with a store and an object service for artifacts, and tasks to make artifacts of. Its clock starts at the real time. */
final class ArtifactDeployment implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final MutableClock clock = new MutableClock(Instant.now());
    final TestS3 s3;
    final TestService service;
    /** May do everything. */
    final TestClient root;

    private ArtifactDeployment(Map<String, String> properties) {
        s3 = TestS3.start();
        TestService.Builder builder = TestService.builder(QueueService.class, FakeObjectService.class)
                .clock(clock)
                .property("queue.access-token", FakeAuthenticator.ACCESS_TOKEN)
                .property("queue.artifacts.public-bucket", "public-bucket")
                .property("queue.artifacts.private-bucket", "private-bucket")
                .property("queue.artifacts.region", TestS3.REGION)
                .property("queue.artifacts.endpoint", s3.endpoint())
                .property("queue.artifacts.force-path-style", "true")
                .property("queue.artifacts.access-key-id", TestS3.ACCESS_KEY_ID)
                .property("queue.artifacts.secret-access-key", TestS3.SECRET_ACCESS_KEY)
                .property("queue.artifacts.create-buckets", "true")
                .property("queue.artifacts.skip-cors", "true")
                .property("queue.artifacts.sign-public-urls", "true");
        properties.forEach((key, value) -> builder.property("queue.artifacts." + key, value));
        service = builder.start();
        root = client("root", "*");
        service.authenticator().client("static/taskcluster/queue", "*");
    }

    static ArtifactDeployment start() {
        return start(Map.of());
    }

    /** With these properties of artifacts on top. */
    static ArtifactDeployment start(Map<String, String> properties) {
        return new ArtifactDeployment(properties);
    }

    TestClient client(String clientId, String... scopes) {
        return service.client(clientId, scopes).forService("queue");
    }

    TestClient anonymous() {
        return service.anonymous().forService("queue");
    }

    TestEvents events() {
        return new TestEvents(service.database());
    }

    ArtifactRows rows() {
        return new ArtifactRows(service.database().admin());
    }

    /** A task without dependencies, which is pending. */
    String pendingTask() {
        String taskId = Slugid.nice();
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("taskQueueId", "artifact-tests/worker-type");
        definition.put("created", Json.timestamp(clock.instant()));
        definition.put("deadline", Json.timestamp(in(Duration.ofDays(3))));
        definition.put("expires", Json.timestamp(in(Duration.ofDays(30))));
        definition.put("payload", Map.of());
        definition.put("retries", 1);
        definition.put(
                "metadata",
                Map.of("name", "n", "description", "d", "owner", "o@example.com", "source", "https://example.com"));
        root.put("task/" + taskId, definition).ok();
        return taskId;
    }

    /** A task whose run 0 is running. */
    String runningTask() {
        String taskId = pendingTask();
        claim(taskId, 0);
        return taskId;
    }

    void claim(String taskId, int runId) {
        root.post("task/" + taskId + "/runs/" + runId + "/claim", Map.of("workerGroup", "group", "workerId", "worker"))
                .ok();
    }

    void report(String taskId, int runId, String reason) {
        String run = "task/" + taskId + "/runs/" + runId + "/";
        switch (reason) {
            case "completed", "failed" -> root.post(run + reason, Map.of()).ok();
            default -> root.post(run + "exception", Map.of("reason", reason)).ok();
        }
    }

    Instant in(Duration duration) {
        return clock.instant().plus(duration);
    }

    /** A body that creates an s3 artifact of plain text, which expires in a week. */
    Map<String, Object> upload() {
        return body("s3", Map.of("contentType", "text/plain"));
    }

    Map<String, Object> reference(String url) {
        return body("reference", Map.of("contentType", "text/plain", "url", url));
    }

    Map<String, Object> link(String target) {
        return body("link", Map.of("artifact", target));
    }

    Map<String, Object> error(String message) {
        return body("error", Map.of("reason", "file-missing-on-worker", "message", message));
    }

    Map<String, Object> body(String storageType, Map<String, Object> properties) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("storageType", storageType);
        body.put("expires", Json.timestamp(in(Duration.ofDays(7))));
        body.putAll(properties);
        return body;
    }

    Response create(String taskId, int runId, String name, Map<String, Object> body) {
        return root.post(path(taskId, runId, "artifacts", name), body);
    }

    /** Path of a method about an artifact of a run. */
    static String path(String taskId, int runId, String method, String name) {
        return "task/" + taskId + "/runs/" + runId + "/" + method + "/" + encode(name);
    }

    /** Path of a method about an artifact of the latest run. */
    static String latestPath(String taskId, String method, String name) {
        return "task/" + taskId + "/" + method + "/" + encode(name);
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    /** Sends content to an upload URL. */
    static HttpResponse<String> send(String putUrl, byte[] content, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(putUrl)).PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        headers.forEach(request::header);
        return exchange(request, HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<byte[]> fetch(String url) {
        return exchange(HttpRequest.newBuilder(URI.create(url)), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        s3.close();
    }
}
