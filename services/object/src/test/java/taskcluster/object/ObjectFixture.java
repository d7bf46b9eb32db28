package taskcluster.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.JdbcTemplate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.s3.S3Access;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestS3;
import taskcluster.testing.TestService;
import tools.jackson.databind.JsonNode;

/**
 * A running object service with a store behind it, and short ways to do what tests do all the time. Its clock starts at the
 * real time. Objects of the project {@code unsigned} go to a backend that does not sign downloads; those of the project
 * {@code nowhere} have none.
 */
public final class ObjectFixture implements AutoCloseable {
    public static final String BUCKET = "objects";
    public static final String PROJECT = "my-project";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public final MutableClock clock = new MutableClock(Instant.ofEpochMilli(System.currentTimeMillis()));
    public final TestS3 s3 = TestS3.start(BUCKET);
    public final S3Client bucket = new S3Access(
                    TestS3.REGION,
                    TestS3.ACCESS_KEY_ID,
                    TestS3.SECRET_ACCESS_KEY,
                    s3.endpoint().toString(),
                    true)
            .client();
    public final TestService service;
    /** May do everything. */
    public final TestClient root;

    private ObjectFixture(Map<String, String> properties, UnaryOperator<URI> route) {
        TestService.Builder builder = TestService.builder(ObjectService.class)
                .clock(clock)
                .property("object.backends", backends(route.apply(s3.endpoint()).toString()))
                .property("object.backend-map", """
                        [{"backendId": "unsigned", "when": {"projectId": "unsigned"}},
                         {"backendId": "main", "when": {"projectId": {"regexp": "^(?!nowhere)"}}}]""");
        properties.forEach(builder::property);
        service = builder.start();
        root = client("root", "*");
    }

    public static ObjectFixture start() {
        return start(Map.of());
    }

    /** With these properties in place of its own. */
    public static ObjectFixture start(Map<String, String> properties) {
        return new ObjectFixture(properties, endpoint -> endpoint);
    }

    /** Whose clients reach the store by another way, given the address of the store. */
    public static ObjectFixture startBehind(UnaryOperator<URI> route) {
        return new ObjectFixture(Map.of(), route);
    }

    /** The backends as JSON, at a store. */
    public static String backends(String endpoint) {
        Map<String, Object> backend = new HashMap<>(Map.of(
                "backendType",
                "aws",
                "endpoint",
                endpoint,
                "s3ForcePathStyle",
                true,
                "accessKeyId",
                TestS3.ACCESS_KEY_ID,
                "secretAccessKey",
                TestS3.SECRET_ACCESS_KEY,
                "bucket",
                BUCKET,
                "signGetUrls",
                true));
        Map<String, Object> unsigned = new HashMap<>(backend);
        unsigned.put("signGetUrls", false);
        backend.put("bulkDelete", true);
        return Json.MAPPER.writeValueAsString(Map.of("main", backend, "unsigned", unsigned));
    }

    public TestClient client(String clientId, String... scopes) {
        return service.client(clientId, scopes).forService("object");
    }

    public JdbcTemplate sql() {
        return new JdbcTemplate(service.database().admin());
    }

    public Instant in(Duration duration) {
        return clock.instant().plus(duration);
    }

    /** An upload of my own, which expires in a week, with these methods proposed. */
    public Map<String, Object> upload(String uploadId, Map<String, ?> methods) {
        return new HashMap<>(Map.of(
                "projectId",
                PROJECT,
                "uploadId",
                uploadId,
                "expires",
                Json.timestamp(in(Duration.ofDays(7))),
                "proposedUploadMethods",
                methods));
    }

    public static Map<String, ?> inline(String content) {
        return Map.of(
                "dataInline",
                Map.of(
                        "contentType",
                        "text/plain",
                        "objectData",
                        Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8))));
    }

    public static Map<String, ?> put(long length) {
        return Map.of("putUrl", Map.of("contentType", "text/plain", "contentLength", length));
    }

    public Response create(String name, Map<String, ?> body) {
        return root.put("upload/" + encode(name), body);
    }

    public Response finish(String name, String uploadId, Map<String, ?> hashes) {
        return root.post(
                "finish-upload/" + encode(name), Map.of("projectId", PROJECT, "uploadId", uploadId, "hashes", hashes));
    }

    /** Creates and finishes an object with its hashes. */
    public void store(String name, String content) {
        String uploadId = Slugid.nice();
        create(name, upload(uploadId, inline(content))).ok();
        finish(name, uploadId, Map.of("sha256", sha256(content))).ok();
    }

    public JsonNode startDownload(String name, String method) {
        return root.put("start-download/" + name, Map.of("acceptDownloadMethods", Map.of(method, true)))
                .ok();
    }

    /** A segment of a path. */
    public static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends content to the URL of a putUrl method, with its headers. */
    public static HttpResponse<String> send(JsonNode putUrl, String content) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(putUrl.path("url").asString()))
                .PUT(BodyPublishers.ofString(content));
        putUrl.path("headers").properties().forEach(header -> {
            if (!header.getKey().equals("Content-Length")) {
                request.header(header.getKey(), header.getValue().asString());
            }
        });
        return exchange(request.build());
    }

    public static HttpResponse<String> fetch(String url) {
        return exchange(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Puts bytes into the bucket behind the service's back. */
    public void overwrite(String name, String content) {
        bucket.putObject(request -> request.bucket(BUCKET).key(name), RequestBody.fromString(content));
    }

    /** Whether the bucket has bytes of an object. */
    public boolean isStored(String name) {
        try {
            bucket.headObject(request -> request.bucket(BUCKET).key(name));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    /** The names of all rows, sorted. */
    public List<String> rows() {
        return sql().queryForList("select name from taskcluster.objects order by name", String.class);
    }

    @Override
    public void close() {
        service.close();
        bucket.close();
        s3.close();
    }
}
