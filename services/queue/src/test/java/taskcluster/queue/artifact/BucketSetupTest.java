package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

class BucketSetupTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> corsDocuments = new ConcurrentHashMap<>();
    private volatile int status = 200;
    private HttpServer store;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", this::answer);
        store.start();
    }

    @AfterEach
    void stop() {
        store.stop(0);
    }

    @Test
    void corsIsOpenedForBothBucketsOnce() {
        setUp(Map.of());

        assertThat(corsDocuments).containsOnlyKeys("/public-bucket", "/private-bucket");
        assertThat(corsDocuments.get("/public-bucket"))
                .contains(
                        "<AllowedOrigin>*</AllowedOrigin>",
                        "<AllowedHeader>*</AllowedHeader>",
                        "<AllowedMethod>GET</AllowedMethod>",
                        "<AllowedMethod>PUT</AllowedMethod>",
                        "<AllowedMethod>HEAD</AllowedMethod>",
                        "<AllowedMethod>POST</AllowedMethod>",
                        "<AllowedMethod>DELETE</AllowedMethod>",
                        "<MaxAgeSeconds>3600</MaxAgeSeconds>");
        requests.clear();

        setUp(Map.of());

        assertThat(requests).containsExactly("GET /private-bucket?cors", "GET /public-bucket?cors");
    }

    @Test
    void otherCorsIsReplaced() {
        corsDocuments.put(
                "/public-bucket",
                "<CORSConfiguration><CORSRule><AllowedOrigin>https://example.com</AllowedOrigin>"
                        + "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>");
        setUp(Map.of());
        assertThat(corsDocuments.get("/public-bucket")).contains("<AllowedOrigin>*</AllowedOrigin>");
    }

    @Test
    void corsCanBeLeftAlone() {
        setUp(Map.of("skip-cors", "true"));
        assertThat(requests).isEmpty();
    }

    @Test
    void storeWithoutCorsDoesNotStopTheStart() {
        status = 501;
        BucketSetup setup = setUp(Map.of());
        assertThat(setup.isRunning()).isTrue();
        assertThat(corsDocuments).isEmpty();
    }

    @Test
    void bucketsAreCreatedIfWanted() {
        setUp(Map.of("skip-cors", "true", "create-buckets", "true"));
        assertThat(requests).containsExactly("PUT /private-bucket", "PUT /public-bucket");
    }

    @Test
    void bucketThatCannotBeCreatedStopsTheStartWithOneLine() {
        status = 403;
        assertThatThrownBy(() -> setUp(Map.of("create-buckets", "true")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot create the artifact bucket private-bucket: ")
                .satisfies(problem -> assertThat(problem.getMessage()).doesNotContain("\n"));
    }

    private BucketSetup setUp(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("endpoint", "http://127.0.0.1:" + store.getAddress().getPort());
        all.put("force-path-style", "true");
        ArtifactConfig config = ArtifactConfigTest.config(all);
        try (S3Client client = config.access().client()) {
            BucketSetup setup = new BucketSetup(config, client, LoggerFactory.getLogger(BucketSetupTest.class));
            setup.start();
            return setup;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String bucket = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getQuery();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (status != 200) {
                reply(exchange, status, "<Error><Code>Refused</Code></Error>");
            } else if (exchange.getRequestMethod().equals("PUT") && "cors".equals(query)) {
                corsDocuments.put(bucket, body);
                reply(exchange, 200, "");
            } else if ("cors".equals(query) && !corsDocuments.containsKey(bucket)) {
                reply(exchange, 404, "<Error><Code>NoSuchCORSConfiguration</Code></Error>");
            } else {
                reply(exchange, 200, corsDocuments.getOrDefault(bucket, ""));
            }
        }
    }

    private static void reply(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
