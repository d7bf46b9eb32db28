package taskcluster.object.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.object.ObjectFixture.fetch;
import static taskcluster.object.ObjectFixture.inline;
import static taskcluster.object.ObjectFixture.put;
import static taskcluster.object.ObjectFixture.send;
import static taskcluster.object.ObjectFixture.sha256;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.object.ObjectFixture;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Uploading objects. */
class ITUpload {
    private static ObjectFixture objects;

    private final String uploadId = Slugid.nice();
    private final String name = "object/" + uploadId;

    @BeforeAll
    static void start() {
        objects = ObjectFixture.start();
    }

    @AfterAll
    static void stop() {
        objects.close();
    }

    private Response create(Map<String, ?> methods) {
        return objects.create(name, objects.upload(uploadId, methods));
    }

    private Response finish(Map<String, ?> hashes) {
        return objects.finish(name, uploadId, hashes);
    }

    private Response metadata() {
        return objects.root.get("metadata/" + name);
    }

    private static void assertConflict(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(409);
        assertThat(response.code()).isEqualTo("RequestConflict");
    }

    private static void assertInputError(Response response, String part) {
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("InputError");
        assertThat(response.message()).contains(part);
    }

    @Test
    void contentThatTravelsWithTheRequestIsStored() {
        JsonNode reply = create(inline("hello")).ok();
        assertThat(reply.path("uploadMethod")).isEqualTo(Json.MAPPER.readTree("{\"dataInline\": true}"));
        assertThat(reply.path("uploadId").asString()).isEqualTo(uploadId);
        assertThat(reply.path("projectId").asString()).isEqualTo(ObjectFixture.PROJECT);
        assertThat(reply.path("expires").asString()).isEqualTo(Json.timestamp(objects.in(Duration.ofDays(7))));

        Response finished = finish(Map.of("sha256", sha256("hello")));

        assertThat(finished.status()).isEqualTo(200);
        assertThat(finished.text()).isEqualTo("{}");
        var fetched = fetch(objects.startDownload(name, "simple").path("url").asString());
        assertThat(fetched.body()).isEqualTo("hello");
        assertThat(fetched.headers().firstValue("content-type")).contains("text/plain");
        assertThat(metadata().ok().path("hashes").path("sha256").asString()).isEqualTo(sha256("hello"));
    }

    @Test
    void contentIsPutToTheUrlThatTheServiceGives() {
        JsonNode putUrl = create(put(9)).ok().path("uploadMethod").path("putUrl");
        assertThat(putUrl.path("expires").asString()).isEqualTo(Json.timestamp(objects.in(Duration.ofMinutes(45))));
        assertThat(putUrl.path("headers"))
                .isEqualTo(Json.MAPPER.valueToTree(
                        Map.of("Content-Type", "text/plain", "Content-Length", "9", "Content-Encoding", "identity")));
        assertThat(putUrl.path("url").asString())
                .startsWith(objects.s3.endpoint() + "/objects/object/" + uploadId + "?")
                .contains("X-Amz-Expires=2710", "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost");

        assertThat(send(putUrl, "some text").statusCode()).isEqualTo(200);
        finish(Map.of("sha256", sha256("some text"))).ok();

        assertThat(fetch(objects.startDownload(name, "simple").path("url").asString())
                        .body())
                .isEqualTo("some text");
    }

    @Test
    void theStoreRefusesAnotherLengthThanWasAnnounced() {
        JsonNode putUrl = create(put(9)).ok().path("uploadMethod").path("putUrl");
        assertThat(send(putUrl, "some longer text").statusCode()).isEqualTo(403);
        assertInputError(finish(Map.of()), "no content was uploaded");
        assertThat(metadata().status()).isEqualTo(404);
    }

