package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.ScriptedServer.Request;
import taskcluster.core.Json;

class ArtifactsTest {
    private static final String TASK_ID = "fN1SbArXTPSVFNUvaOlinQ";
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

    private final ScriptedServer server = new ScriptedServer();
    private final Artifacts artifacts = new Artifacts(ClientOptions.builder(server.url())
            .credentials(new Credentials("me", "secret"))
            .delayFactor(Duration.ofMillis(1))
            .timeout(Duration.ofSeconds(2))
            .build());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    private void contentAt(String path) {
        server.json(200, "{\"storageType\": \"s3\", \"url\": \"%s%s\"}".formatted(server.url(), path));
    }

    @Test
    void downloadsFollowRedirectsWithoutTellingThemWhoAsks() throws IOException {
        contentAt("/cdn");
        server.reply(303, "application/json", "{}", "location", "/bucket/a.txt?signature=x");
        server.reply(200, "text/plain", "hello");

        artifacts.download(TASK_ID, null, "public/a.txt", folder.resolve("a.txt"));

        assertThat(folder.resolve("a.txt")).hasContent("hello");
        assertThat(server.requests())
                .extracting(Request::resource)
                .containsExactly(
                        "/api/queue/v1/task/" + TASK_ID + "/artifact-content/public%2Fa.txt",
                        "/cdn",
                        "/bucket/a.txt?signature=x");
        assertThat(server.requests().get(0).header("authorization")).isNotEmpty();
        assertThat(server.requests().get(1).header("authorization")).isEmpty();
        assertThat(server.requests().get(2).header("authorization")).isEmpty();
        assertThat(files()).containsExactly("a.txt");
    }

    @Test
    void whatWasCutShortIsFetchedAgain() {
        contentAt("/a");
        server.then(ArtifactsTest::cutShort);
        contentAt("/a");
        server.reply(200, "text/plain", "hello");

        artifacts.download(TASK_ID, "0", "public/a.txt", folder.resolve("a.txt"));

        assertThat(folder.resolve("a.txt")).hasContent("hello");
    }

    @Test
    void whatStopsComingIsFetchedAgain() {
        contentAt("/a");
        server.then(exchange -> {
            cutShort(exchange);
            server.awaitClose();
        });
        contentAt("/a");
        server.reply(200, "text/plain", "hello");

        artifacts.download(TASK_ID, "0", "public/a.txt", folder.resolve("a.txt"));

        assertThat(folder.resolve("a.txt")).hasContent("hello");
    }

