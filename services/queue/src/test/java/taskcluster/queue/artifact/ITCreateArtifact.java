package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.queue.artifact.ArtifactDeployment.path;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

class ITCreateArtifact {
    private static ArtifactDeployment queue;

    @BeforeAll
    static void start() {
        queue = ArtifactDeployment.start();
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    @Test
    @DisplayName("queue-137: upload can be created twice and is not announced")
    void uploadCanBeCreatedTwiceAndIsNotAnnounced() {
        String taskId = queue.runningTask();

        JsonNode first =
                queue.create(taskId, 0, "public/s3.json", queue.upload()).ok();
        JsonNode second =
                queue.create(taskId, 0, "public/s3.json", queue.upload()).ok();

        assertThat(first.path("storageType").asString()).isEqualTo("s3");
        assertThat(first.path("contentType").asString()).isEqualTo("text/plain");
        assertThat(first.path("expires").asString()).isEqualTo(Json.timestamp(queue.in(Duration.ofMinutes(45))));
        assertThat(first.path("putUrl").asString())
                .startsWith(queue.s3.endpoint() + "/public-bucket/" + taskId + "/0/public/s3.json?")
                .contains("X-Amz-Expires=2710");
        assertThat(second.path("putUrl").asString()).startsWith(queue.s3.endpoint() + "/public-bucket/");
        assertThat(announced(taskId)).isEmpty();
    }

    @Test
    void otherNamesThanPublicGoToThePrivateBucket() {
        String taskId = queue.runningTask();
        assertThat(queue.create(taskId, 0, "publicity/x", queue.upload())
                        .ok()
                        .path("putUrl")
                        .asString())
                .startsWith(queue.s3.endpoint() + "/private-bucket/");
    }

    @Test
    void announcementSaysWhatWasCreatedByWhom() {
        String taskId = queue.runningTask();
        Map<String, Object> body = queue.reference("https://example.com/x");
        queue.create(taskId, 0, "public/ref", body).ok();

        Event event = announced(taskId).getFirst();
        JsonNode payload = Json.MAPPER.readTree(event.payload());
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-queue/v1/artifact-created");
        assertThat(event.routingKey())
                .isEqualTo("primary." + taskId + ".0.group.worker.artifact-tests.worker-type.-." + taskId + "._");
        assertThat(payload.path("artifact"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "storageType", "reference",
                        "name", "public/ref",
                        "expires", body.get("expires"),
                        "contentType", "text/plain")));
        assertThat(payload.path("status"))
                .isEqualTo(queue.root.get("task/" + taskId + "/status").ok().path("status"));
        assertThat(payload.propertyNames())
                .containsExactlyInAnyOrder("version", "status", "runId", "workerGroup", "workerId", "artifact");
        assertThat(payload.path("runId").asInt()).isZero();
        assertThat(payload.path("workerGroup").asString()).isEqualTo("group");
        assertThat(payload.path("workerId").asString()).isEqualTo("worker");
    }

    @Test
    @DisplayName("queue-140, queue-141, queue-142: other kinds are complete and announced each time")
    void otherKindsAreCompleteAndAnnouncedEachTime() {
        String taskId = queue.runningTask();
        for (Map<String, Object> body : List.of(
                queue.reference("https://example.com/x"),
                queue.link("public/elsewhere"),
                queue.error("no such file"))) {
            String type = (String) body.get("storageType");
            JsonNode reply = queue.create(taskId, 0, "public/" + type, body).ok();
            queue.create(taskId, 0, "public/" + type, body).ok();
            assertThat(reply).isEqualTo(Json.MAPPER.valueToTree(Map.of("storageType", type)));
        }
        assertThat(announced(taskId)).hasSize(6);
    }

