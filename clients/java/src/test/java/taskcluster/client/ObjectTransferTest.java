package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.ScriptedServer.Request;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class ObjectTransferTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final String NAME = "some/object";
    private static final String BAD_DIGEST = "<Error><Code>BadDigest</Code></Error>";

    private final ScriptedServer server = new ScriptedServer();
    private final ClientOptions options = ClientOptions.builder(server.url())
            .credentials(new Credentials("me", "secret"))
            .delayFactor(Duration.ofMillis(1))
            .timeout(Duration.ofSeconds(10))
            .retries(2)
            .build();
    private final ObjectTransfer objects = new ObjectTransfer(options);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    // Uploads

    private ObjectUpload upload(int length) {
        try {
            Path file = Files.writeString(folder.resolve("content"), "x".repeat(length));
            return new ObjectUpload("my/project", NAME, "text/plain", EXPIRES, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void chooses(String method) {
        server.json(200, "{\"projectId\": \"p\", \"uploadMethod\": " + method + "}");
    }

    private void choosesPut() {
        chooses(
                "{\"putUrl\": {\"url\": \"%s/bucket/x?signature=hidden\", \"headers\": {\"Content-Type\": \"text/plain\","
                                .formatted(server.url())
                        + " \"Content-Length\": \"9000\", \"Content-Encoding\": \"identity\"}}}");
    }

    private JsonNode body(int request) {
        return Json.MAPPER.readTree(server.requests().get(request).body());
    }

    @Test
    void smallContentTravelsWithinTheRequest() {
        chooses("{\"dataInline\": true}");
        server.json(200, "{}");
        ObjectUpload upload = upload(8191);

        objects.upload(upload);

        assertThat(server.requests())
                .extracting(Request::verb, Request::resource)
                .containsExactly(
                        tuple("PUT", "/api/object/v1/upload/some%2Fobject"),
                        tuple("POST", "/api/object/v1/finish-upload/some%2Fobject"));
        JsonNode create = body(0);
        assertThat(create.path("projectId").asString()).isEqualTo("my/project");
        assertThat(create.path("uploadId").asString()).isEqualTo(upload.uploadId());
        assertThat(create.path("expires").asString()).isEqualTo("2030-01-01T00:00:00.000Z");
        assertThat(create.at("/proposedUploadMethods/putUrl/contentLength").asLong())
                .isEqualTo(8191);
        assertThat(Base64.getDecoder()
                        .decode(create.at("/proposedUploadMethods/dataInline/objectData")
                                .asString()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("x".repeat(8191));
        JsonNode finish = body(1);
        assertThat(finish.path("uploadId").asString()).isEqualTo(upload.uploadId());
        ContentHashes hashes = ContentHashes.of("x".repeat(8191).getBytes(StandardCharsets.UTF_8));
        assertThat(finish.path("hashes")).isEqualTo(Json.MAPPER.valueToTree(hashes.recorded()));
        assertThat(hashes.sha256()).hasSize(64);
        assertThat(hashes.sha512()).hasSize(128);
    }

    @Test
    void largerContentIsPutToTheStoreWhichIsToldItsHash() {
        choosesPut();
        server.reply(200, "application/xml", "");
        server.json(200, "{}");

        objects.upload(upload(9000));

        assertThat(body(0).at("/proposedUploadMethods").propertyNames()).containsExactly("putUrl");
        Request put = server.requests().get(1);
        assertThat(put.resource()).isEqualTo("/bucket/x?signature=hidden");
        assertThat(put.text()).isEqualTo("x".repeat(9000));
        assertThat(put.header("content-type")).isEqualTo("text/plain");
        assertThat(put.header("content-encoding")).isEqualTo("identity");
        assertThat(put.header("content-length")).isEqualTo("9000");
        assertThat(put.header("content-md5")).hasSize(24);
        assertThat(put.header("authorization")).isEmpty();
        assertThat(body(2).at("/hashes/sha256").asString()).hasSize(64);
    }

    @Test
    void aPutThatFailsForReasonsThatMayPassIsRepeatedWithAFreshStream() {
        choosesPut();
        server.reply(503, "application/xml", "slow down").reset().reply(200, "application/xml", "");
        server.json(200, "{}");

        objects.upload(upload(9000));

        assertThat(server.requests().get(3).text()).isEqualTo("x".repeat(9000));
    }

    @Test
    void aPutThatIsRefusedIsAnErrorWithoutTheSecretsOfItsUrl() {
        choosesPut();
        server.reply(403, "application/xml", "<Code>AccessDenied</Code>");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> objects.upload(upload(9000)))
                .withMessageContaining("AccessDenied")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden"))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void bytesThatChangeOnTheWayUpAreSentAgain() {
        choosesPut();
        server.reply(400, "application/xml", BAD_DIGEST).reply(200, "application/xml", "");
        server.json(200, "{}");

        objects.upload(upload(9000));

        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void bytesThatAlwaysChangeOnTheWayUpAreTheFaultOfTheNetwork() {
        choosesPut();
        server.reply(400, "application/xml", BAD_DIGEST)
                .reply(400, "application/xml", BAD_DIGEST)
                .reply(400, "application/xml", BAD_DIGEST);

        assertCorrupted(() -> objects.upload(upload(9000)), "upload of some/object", "at fault: the network");
        assertThat(server.requests()).as("the upload is not finished").hasSize(4);
    }

    @Test
    void aFileThatChangesMeanwhileIsTheFaultOfTheClient() {
        ObjectUpload upload = upload(9000);
        choosesPut();
        server.then(exchange -> {
            Files.writeString(upload.file(), "y".repeat(9000));
            exchange.sendResponseHeaders(500, -1);
        });
        server.reply(400, "application/xml", BAD_DIGEST).reply(400, "application/xml", BAD_DIGEST);

        assertCorrupted(() -> objects.upload(upload), "the file changed", "at fault: this client");
    }

    @Test
    void aStoreThatDoesNotCheckDoesNotHideThatTheFileChanged() {
        ObjectUpload upload = upload(9000);
        choosesPut();
        server.then(exchange -> {
            Files.writeString(upload.file(), "y".repeat(9000));
            exchange.sendResponseHeaders(500, -1);
        });
        server.reply(200, "application/xml", "");

        assertCorrupted(() -> objects.upload(upload), "at fault: this client");
        assertThat(server.requests()).as("the upload is not finished").hasSize(3);
    }

    @Test
    void withoutAMethodInCommonThereIsNoUpload() {
        chooses("{}");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> objects.upload(upload(5)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.NO_MATCHING_METHOD));
    }

    // Downloads

    private void placeOf(String content, String expires) {
        placeWith(ContentHashes.of(content.getBytes(StandardCharsets.UTF_8)).recorded(), expires);
    }

    private void placeOf(String content) {
        placeOf(content, "2100-01-01T00:00:00.000Z");
    }

    private void placeWith(Map<String, String> hashes, String expires) {
        server.json(
                200,
                Json.MAPPER.writeValueAsString(Map.of(
                        "method", "getUrl", "url", server.url() + "/bucket/x", "expires", expires, "hashes", hashes)));
    }

    private void content(String content, String... headers) {
        server.reply(200, "text/plain", content, headers);
    }

    private static String etag(String content) {
        return '"' + ContentHashes.of(content.getBytes(StandardCharsets.UTF_8)).md5() + '"';
    }

    private Path target() {
        return folder.resolve("downloaded");
    }

    @Test
    void whatWasUploadedIsDownloaded() throws IOException {
        placeOf("hello");
        content("hello");

        assertThat(objects.download(NAME, target())).isEqualTo("text/plain");

        assertThat(target()).hasContent("hello");
        assertThat(server.requests().get(0).resource()).isEqualTo("/api/object/v1/start-download/some%2Fobject");
        assertThat(body(0)).isEqualTo(Json.MAPPER.readTree("{\"acceptDownloadMethods\": {\"getUrl\": true}}"));
        assertThat(server.requests().get(1).header("authorization")).isEmpty();
        assertThat(server.requests().get(1).header("accept-encoding")).contains("gzip", "identity");
        assertThat(files()).containsExactly("downloaded");
    }

    @Test
    void compressedContentIsDecompressedAndThenVerified() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("hello".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        placeOf("hello");
        server.then(exchange -> reply(exchange, compressed.toByteArray(), "content-encoding", "gzip"));

        objects.download(NAME, target());

        assertThat(target()).hasContent("hello");
    }

    @Test
    @DisplayName("platform-53: an object that has only hashes of weak algorithms is refused")
    void withoutAHashThatIsKnownThereIsNoDownload() throws IOException {
        placeWith(Map.of("md5", "5d41402abc4b2a76b9719d911017c592"), "2100-01-01T00:00:00.000Z");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> objects.download(NAME, target()))
                .withMessageContaining("No acceptable hash algorithm found");
        assertThat(files()).isEmpty();
    }

    @Test
    void bytesThatChangeOnTheWayDownAreFetchedAgain() {
        placeOf("hello");
        content("jello", "etag", etag("hello"));
        content("hello", "etag", etag("hello"));

        objects.download(NAME, target());

        assertThat(target()).hasContent("hello");
    }

    @Test
    void everyHashHasToBeRight() throws IOException {
        placeWith(
                Map.of(
                        "sha256",
                        ContentHashes.of("hello".getBytes(StandardCharsets.UTF_8))
                                .sha256(),
                        "sha512",
                        "0".repeat(128)),
                "2100-01-01T00:00:00.000Z");
        for (int attempt = 0; attempt < 3; attempt++) {
            content("hello");
        }
        assertCorrupted(() -> objects.download(NAME, target()), "download of some/object");
        assertThat(files()).isEmpty();
    }

    @Test
    void bytesThatChangeInEveryWayAreTheFaultOfTheNetwork() throws IOException {
        placeOf("hello");
        for (String wrong : List.of("jello", "hallo", "hells")) {
            content(wrong, "etag", etag("hello"));
        }
        assertCorrupted(() -> objects.download(NAME, target()), "at fault: the network (tried 3 times)");
        assertThat(files()).isEmpty();
    }

    @Test
    void wrongBytesThatTheStoreKnowsToHoldAreTheFaultOfTheStorageAndNotFetchedAgain() {
        placeOf("hello");
        content("jello", "etag", etag("jello"));
        assertCorrupted(() -> objects.download(NAME, target()), "at fault: the storage");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void wrongBytesThatAreAlwaysTheSameMayBeTheFaultOfEither() {
        placeOf("hello");
        for (int attempt = 0; attempt < 3; attempt++) {
            content("jello", "etag", etag("jello"), "x-amz-server-side-encryption", "aws:kms");
        }
        assertCorrupted(
                () -> objects.download(NAME, target()),
                "on each of 3 attempts",
                "at fault: the storage, or the network");
    }

    @Test
    void whatIsAlwaysCutShortIsTheFaultOfTheNetworkAndLeavesNoFile() throws IOException {
        placeOf("hello");
        for (int attempt = 0; attempt < 3; attempt++) {
            server.then(exchange -> {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write('h');
                exchange.getResponseBody().flush();
            });
        }
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> objects.download(NAME, target()))
                .withMessageContaining("tried 3 times")
                .withMessageContaining("at fault: the network")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.CONNECTION_FAILED));
        assertThat(files()).isEmpty();
    }

    @Test
    void anAttemptAfterTheExpiryOfTheUrlAsksForAnother() {
        placeOf("hello", "2020-01-01T00:00:00.000Z");
        content("jello");
        placeOf("hello");
        content("hello");

        objects.download(NAME, target());

        assertThat(server.requests()).extracting(Request::verb).containsExactly("PUT", "GET", "PUT", "GET");
    }

    @Test
    void redirectsAreNotFollowed() {
        placeOf("hello");
        server.reply(303, "text/plain", "elsewhere", "location", server.url() + "/elsewhere");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> objects.download(NAME, target()))
                .withMessageContaining("status 303");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anArtifactInTheObjectServiceIsDownloadedWithTheCredentialsThatComeWithIt() throws IOException {
        Artifacts artifacts = new Artifacts(options);
        Credentials reader = new Credentials("issuer", "token")
                .createNamedTemporaryCredentials(
                        "artifact-download/x",
                        List.of("object:download:x"),
                        Instant.now(),
                        Instant.now().plusSeconds(9));
        for (int i = 0; i < 2; i++) {
            server.json(
                    200,
                    Json.MAPPER.writeValueAsString(Map.of(
                            "storageType",
                            "object",
                            "name",
                            "t/fN1SbArXTPSVFNUvaOlinQ/0/public/x",
                            "credentials",
                            Map.of(
                                    "clientId", reader.clientId(),
                                    "accessToken", reader.accessToken(),
                                    "certificate", String.valueOf(reader.certificate())))));
            placeOf("hello");
            content("hello");
        }

        artifacts.download("fN1SbArXTPSVFNUvaOlinQ", null, "public/x", target());
        assertThat(target()).hasContent("hello");
        try (ArtifactContent content = artifacts.open("fN1SbArXTPSVFNUvaOlinQ", "0", "public/x")) {
            assertThat(content.stream()).hasContent("hello");
            assertThat(content.contentType()).isEqualTo("text/plain");
        }

        assertThat(server.requests().get(0).header("authorization")).contains("id=\"me\"");
        assertThat(server.requests().get(1).header("authorization")).contains("id=\"artifact-download/x\"");
        assertThat(server.requests().get(1).resource())
                .isEqualTo("/api/object/v1/start-download/t%2FfN1SbArXTPSVFNUvaOlinQ%2F0%2Fpublic%2Fx");
    }

    private static void reply(HttpExchange exchange, byte[] content, String header, String value) throws IOException {
        exchange.getResponseHeaders().set(header, value);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private static void assertCorrupted(ThrowingCallable transfer, String... parts) {
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(transfer)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.CONTENT_CORRUPTED))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