    @Test
    @DisplayName("object-67: an object that no backend is configured for is NoMatchingBackend")
    void noBackend() {
        Map<String, Object> body = objects.upload(uploadId, inline("x"));
        body.put("projectId", "nowhere");
        Response refused = objects.create(name, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("NoMatchingBackend");
        assertThat(objects.rows()).doesNotContain(name);
    }

    @Test
    @DisplayName("object-68: a repeated createUpload with another expires is a conflict")
    void otherExpires() {
        Map<String, Object> body = objects.upload(uploadId, put(5));
        objects.create(name, body).ok();
        objects.create(name, body).ok();
        body.put("expires", Json.timestamp(objects.in(Duration.ofDays(7).plusSeconds(1))));
        assertConflict(objects.create(name, body));
    }

    @Test
    @DisplayName("object-69: without methods the name is reserved and no method chosen")
    void noMethods() {
        assertThat(create(Map.of()).ok().path("uploadMethod")).isEqualTo(Json.MAPPER.createObjectNode());
        assertConflict(objects.create(name, objects.upload(Slugid.nice(), Map.of())));
        create(inline("x")).ok();
    }

    @Test
    @DisplayName("object-70: of both methods dataInline is chosen")
    void bothMethods() {
        Map<String, Object> both = new HashMap<>(inline("hello"));
        both.putAll(put(5));
        assertThat(create(both).ok().path("uploadMethod").propertyNames()).containsExactly("dataInline");
        assertThat(objects.isStored(name)).isTrue();
    }

    @Test
    @DisplayName("object-71: more than 10926 characters of data are refused")
    void tooMuchData() {
        Response refused =
                create(Map.of("dataInline", Map.of("contentType", "text/plain", "objectData", "A".repeat(10_927))));
        assertThat(refused.code()).isEqualTo("InputValidationError");
        create(inline("x".repeat(8192))).ok();
    }

    @Test
    @DisplayName("object-72: a name that another upload began is taken until that upload is swept")
    void nameOfAnother() {
        create(put(5)).ok();
        assertConflict(objects.create(name, objects.upload(Slugid.nice(), put(5))));
    }

    @Test
    @DisplayName("object-73: an uploadId is for one object at a time")
    void uploadIdOfAnother() {
        create(inline("x")).ok();
        Response taken = objects.create(name + "-2", objects.upload(uploadId, inline("x")));
        assertConflict(taken);
        assertThat(taken.message()).contains("uploadId");
        finish(Map.of()).ok();
        objects.create(name + "-2", objects.upload(uploadId, inline("x"))).ok();
    }

    @Test
    @DisplayName("object-74: a hash that contradicts an earlier one is a conflict, and the object stays unfinished")
    void contradictingHash() {
        Map<String, Object> body = objects.upload(uploadId, put(9000));
        body.put("hashes", Map.of("sha256", "a".repeat(64)));
        JsonNode putUrl = objects.create(name, body).ok().path("uploadMethod").path("putUrl");
        send(putUrl, "x".repeat(9000));

        Response refused = finish(Map.of("sha256", "b".repeat(64)));

        assertConflict(refused);
        assertThat(refused.message()).contains("sha256");
        assertThat(metadata().status()).isEqualTo(404);
        body.put("hashes", Map.of("sha256", "b".repeat(64)));
        assertConflict(objects.create(name, body));
        body.put("hashes", Map.of("sha512", "c".repeat(128), "xxh3", "anything"));
        objects.create(name, body).ok();
        finish(Map.of("sha256", "a".repeat(64))).ok();
        assertThat(metadata().ok().path("hashes"))
                .isEqualTo(Json.MAPPER.valueToTree(
                        Map.of("sha256", "a".repeat(64), "sha512", "c".repeat(128), "xxh3", "anything")));
    }

    @Test
    @DisplayName("object-75: finishing again succeeds, even with another uploadId")
    void finishedAgain() {
        create(inline("hello")).ok();
        finish(Map.of("sha256", sha256("hello"))).ok();
        finish(Map.of("sha256", sha256("hello"))).ok();
        objects.finish(name, Slugid.nice(), Map.of()).ok();
        assertConflict(create(inline("other")));
        assertThat(fetch(objects.startDownload(name, "simple").path("url").asString())
                        .body())
                .isEqualTo("hello");
    }

    @Test
    @DisplayName("object-76: finishing again with a hash that the object has not is a conflict")
    void finishedWithMore() {
        create(inline("hello")).ok();
        finish(Map.of("sha256", sha256("hello"))).ok();
        assertConflict(finish(Map.of("sha256", sha256("hello"), "sha512", "0".repeat(128))));
        assertConflict(finish(Map.of("sha256", "0".repeat(64))));
        assertThat(metadata().ok().path("hashes").propertyNames()).containsExactly("sha256");
    }

    @Test
    @DisplayName("object-88: a name with a character that is not ASCII is refused")
    void nameNotAscii() {
        assertThat(objects.create("caf\u00e9", objects.upload(uploadId, Map.of()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("object-89: the scope is for the project in the body")
    void scopeOfProject() {
        TestClient client = objects.client("of-p1", "object:upload:p1:*");
        Map<String, Object> body = objects.upload(uploadId, inline("x"));
        body.put("projectId", "p2");
        Map<String, Object> finish = new HashMap<>(Map.of("projectId", "p2", "uploadId", uploadId));
        assertThat(client.put("upload/x", body).code()).isEqualTo("InsufficientScopes");
        assertThat(client.post("finish-upload/x", finish).code()).isEqualTo("InsufficientScopes");
        assertThat(objects.rows()).doesNotContain("x");
        body.put("projectId", "p1");
        finish.put("projectId", "p1");
        client.put("upload/x", body).ok();
        client.post("finish-upload/x", finish).ok();
        assertThat(objects.service
                        .anonymous()
                        .forService("object")
                        .put("upload/x", body)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void finishingIsForTheProjectAndTheUpload() {
        assertThat(finish(Map.of()).code()).isEqualTo("ResourceNotFound");
        create(inline("x")).ok();
        assertConflict(objects.finish(name, Slugid.nice(), Map.of()));
        assertInputError(
                objects.root.post(
                        "finish-upload/" + ObjectFixture.encode(name),
                        Map.of("projectId", "other", "uploadId", uploadId)),
                "projectId");
        assertThat(metadata().status()).isEqualTo(404);
    }

    @Test
    void whatWasCutShortCannotBeFinished() {
        create(put(20)).ok();
        objects.overwrite(name, "only a part");
        assertInputError(finish(Map.of()), "has 11 bytes, but 20 were announced");
        objects.overwrite(name, "twenty bytes of text");
        finish(Map.of()).ok();
    }

    @Test
    void aSmallObjectIsComparedWithItsHashes() {
        create(inline("hello")).ok();
        assertInputError(finish(Map.of("sha256", sha256("jello"))), "hashes.sha256");
        assertInputError(finish(Map.of("sha256", sha256("hello"), "sha512", "0".repeat(128))), "hashes.sha512");
        assertThat(metadata().status()).isEqualTo(404);
        finish(Map.of("sha256", sha256("hello"))).ok();
    }

    @Test
    void aSmallObjectThatChangedInTheStoreCannotBeFinished() {
        create(inline("hello")).ok();
        objects.overwrite(name, "jello");
        assertInputError(finish(Map.of("sha256", sha256("hello"))), "changed on the way");
    }

    @Test
    void anUploadThatWasGivenUpCannotBeFinished() {
        create(inline("x")).ok();
        Instant began = objects.clock.instant();
        try {
            objects.clock.advance(Duration.ofDays(1));
            assertConflict(finish(Map.of()));
            objects.clock.advance(Duration.ofMillis(-1));
            finish(Map.of()).ok();
        } finally {
            objects.clock.set(began);
        }
    }

    @Test
    void onlyRealBase64IsAccepted() {
        for (String data : List.of("hell", "aGVsbG8", "aGVsbG8=\n", "aGVsbG8*", "aGVsbG9=", "_-_-", "=")) {
            Response refused = create(Map.of("dataInline", Map.of("contentType", "text/plain", "objectData", data)));
            if (data.equals("hell")) {
                refused.ok();
            } else {
                assertInputError(refused, "proposedUploadMethods.dataInline.objectData");
            }
        }
        create(Map.of("dataInline", Map.of("contentType", "text/plain", "objectData", "")))
                .ok();
        finish(Map.of("sha256", sha256(""))).ok();
    }

    @Test
    void whatNoRowOrHeaderCanHoldIsRefusedByName() {
        Map<String, Object> body = objects.upload(uploadId, Map.of());
        assertInputError(objects.create("n".repeat(1025), body), "name");
        assertInputError(objects.root.put("upload/a%2F..%2Fb", body), "name");
        assertThat(objects.root.put("upload/a%00b", body).status()).isEqualTo(400);
        for (Object hash : List.of("", "x".repeat(256), "a\tb", 7, Map.of(), List.of("x"))) {
            body.put("hashes", Map.of("other", hash));
            assertInputError(objects.create(name, body), "hashes.other");
        }
        body.put("hashes", Map.of("caf\u00e9", "x"));
        assertInputError(objects.create(name, body), "hashes");
        body.put("hashes", IntStream.range(0, 21).boxed().collect(Collectors.toMap(i -> "h" + i, i -> "x")));
        assertInputError(objects.create(name, body), "hashes");
        body.remove("hashes");
        for (String type : List.of("", " ", "text/plain\r\nx: y", "caf\u00e9", "x".repeat(256))) {
            body.put("proposedUploadMethods", Map.of("putUrl", Map.of("contentType", type, "contentLength", 1)));
            assertInputError(objects.create(name, body), "proposedUploadMethods.putUrl.contentType");
        }
        for (String length : List.of("-1", "1" + "0".repeat(30))) {
            assertInputError(
                    create(Map.of("putUrl", Map.of("contentType", "x/y", "contentLength", new BigInteger(length)))),
                    "proposedUploadMethods.putUrl.contentLength");
        }
        body.put("proposedUploadMethods", Map.of());
        for (String expires : List.of("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z")) {
            body.put("expires", expires);
            assertInputError(objects.create(name, body), "expires");
        }
        assertThat(objects.rows()).doesNotContain(name);
    }

    @Test
    void ofManyWhoBeginAtOnceOneGetsTheName() throws Exception {
        List<Response> replies = atOnce(8, () -> objects.create(name, objects.upload(Slugid.nice(), put(5))));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 409).hasSize(7);
    }

    @Test
    void oneUploadMayBeBegunAndFinishedByManyAtOnce() throws Exception {
        assertThat(atOnce(8, () -> create(inline("hello"))))
                .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
        assertThat(atOnce(8, () -> finish(Map.of("sha256", sha256("hello")))))
                .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
    }

    private static List<Response> atOnce(int callers, Callable<Response> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<Response>> replies = threads.invokeAll(
                    IntStream.range(0, callers).mapToObj(_ -> call).toList());
            List<Response> all = new ArrayList<>();
            for (Future<Response> reply : replies) {
                all.add(reply.get());
            }
            return all;
        }
    }
}
