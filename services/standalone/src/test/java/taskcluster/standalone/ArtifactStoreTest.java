package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The artifact store speaks S3 through signed URLs below a path of another server's port. */
class ArtifactStoreTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Tomcat tomcat;
    private URI endpoint;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(folder.resolve("store/bucket"));
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "store", new ArtifactStore(folder.resolve("store"), "id", "secret"));
        context.addServletMappingDecoded(ArtifactStore.PATH + "/*", "store");
        tomcat.start();
        endpoint = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + ArtifactStore.PATH);
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        http.close();
    }

    @Test
    void whatIsPutThroughASignedUrlReadsBackWithItsHeaders() throws Exception {
        HttpResponse<String> put = put(putUrl("a b/ü.txt", "secret", Duration.ofMinutes(5)), "text/x-test", "content");
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);

        HttpResponse<String> get = get(getUrl("a b/ü.txt", Duration.ofMinutes(5)));
        assertThat(get.statusCode()).as(get.body()).isEqualTo(200);
        assertThat(get.body()).isEqualTo("content");
        assertThat(get.headers().firstValue("content-type").orElseThrow()).startsWith("text/x-test");
        assertThat(get.headers().firstValue("content-encoding")).contains("identity");
        assertThat(get.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void aUrlSignedWithAnotherSecretIsRefused() throws Exception {
        HttpResponse<String> put = put(putUrl("key", "wrong", Duration.ofMinutes(5)), "text/x-test", "content");

        assertThat(put.statusCode()).isEqualTo(403);
        assertThat(put.body()).contains("SignatureDoesNotMatch");
    }

    @Test
    void anotherContentTypeThanTheSignedOneIsRefused() throws Exception {
        assertThat(put(putUrl("key", "secret", Duration.ofMinutes(5)), "text/html", "content")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anUnsignedRequestIsRefused() throws Exception {
        put(putUrl("key", "secret", Duration.ofMinutes(5)), "text/x-test", "private");

        HttpResponse<String> reply = get(URI.create(endpoint + "/bucket/key"));

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(403);
        assertThat(reply.body()).doesNotContain("private");
        assertThat(get(URI.create(endpoint + "/")).statusCode()).isEqualTo(403);
        assertThat(get(URI.create(endpoint + "/bucket")).statusCode()).isEqualTo(403);
        assertThat(put(URI.create(endpoint + "/bucket/key"), "text/x-test", "forged")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAuthorizationOfAnotherKindIsRefused() throws Exception {
        put(putUrl("key", "secret", Duration.ofMinutes(5)), "text/x-test", "private");

        for (String authorization : List.of("Basic aWQ6c2VjcmV0", "AWS id:forged", "AWS4-HMAC-SHA256", "x")) {
            HttpResponse<String> reply = http.send(
                    HttpRequest.newBuilder(URI.create(endpoint + "/bucket/key"))
                            .header("Authorization", authorization)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(authorization).isBetween(400, 499);
            assertThat(reply.body()).doesNotContain("private");
        }
    }

    @Test
    void anAlgorithmWithoutASignatureIsRefused() throws Exception {
        put(putUrl("key", "secret", Duration.ofMinutes(5)), "text/x-test", "private");

        HttpResponse<String> reply = get(URI.create(endpoint + "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256"));

        assertThat(reply.statusCode()).isBetween(400, 499);
        assertThat(reply.body()).doesNotContain("private");
    }

    @Test
    void aMissingObjectIsNotFound() throws Exception {
        assertThat(get(getUrl("missing", Duration.ofMinutes(5))).statusCode()).isEqualTo(404);
    }

    @Test
    void aPathOutOfTheStoreIsRefused() throws Exception {
        Files.writeString(folder.resolve("outside"), "private");

        HttpResponse<String> reply = get(getUrl("../../outside", Duration.ofMinutes(5)));

        assertThat(reply.statusCode()).isBetween(400, 499);
        assertThat(reply.body()).doesNotContain("private");
    }

    private HttpResponse<String> put(URI url, String contentType, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", contentType)
                        .header("Content-Encoding", "identity")
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    private URI putUrl(String key, String secret, Duration life) {
        try (S3Presigner presigner = presigner(secret)) {
            return URI.create(presigner
                    .presignPutObject(request -> request.signatureDuration(life)
                            .putObjectRequest(
                                    put -> put.bucket("bucket").key(key).contentType("text/x-test")))
                    .url()
                    .toString());
        }
    }

    private URI getUrl(String key, Duration life) {
        try (S3Presigner presigner = presigner("secret")) {
            return URI.create(presigner
                    .presignGetObject(request -> request.signatureDuration(life)
                            .getObjectRequest(get -> get.bucket("bucket").key(key)))
                    .url()
                    .toString());
        }
    }

    private S3Presigner presigner(String secret) {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", secret)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }
}
