package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.queue.artifact.ArtifactDeployment.latestPath;
import static taskcluster.queue.artifact.ArtifactDeployment.path;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Artifacts whose content is in the object service. */
class ITObjectArtifact {
    private static ArtifactDeployment queue;
    private static FakeObjectService.Objects objects;

    @BeforeAll
    static void start() {
        queue = ArtifactDeployment.start();
        queue.service.authenticator().anonymous("queue:get-artifact:public/*");
        objects = queue.service.bean(FakeObjectService.Objects.class);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** Nothing but the scope of the call, and what everybody may do. */
    private static void assertLastCallWasRestrictedTo(String scope) {
        assertThat(objects.scopesOfCallers.getLast()).containsExactlyInAnyOrder(scope, "queue:get-artifact:public/*");
    }

    private static Map<String, Object> object() {
        return queue.body("object", Map.of("contentType", "text/plain"));
    }

    private static Response finish(String taskId, int runId, String name, String uploadId) {
        return queue.root.put(path(taskId, runId, "artifacts", name), Map.of("uploadId", uploadId));
    }

    /** Creates an artifact, and lets the object service have it; returns its uploadId. */
    private static String uploaded(String taskId, String name) {
        JsonNode reply = queue.create(taskId, 0, name, object()).ok();
        objects.finished.add(reply.path("name").asString());
        return reply.path("uploadId").asString();
    }

    private static void finished(String taskId, String name) {
        assertThat(finish(taskId, 0, name, uploaded(taskId, name)).status()).isEqualTo(204);
    }

    private static List<Event> announced(String taskId) {
        return queue.events().of("artifact-created").stream()
                .filter(event -> event.routingKey().contains(taskId))
                .toList();
    }

    private static JsonNode certificate(JsonNode credentials) {
        return Json.MAPPER.readTree(credentials.path("certificate").asString());
    }

    @Test
    @DisplayName("queue-138: an object artifact can be read when it is finished, and not before")
    void fromCreationToReading() {
        String taskId = queue.runningTask();
        String objectName = "t/" + taskId + "/0/public/x";
        Map<String, Object> body = object();

        JsonNode reply = queue.create(taskId, 0, "public/x", body).ok();

        assertThat(reply.propertyNames())
                .containsExactlyInAnyOrder("storageType", "name", "projectId", "uploadId", "expires", "credentials");
        assertThat(reply.path("storageType").asString()).isEqualTo("object");
        assertThat(reply.path("name").asString()).isEqualTo(objectName);
        assertThat(reply.path("projectId").asString()).isEqualTo("none");
        assertThat(reply.path("expires").asString()).isEqualTo(body.get("expires"));
        JsonNode credentials = reply.path("credentials");
        assertThat(credentials.path("clientId").asString())
                .isEqualTo("artifact-upload/" + taskId + "/0/on/group/worker");
        assertThat(certificate(credentials).path("scopes"))
                .isEqualTo(Json.MAPPER.valueToTree(List.of("object:upload:none:" + objectName)));
        assertThat(certificate(credentials).path("expiry").asLong())
                .isEqualTo(queue.in(Duration.ofHours(24)).toEpochMilli());
        assertThat(objects.uploads.get(objectName))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "projectId",
                        "none",
                        "uploadId",
                        reply.path("uploadId").asString(),
                        "expires",
                        body.get("expires"),
                        "proposedUploadMethods",
                        Map.of())));
        assertLastCallWasRestrictedTo("object:upload:none:" + objectName);

        for (String method : List.of("artifact-info", "artifact-content", "artifacts")) {
            assertThat(queue.root.get(path(taskId, 0, method, "public/x")).status())
                    .as(method)
                    .isEqualTo(404);
        }
        String uploadId = reply.path("uploadId").asString();
        assertThat(queue.root
                        .put(path(taskId, 0, "artifacts", "public/x"), Map.of())
                        .code())
                .isEqualTo("InputValidationError");
        assertThat(finish(taskId, 0, "public/x", Slugid.nice()).code()).isEqualTo("InputError");
        Response tooEarly = finish(taskId, 0, "public/x", uploadId);
        assertThat(tooEarly.code()).isEqualTo("InputError");
        assertThat(tooEarly.message()).contains("finishUpload");
        assertThat(announced(taskId)).isEmpty();

        objects.finished.add(objectName);
        Response finished = finish(taskId, 0, "public/x", uploadId);

        assertThat(finished.status()).isEqualTo(204);
        assertThat(finished.text()).isEmpty();
        assertThat(announced(taskId)).hasSize(1);
        assertThat(Json.MAPPER.readTree(announced(taskId).getFirst().payload()).path("artifact"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "storageType",
                        "object",
                        "name",
                        "public/x",
                        "expires",
                        body.get("expires"),
                        "contentType",
                        "text/plain")));
        queue.root.get(path(taskId, 0, "artifact-info", "public/x")).ok();
        JsonNode content = queue.anonymous()
                .get(path(taskId, 0, "artifact-content", "public/x"))
                .ok();
        assertThat(content.propertyNames()).containsExactlyInAnyOrder("storageType", "name", "credentials");
        assertThat(content.path("name").asString()).isEqualTo(objectName);
        assertThat(content.path("credentials").path("clientId").asString())
                .isEqualTo("artifact-download/" + taskId + "/0/public/x");
        assertThat(certificate(content.path("credentials")).path("scopes"))
                .isEqualTo(Json.MAPPER.valueToTree(List.of("object:download:" + objectName)));
        assertThat(certificate(content.path("credentials")).path("expiry").asLong())
                .isEqualTo(queue.in(Duration.ofHours(1)).toEpochMilli());
        Response redirect = queue.anonymous().get(path(taskId, 0, "artifacts", "public/x"));
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).isEqualTo("https://objects.example.com/" + objectName);
        assertThat(redirect.header("x-taskcluster-artifact-storage-type")).isEqualTo("object");
        assertThat(redirect.body())
                .isEqualTo(
                        Json.MAPPER.valueToTree(Map.of("storageType", "object", "url", redirect.header("location"))));
        assertLastCallWasRestrictedTo("object:download:" + objectName);
    }

    @Test
    @DisplayName("queue-139: finishing what is not there is 404, what is no object artifact InputError")
    void finishingOthers() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/error", queue.error("none")).ok();
        queue.create(taskId, 0, "public/s3", queue.upload()).ok();
        String uploadId = Slugid.nice();
        assertThat(finish(Slugid.nice(), 0, "public/x", uploadId).code()).isEqualTo("ResourceNotFound");
        assertThat(finish(taskId, 0, "public/x", uploadId).code()).isEqualTo("ResourceNotFound");
        assertThat(finish(taskId, 7, "public/error", uploadId).code()).isEqualTo("ResourceNotFound");
        for (String type : List.of("error", "s3")) {
            Response refused = finish(taskId, 0, "public/" + type, uploadId);
            assertThat(refused.code()).isEqualTo("InputError");
            assertThat(refused.message()).contains(type);
        }
    }

    @Test
    void creatingItAgainGoesOnWithTheSameUpload() {
        String taskId = queue.runningTask();
        Map<String, Object> body = object();
        JsonNode first = queue.create(taskId, 0, "public/x", body).ok();
        JsonNode second = queue.create(taskId, 0, "public/x", body).ok();
        assertThat(second.path("uploadId")).isEqualTo(first.path("uploadId"));
        assertThat(second.path("credentials")).isNotEqualTo(first.path("credentials"));

        objects.finished.add(first.path("name").asString());
        finish(taskId, 0, "public/x", first.path("uploadId").asString()).ok();
        Response refused = queue.create(taskId, 0, "public/x", body);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("finished");
    }

    @Test
    void manyWhoCreateItAtOnceShareTheUpload() throws Exception {
        String taskId = queue.runningTask();
        Map<String, Object> body = object();
        Callable<Response> creation = () -> queue.create(taskId, 0, "public/x", body);
        Set<String> uploads = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Response> reply : threads.invokeAll(
                    IntStream.range(0, 6).mapToObj(_ -> creation).toList())) {
                uploads.add(reply.get().ok().path("uploadId").asString());
            }
        }
        assertThat(uploads).hasSize(1);
    }

    @Test
    @DisplayName("queue-146: over an object artifact only the same one can be created, whose expiry is fixed")
    void creatingAnotherOverIt() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", object()).ok();
        Map<String, Object> later = object();
        later.put("expires", Json.timestamp(queue.in(Duration.ofDays(8))));
        Map<String, Object> otherType = object();
        otherType.put("contentType", "text/html");
        for (Map<String, Object> body : List.of(
                later,
                otherType,
                queue.upload(),
                queue.link("public/y"),
                queue.error("none"),
                queue.reference("https://example.com/"))) {
            assertThat(queue.create(taskId, 0, "public/x", body).code())
                    .as(body.toString())
                    .isEqualTo("RequestConflict");
        }
        for (Map<String, Object> body : List.of(
                queue.upload(), queue.link("public/y"), queue.error("none"), queue.reference("https://example.com/"))) {
            String name = "public/" + body.get("storageType");
            queue.create(taskId, 0, name, body).ok();
            assertThat(queue.create(taskId, 0, name, object()).code()).isEqualTo("RequestConflict");
        }
    }

    @Test
    void finishingAgainAnnouncesAgainWhoeverDoesIt() {
        String taskId = queue.runningTask();
        finished(taskId, "public/x");
        assertThat(finish(taskId, 0, "public/x", Slugid.nice()).status()).isEqualTo(204);
        assertThat(announced(taskId)).hasSize(2);
    }

    @Test
    void anArtifactWithContentLengthIsFinishedAndTheLengthIsInListings() {
        String taskId = queue.runningTask();
        Map<String, Object> body = object();
        body.put("contentLength", 12345);
        JsonNode reply = queue.create(taskId, 0, "public/x", body).ok();
        objects.finished.add(reply.path("name").asString());
        finish(taskId, 0, "public/x", reply.path("uploadId").asString()).ok();
        finish(taskId, 0, "public/x", reply.path("uploadId").asString()).ok();
        assertThat(Json.MAPPER
                        .readTree(announced(taskId).getFirst().payload())
                        .path("artifact")
                        .has("contentLength"))
                .isFalse();
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-info", "public/x"))
                        .ok()
                        .path("contentLength")
                        .asLong())
                .isEqualTo(12345);
    }

    @Test
    void itMayBeFinishedAfterTheRunHasEnded() {
        String taskId = queue.runningTask();
        String uploadId = uploaded(taskId, "public/x");
        queue.report(taskId, 0, "completed");
        finish(taskId, 0, "public/x", uploadId).ok();
        queue.anonymous().get(path(taskId, 0, "artifact-content", "public/x")).ok();
        assertThat(queue.create(taskId, 0, "public/y", object()).code()).isEqualTo("RequestConflict");
        assertThat(objects.uploads).doesNotContainKey("t/" + taskId + "/0/public/y");
    }

    @Test
    void linksAndTheLatestRunLeadToIt() {
        String taskId = queue.runningTask();
        finished(taskId, "public/x");
        queue.create(taskId, 0, "public/link", queue.link("public/x")).ok();
        JsonNode content = queue.anonymous()
                .get(latestPath(taskId, "artifact-content", "public/link"))
                .ok();
        assertThat(content.path("name").asString()).isEqualTo("t/" + taskId + "/0/public/x");
        assertThat(queue.anonymous()
                        .get(latestPath(taskId, "artifacts", "public/link"))
                        .header("location"))
                .endsWith("t/" + taskId + "/0/public/x");
    }

    @Test
    void credentialsForANameThatNoClientMayHaveAreNamedOtherwise() {
        String taskId = queue.runningTask();
        finished(taskId, "public/a \"b\"%.txt");
        JsonNode content = queue.anonymous()
                .get(path(taskId, 0, "artifact-content", "public/a \"b\"%.txt"))
                .ok();
        assertThat(content.path("credentials").path("clientId").asString())
                .isEqualTo("artifact-download/" + taskId + "/0/public/a__b__.txt");
        assertThat(certificate(content.path("credentials"))
                        .path("scopes")
                        .path(0)
                        .asString())
                .isEqualTo("object:download:t/" + taskId + "/0/public/a \"b\"%.txt");
    }

    @Test
    void contentThatTheObjectServiceHasNotIsNotFound() {
        String taskId = queue.runningTask();
        finished(taskId, "public/lost");
        finished(taskId, "public/intricate");
        objects.finished.remove("t/" + taskId + "/0/public/lost");
        objects.intricate.add("t/" + taskId + "/0/public/intricate");
        for (String name : List.of("public/lost", "public/intricate")) {
            assertThat(queue.anonymous().get(path(taskId, 0, "artifacts", name)).code())
                    .isEqualTo("ResourceNotFound");
        }
    }

    @Test
    void whatTheObjectServiceRefusesIsTheCallersToMend() {
        String taskId = queue.runningTask();
        objects.uploads.put("t/" + taskId + "/0/public/x", Json.MAPPER.createObjectNode());
        Response taken = queue.create(taskId, 0, "public/x", object());
        assertThat(taken.code()).isEqualTo("RequestConflict");
        assertThat(taken.message()).contains("t/" + taskId + "/0/public/x");

        new JdbcTemplate(queue.service.database().admin())
                .update(
                        "update taskcluster.tasks set project_id = ? where task_id = ?",
                        FakeObjectService.NO_BACKEND,
                        taskId);
        Response nowhere = queue.create(taskId, 0, "public/y", object());
        assertThat(nowhere.code()).isEqualTo("InputError");
        assertThat(nowhere.message()).contains("s3", "No backend");
    }

    @Test
    void theRulesForAllArtifactsHoldAndTheObjectServiceIsNotEvenAsked() {
        String taskId = queue.runningTask();
        Map<String, Object> late = object();
        late.put("expires", Json.timestamp(queue.in(Duration.ofDays(30)).plusMillis(1)));
        assertThat(queue.create(taskId, 0, "public/late", late).code()).isEqualTo("InputError");
        assertThat(queue.create(taskId, 0, "n".repeat(1000), object()).message())
                .contains("name");
        assertThat(queue.create(taskId, 1, "public/x", object()).code()).isEqualTo("InputError");
        assertThat(queue.create(Slugid.nice(), 0, "public/x", object()).code()).isEqualTo("InputError");
        assertThat(queue.create(queue.pendingTask(), 0, "public/x", object()).code())
                .isEqualTo("InputError");
        assertThat(objects.uploads.keySet()).noneMatch(name -> name.contains(taskId));
    }

    @Test
    void finishingNeedsTheScopeOfTheRun() {
        String taskId = queue.runningTask();
        String uploadId = uploaded(taskId, "public/x");
        Map<String, String> body = Map.of("uploadId", uploadId);
        TestClient other = queue.client("other-finisher", "queue:create-artifact:" + taskId + "/1");
        assertThat(other.put(path(taskId, 0, "artifacts", "public/x"), body).code())
                .isEqualTo("InsufficientScopes");
        assertThat(other.put(path(taskId, 0, "artifacts", "public/none"), body).code())
                .isEqualTo("InsufficientScopes");
        queue.client("finisher", "queue:create-artifact:" + taskId + "/0")
                .put(path(taskId, 0, "artifacts", "public/x"), body)
                .ok();
    }

    @Test
    void credentialsEndWithAnArtifactThatExpiresWithinTheDay() {
        String taskId = queue.runningTask();
        Map<String, Object> body = object();
        Instant expires = queue.in(Duration.ofHours(2));
        body.put("expires", Json.timestamp(expires));
        JsonNode reply = queue.create(taskId, 0, "public/x", body).ok();
        assertThat(certificate(reply.path("credentials")).path("expiry").asLong())
                .isEqualTo(expires.toEpochMilli());
    }

    @Test
    @DisplayName("queue-159: an unfinished object artifact is listed, though artifactInfo does not know it")
    void unfinishedIsListed() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", object()).ok();
        assertThat(queue.root
                        .get("task/" + taskId + "/artifacts")
                        .ok()
                        .path("artifacts")
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo("public/x");
        assertThat(queue.root.get(path(taskId, 0, "artifact-info", "public/x")).status())
                .isEqualTo(404);
    }

    @Test
    void theRowGoesWithItsExpiry() throws Exception {
        String taskId = queue.runningTask();
        finished(taskId, "public/x");
        queue.create(taskId, 0, "public/unfinished", object()).ok();
        Instant before = queue.clock.instant();
        try {
            queue.clock.advance(Duration.ofDays(7).plusMillis(1));
            assertThat(queue.anonymous()
                            .get(path(taskId, 0, "artifacts", "public/x"))
                            .code())
                    .isEqualTo("ResourceExpired");
            queue.clock.advance(Duration.ofMinutes(31));
            queue.service.bean(ArtifactExpiry.class).expireArtifacts();
            assertThat(queue.rows().names(taskId)).isEmpty();
        } finally {
            queue.clock.set(before);
        }
    }
}