    @Test
    void whatIsAlwaysCutShortIsAnErrorAndLeavesNoFile() throws IOException {
        for (int attempt = 0; attempt < 6; attempt++) {
            contentAt("/a");
            server.then(ArtifactsTest::cutShort);
        }

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> artifacts.download(TASK_ID, "0", "public/a.txt", folder.resolve("a.txt")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.CONNECTION_FAILED))
                .withMessageContaining("download of public/a.txt")
                .withMessageContaining("tried 6 times");
        assertThat(files()).isEmpty();
    }

    @Test
    void compressedContentIsDecompressed() throws IOException {
        contentAt("/a");
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("hello".getBytes(StandardCharsets.UTF_8));
        }
        server.then(exchange -> {
            exchange.getResponseHeaders().set("content-encoding", "gzip");
            exchange.getResponseHeaders().set("content-type", "text/plain");
            exchange.sendResponseHeaders(200, compressed.size());
            exchange.getResponseBody().write(compressed.toByteArray());
        });

        try (ArtifactContent content = artifacts.open(TASK_ID, "0", "public/a.txt")) {
            assertThat(content.stream()).hasContent("hello");
            assertThat(content.contentType()).isEqualTo("text/plain");
        }
    }

    @Test
    @DisplayName("platform-54: an error artifact is an error with its reason")
    void anErrorArtifactIsAnErrorWithItsReason() {
        server.json(
                200,
                "{\"storageType\": \"error\", \"reason\": \"file-missing-on-worker\", \"message\": \"no such file\"}");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> artifacts.open(TASK_ID, "0", "public/a.txt"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.ARTIFACT_ERROR))
                .satisfies(e -> assertThat(e.body().path("reason").asString()).isEqualTo("file-missing-on-worker"))
                .withMessage("public/a.txt was not uploaded: no such file (file-missing-on-worker)");
    }

    @Test
    void refusalsOfTheStoreAreReportedWithoutTheSignature() {
        contentAt("/a?signature=secret");
        server.reply(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> artifacts.open(TASK_ID, "0", "public/a.txt"))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403))
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("AccessDenied").doesNotContain("secret"));
    }

    @Test
    void aCircleOfRedirectsEnds() {
        contentAt("/a");
        for (int i = 0; i <= 10; i++) {
            server.reply(302, "text/plain", "", "location", "/a");
        }

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> artifacts.open(TASK_ID, "0", "public/a.txt"))
                .withMessageContaining("too many redirects");
    }

    @Test
    void uploadsDeclareThenPutExactlyWhatWasDeclared() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "hello");
        server.json(200, putReply());
        server.reply(200, "text/plain", "");

        artifacts.upload(
                TASK_ID,
                "0",
                new ArtifactUpload("public/a.txt", "text/plain", EXPIRES, file, ContentEncoding.IDENTITY));

        Request declaration = server.requests().get(0);
        assertThat(declaration.resource())
                .isEqualTo("/api/queue/v1/task/" + TASK_ID + "/runs/0/artifacts/public%2Fa.txt");
        assertThat(Json.MAPPER.readTree(declaration.body()))
                .isEqualTo(Json.MAPPER.readTree("{\"storageType\": \"s3\", \"contentType\": \"text/plain\","
                        + " \"contentLength\": 5, \"expires\": \"2030-01-01T00:00:00.000Z\"}"));
        Request put = server.requests().get(1);
        assertThat(put.verb()).isEqualTo("PUT");
        assertThat(put.text()).isEqualTo("hello");
        assertThat(put.header("content-type")).isEqualTo("text/plain; from=queue");
        assertThat(put.header("content-length")).isEqualTo("5");
        assertThat(put.header("content-encoding")).isEqualTo("identity");
        assertThat(put.header("authorization")).isEmpty();
    }

    @Test
    void compressedUploadsDeclareTheOriginalLength() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "hello ".repeat(1000));
        server.json(200, putReply());
        server.reply(200, "text/plain", "");

        artifacts.upload(
                TASK_ID, "0", new ArtifactUpload("public/a.txt", "text/plain", EXPIRES, file, ContentEncoding.GZIP));

        assertThat(Json.MAPPER
                        .readTree(server.requests().get(0).body())
                        .path("contentLength")
                        .asInt())
                .isEqualTo(6000);
        Request put = server.requests().get(1);
        assertThat(put.header("content-encoding")).isEqualTo("gzip");
        assertThat(put.body()).hasSizeLessThan(1000);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(put.body()))).hasContent("hello ".repeat(1000));
    }

    @Test
    void uploadsAreRetriedAlsoWhenTheStoreSaysBadRequest() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "hello");
        server.json(200, putReply())
                .reply(400, "text/xml", "RequestTimeout")
                .reply(503, "text/xml", "SlowDown")
                .reset();
        server.reply(200, "text/plain", "");

        artifacts.upload(
                TASK_ID,
                "0",
                new ArtifactUpload("public/a.txt", "text/plain", EXPIRES, file, ContentEncoding.IDENTITY));

        assertThat(server.requests().getLast().text()).isEqualTo("hello");
    }

    @Test
    void aRefusedUploadIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "hello");
        server.json(200, putReply()).reply(403, "text/xml", "SignatureDoesNotMatch");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> artifacts.upload(
                        TASK_ID,
                        "0",
                        new ArtifactUpload("public/a.txt", "text/plain", EXPIRES, file, ContentEncoding.IDENTITY)))
                .withMessageContaining("SignatureDoesNotMatch");
        assertThat(server.requests()).hasSize(2);
    }

    private static void cutShort(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 5);
        exchange.getResponseBody().write("hel".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private String putReply() {
        return "{\"storageType\": \"s3\", \"putUrl\": \"%s/put\", \"contentType\": \"text/plain; from=queue\"}"
                .formatted(server.url());
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList().stream();
        }
    }
}
