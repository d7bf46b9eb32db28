package taskcluster.object.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.monitor.Monitor;
import taskcluster.object.config.JsonSetting;

/**
 * What is different with Amazon's own S3. Its requests go to a stub here, which the AWS SDK takes for Amazon's because of a
 * system property; URLs are made by a backend that has the real addresses.
 */
class AmazonBackendTest {
    private static final String ENDPOINT_PROPERTY = "aws.endpointUrlS3";
    private static final UploadMethod.PutUrl PAGE = new UploadMethod.PutUrl("Text/HTML; charset=utf-8", 9);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer store;
    private S3Backend backend;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", this::answer);
        store.start();
        System.setProperty(
                ENDPOINT_PROPERTY, "http://127.0.0.1:" + store.getAddress().getPort());
        backend = backend();
    }

    @AfterEach
    void stop() {
        System.clearProperty(ENDPOINT_PROPERTY);
        backend.close();
        store.stop(0);
    }

    private static S3Backend backend() {
        JsonSetting setting = JsonSetting.parse("backends", """
                {"main": {"backendType": "aws", "accessKeyId": "id", "secretAccessKey": "secret", "bucket": "my-bucket",
                          "signGetUrls": true, "tags": {"Team": "builds"}}}""", "{}");
        return new S3Backend(
                S3BackendSettings.parse(setting).getFirst(),
                Clock.systemUTC(),
                Monitor.of("object", new SimpleMeterRegistry()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            requests.add(exchange.getRequestMethod() + " " + uri + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-amz-tagging"))
                            .orElse("")
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("content-disposition"))
                            .map(value -> " " + value)
                            .orElse(""));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("content-length", "20000");
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            boolean isLocation = "location".equals(uri.getQuery());
            byte[] body = (isLocation
                            ? "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">EU</LocationConstraint>"
                            : "")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void theRegionIsAskedOnceAndSigns() {
        SignedUrl url = backend.getUrl("x");
        backend.getUrl("y");
        assertThat(url.url()).contains("%2Feu-west-1%2Fs3%2Faws4_request");
        assertThat(requests).containsExactly("GET /my-bucket?location ");
    }

    @Test
    void oldBucketsAreInTheRegionsThatTheyWereMadeIn() {
        assertThat(BucketRegion.ofConstraint(null)).isEqualTo("us-east-1");
        assertThat(BucketRegion.ofConstraint("")).isEqualTo("us-east-1");
        assertThat(BucketRegion.ofConstraint("EU")).isEqualTo("eu-west-1");
        assertThat(BucketRegion.ofConstraint("ap-south-1")).isEqualTo("ap-south-1");
    }

    @Test
    @DisplayName("object-83: the PUT of a page must carry Content-Disposition: attachment, which is signed")
    void pagesAreAttachments() {
        SignedUrl page = backend.uploadUrl("x", PAGE);
        assertThat(page.headers())
                .isEqualTo(Map.of(
                        "Content-Type",
                        "Text/HTML; charset=utf-8",
                        "Content-Length",
                        "9",
                        "Content-Encoding",
                        "identity",
                        "Content-Disposition",
                        "attachment"));
        assertThat(page.url())
                .contains("X-Amz-SignedHeaders=content-disposition%3Bcontent-length%3Bcontent-type%3Bhost");
        SignedUrl other = backend.uploadUrl("x", new UploadMethod.PutUrl("text/plain", 9));
        assertThat(other.headers()).doesNotContainKey("Content-Disposition");
    }

    @Test
    void inlineContentIsTaggedAndPagesAreAttachments() {
        backend.write("a/b", "my/project", new UploadMethod.DataInline("text/html", new byte[] {'x'}));
        assertThat(requests.getLast()).isEqualTo("PUT /my-bucket/a/b ProjectId=my%2Fproject&Team=builds attachment");
        assertThat(bodies.getLast()).contains("x");
    }

    @Test
    void aFinishedUploadIsTaggedAgain() {
        assertThat(backend.problem("a", "p".repeat(300), 20_000L, Map.of())).isEmpty();
        assertThat(requests.getLast()).isEqualTo("PUT /my-bucket/a?tagging ");
        assertThat(bodies.getLast())
                .contains("<Key>ProjectId</Key><Value>" + "p".repeat(256) + "</Value>")
                .contains("<Key>Team</Key><Value>builds</Value>");
    }

    @Test
    void whatIsTooLargeForOnePutIsNotAccepted() {
        long most = 5L * 1024 * 1024 * 1024;
        assertThat(backend.choose(Optional.empty(), Optional.of(new UploadMethod.PutUrl("x/y", most))))
                .isInstanceOf(UploadMethod.PutUrl.class);
        assertThat(backend.choose(Optional.empty(), Optional.of(new UploadMethod.PutUrl("x/y", most + 1))))
                .isInstanceOf(UploadMethod.None.class);
    }
}