    @Test
    @DisplayName("queue-141: reference can get another URL")
    void referenceCanGetAnotherUrl() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.reference("https://example.com/1"))
                .ok();
        queue.create(taskId, 0, "public/x", queue.reference("https://example.com/2"))
                .ok();
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-content", "public/x"))
                        .ok()
                        .path("url")
                        .asString())
                .isEqualTo("https://example.com/2");
    }

    @Test
    @DisplayName("queue-141: reference replaced by link keeps its content type")
    void referenceReplacedByLinkKeepsItsContentType() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.reference("https://example.com/1"))
                .ok();
        queue.create(taskId, 0, "public/x", queue.link("public/log")).ok();

        JsonNode listed = queue.root
                .get("task/" + taskId + "/runs/0/artifacts")
                .ok()
                .path("artifacts")
                .path(0);
        assertThat(listed.path("storageType").asString()).isEqualTo("link");
        assertThat(listed.path("contentType").asString()).isEqualTo("text/plain");
    }

    @Test
    @DisplayName("queue-143: content length appears where it was given")
    void contentLengthAppearsWhereItWasGiven() {
        String taskId = queue.runningTask();
        queue.create(
                        taskId,
                        0,
                        "public/with",
                        queue.body("s3", Map.of("contentType", "text/plain", "contentLength", 12345)))
                .ok();
        queue.create(taskId, 0, "public/without", queue.upload()).ok();

        JsonNode listed =
                queue.root.get("task/" + taskId + "/runs/0/artifacts").ok().path("artifacts");
        assertThat(listed.path(0).path("contentLength").asLong()).isEqualTo(12345);
        assertThat(listed.path(1).has("contentLength")).isFalse();
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-info", "public/with"))
                        .ok()
                        .path("contentLength")
                        .asLong())
                .isEqualTo(12345);
    }

    @Test
    @DisplayName("queue-144: artifacts can be created after malformed payload")
    void artifactsCanBeCreatedAfterMalformedPayload() {
        String taskId = queue.runningTask();
        queue.report(taskId, 0, "malformed-payload");
        queue.create(taskId, 0, "public/log", queue.upload()).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed"})
    @DisplayName("queue-144: artifacts cannot be created after verdict")
    void artifactsCannotBeCreatedAfterVerdict(String verdict) {
        String taskId = queue.runningTask();
        queue.report(taskId, 0, verdict);
        Response refused = queue.create(taskId, 0, "public/log", queue.upload());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("\"taskId\": \"" + taskId + "\"", "\"state\": \"" + verdict + "\"");
    }

    @Test
    @DisplayName("queue-157: older run takes artifacts for 25 minutes after its exception")
    void olderRunTakesArtifactsFor25MinutesAfterItsException() {
        String taskId = queue.runningTask();
        queue.report(taskId, 0, "worker-shutdown");
        queue.claim(taskId, 1);
        Map<String, Object> body = queue.upload();
        Instant reported = queue.clock.instant();
        try {
            queue.clock.set(reported.plus(Duration.ofMinutes(25)).minusMillis(1));
            queue.create(taskId, 0, "public/log", body).ok();

            queue.clock.set(reported.plus(Duration.ofMinutes(25)));
            assertThat(queue.create(taskId, 0, "public/log", body).status()).isEqualTo(409);
        } finally {
            queue.clock.set(reported);
        }
    }

    @Test
    @DisplayName("queue-145: expires can be extended and content type cannot be changed")
    void expiresCanBeExtendedAndContentTypeCannotBeChanged() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.upload()).ok();
        String later = Json.timestamp(queue.in(Duration.ofDays(8)));
        queue.create(taskId, 0, "public/x", queue.body("s3", Map.of("contentType", "text/plain", "expires", later)))
                .ok();
        Response refused = queue.create(
                taskId, 0, "public/x", queue.body("s3", Map.of("contentType", "text/html", "expires", later)));

        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("storageType s3", "contentType text/plain", "expires " + later);
        JsonNode info =
                queue.root.get(path(taskId, 0, "artifact-info", "public/x")).ok();
        assertThat(info.path("expires").asString()).isEqualTo(later);
        assertThat(info.path("contentType").asString()).isEqualTo("text/plain");
    }

    /** What exists, what is created over it, and whether that is allowed. */
    record Recreation(String stored, String again, boolean isAllowed) {}

    static Stream<Recreation> case146_recreations() {
        List<String> kinds = List.of("s3", "reference", "link", "error");
        return kinds.stream()
                .flatMap(stored -> kinds.stream()
                        .map(again -> new Recreation(
                                stored,
                                again,
                                stored.equals(again) || stored.equals("reference") && again.equals("link"))));
    }

    @ParameterizedTest
    @MethodSource("case146_recreations")
    @DisplayName("queue-146: only the same type or link over reference is allowed")
    void onlyTheSameTypeOrLinkOverReferenceIsAllowed(Recreation recreation) {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", kind(recreation.stored())).ok();
        Response again = queue.create(taskId, 0, "public/x", kind(recreation.again()));
        assertThat(again.status()).isEqualTo(recreation.isAllowed() ? 200 : 409);
    }

    private static Map<String, Object> kind(String storageType) {
        Map<String, Object> body = switch (storageType) {
            case "s3" -> queue.upload();
            case "reference" -> queue.reference("https://example.com/");
            case "link" -> queue.link("public/target");
            case "error" -> queue.error("no such file");
            default -> throw new IllegalArgumentException(storageType);
        };
        // Where a content type can be given it is the one that errors have, so that only the type differs.
        if (body.containsKey("contentType")) {
            body.put("contentType", "application/binary");
        }
        return body;
    }

    @Test
    @DisplayName("queue-146: details may change for references only")
    void detailsMayChangeForReferencesOnly() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/link", queue.link("public/1")).ok();
        queue.create(taskId, 0, "public/error", queue.error("first")).ok();
        assertThat(queue.create(taskId, 0, "public/link", queue.link("public/2"))
                        .status())
                .isEqualTo(409);
        assertThat(queue.create(taskId, 0, "public/error", queue.error("second"))
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "reference", "link", "error"})
    @DisplayName("queue-146: expires may only grow")
    void expiresMayOnlyGrow(String storageType) {
        String taskId = queue.runningTask();
        Map<String, Object> body = kind(storageType);
        queue.create(taskId, 0, "public/x", body).ok();
        body.put("expires", Json.timestamp(queue.in(Duration.ofDays(7)).minusMillis(1)));
        assertThat(queue.create(taskId, 0, "public/x", body).status()).isEqualTo(409);
        body.put("expires", Json.timestamp(queue.in(Duration.ofDays(7)).plusMillis(1)));
        queue.create(taskId, 0, "public/x", body).ok();
    }

    @Test
    void linkOverLinkMayHaveAnotherContentType() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.link("public/1")).ok();
        queue.create(
                        taskId,
                        0,
                        "public/x",
                        queue.body("link", Map.of("artifact", "public/1", "contentType", "text/plain")))
                .ok();
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-info", "public/x"))
                        .ok()
                        .path("contentType")
                        .asString())
                .isEqualTo("application/binary");
    }

    @Test
    void readBackExpiresCanBeSentAgain() {
        String taskId = queue.runningTask();
        Map<String, Object> body = queue.upload();
        body.put("expires", Json.timestamp(queue.in(Duration.ofDays(1))).replace("Z", "999Z"));
        queue.create(taskId, 0, "public/x", body).ok();
        body.put(
                "expires",
                queue.root
                        .get(path(taskId, 0, "artifact-info", "public/x"))
                        .ok()
                        .path("expires")
                        .asString());
        queue.create(taskId, 0, "public/x", body).ok();
    }

    @Test
    void concurrentIdenticalCreationsAllSucceed() throws Exception {
        String taskId = queue.runningTask();
        int callers = 8;
        for (String name : List.of("public/s3", "public/reference")) {
            Map<String, Object> body = kind(name.substring("public/".length()));
            Callable<Response> creation = () -> queue.create(taskId, 0, name, body);
            try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
                List<Future<Response>> replies = threads.invokeAll(
                        IntStream.range(0, callers).mapToObj(_ -> creation).toList());
                for (Future<Response> reply : replies) {
                    assertThat(reply.get().status()).isEqualTo(200);
                }
            }
        }
        assertThat(queue.rows().names(taskId)).containsExactly("public/reference", "public/s3");
        assertThat(announced(taskId)).hasSize(callers);
    }

    @Test
    void unknownTaskOrRunAndUnclaimedRunAreBadInput() {
        assertThat(queue.create(Slugid.nice(), 0, "public/x", queue.upload()).code())
                .isEqualTo("InputError");
        String pending = queue.pendingTask();
        assertThat(queue.create(pending, 0, "public/x", queue.upload()).code()).isEqualTo("InputError");
        assertThat(queue.create(pending, 7, "public/x", queue.upload()).code()).isEqualTo("InputError");
        assertThat(queue.root
                        .post("task/" + pending + "/runs/99999999999/artifacts/x", queue.upload())
                        .code())
                .isEqualTo("InputError");
        queue.root.post("task/" + pending + "/cancel").ok();
        assertThat(queue.create(pending, 0, "public/x", queue.upload()).code()).isEqualTo("InputError");
    }

    @Test
    void expiresMustNotBePastNorLaterThanThatOfTheTask() {
        String taskId = queue.runningTask();
        Map<String, Object> body = queue.upload();
        body.put("expires", Json.timestamp(queue.in(Duration.ofMinutes(-15)).minusMillis(1)));
        assertThat(queue.create(taskId, 0, "public/x", body).message()).contains("expires");
        body.put("expires", Json.timestamp(queue.in(Duration.ofDays(30)).plusMillis(1)));
        assertThat(queue.create(taskId, 0, "public/x", body).code()).isEqualTo("InputError");

        body.put("expires", Json.timestamp(queue.in(Duration.ofMinutes(-15))));
        queue.create(taskId, 0, "public/past", body).ok();
        body.put("expires", Json.timestamp(queue.in(Duration.ofDays(30))));
        queue.create(taskId, 0, "public/future", body).ok();
    }

    @Test
    void scopeIsForTaskAndRun() {
        String taskId = queue.runningTask();
        TestClient other = queue.client("other-run", "queue:create-artifact:" + taskId + "/1");
        Response refused = other.post(path(taskId, 0, "artifacts", "public/x"), queue.upload());
        assertThat(refused.code()).isEqualTo("InsufficientScopes");

        TestClient own = queue.client("own-run", "queue:create-artifact:" + taskId + "/0");
        own.post(path(taskId, 0, "artifacts", "public/x"), queue.upload()).ok();
    }

    @Test
    void valuesThatCannotBeStoredAreRefusedByName() {
        String taskId = queue.runningTask();
        for (String escape : List.of("\\u0000", "\\ud83d")) {
            String body = Json.MAPPER.writeValueAsString(queue.error("MESSAGE")).replace("MESSAGE", escape);
            Response refused = queue.root.post(path(taskId, 0, "artifacts", "x"), body);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.message()).contains("message");
        }
        assertBadField("artifact", queue.create(taskId, 0, "x", queue.link("caf\u00e9")));
        assertBadField("artifact", queue.create(taskId, 0, "x", queue.link("n".repeat(1025))));
        assertBadField(
                "contentType",
                queue.create(taskId, 0, "x", queue.body("s3", Map.of("contentType", "text/plain\r\nx-header: y"))));
        assertBadField("contentType", queue.create(taskId, 0, "x", queue.body("s3", Map.of("contentType", ""))));
        Map<String, Object> huge = queue.upload();
        huge.put("contentLength", new BigInteger("1" + "0".repeat(30)));
        assertBadField("contentLength", queue.create(taskId, 0, "x", huge));
        assertThat(queue.rows().names(taskId)).isEmpty();
    }

    private static void assertBadField(String field, Response refused) {
        assertThat(refused.code()).as(refused.toString()).isEqualTo("InputError");
        assertThat(refused.message()).contains(field);
    }

    @Test
    void nameOfMoreThan1024CharactersIsRefused() {
        String taskId = queue.runningTask();
        assertBadField("name", queue.create(taskId, 0, "n".repeat(1025), queue.reference("https://example.com")));
        queue.create(taskId, 0, "n".repeat(1024), queue.reference("https://example.com"))
                .ok();
        queue.root.get("task/" + taskId + "/runs/0/artifacts").ok();
    }

    @Test
    void nameOfUploadMustLeaveRoomInTheObjectKey() {
        String taskId = queue.runningTask();
        Response refused = queue.create(taskId, 0, "n".repeat(1000), queue.upload());
        assertBadField("name", refused);
        assertThat(refused.message()).contains("999");
        queue.create(taskId, 0, "n".repeat(999), queue.upload()).ok();
    }

    private static List<Event> announced(String taskId) {
        return queue.events().of("artifact-created").stream()
                .filter(event -> event.routingKey().contains(taskId))
                .toList();
    }
}
