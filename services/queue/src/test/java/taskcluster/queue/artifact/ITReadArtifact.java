package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.queue.artifact.ArtifactDeployment.latestPath;
import static taskcluster.queue.artifact.ArtifactDeployment.path;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.ContinuationTokens;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

class ITReadArtifact {
    private static ArtifactDeployment queue;

    @BeforeAll
    static void start() {
        queue = ArtifactDeployment.start();
        queue.service.authenticator().anonymous("queue:get-artifact:public/*");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    @Test
    @DisplayName("queue-135: anonymous is redirected to signed URL of public artifact")
    void anonymousIsRedirectedToSignedUrlOfPublicArtifact() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/s3.json", queue.upload()).ok();

        Response redirect = queue.anonymous().get(path(taskId, 0, "artifacts", "public/s3.json"));
        JsonNode content = queue.anonymous()
                .get(path(taskId, 0, "artifact-content", "public/s3.json"))
                .ok();

        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).contains("X-Amz-Signature");
        assertThat(redirect.header("x-taskcluster-artifact-storage-type")).isEqualTo("s3");
        assertThat(redirect.body().path("url").asString()).isEqualTo(redirect.header("location"));
        assertThat(redirect.body().path("storageType").asString()).isEqualTo("s3");
        assertThat(content.path("storageType").asString()).isEqualTo("s3");
        assertThat(content.path("url").asString()).contains("X-Amz-Signature");
    }

    @Test
    @DisplayName("queue-136: signed URL works with the scope only")
    void signedUrlWorksWithTheScopeOnly() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "private/x", queue.upload()).ok();
        String path = path(taskId, 0, "artifacts", "private/x");
        URI allowed = queue.client("reader", "queue:get-artifact:private/*").signedUrl(path, Duration.ofMinutes(5));
        URI refused = queue.client("non-reader").signedUrl(path, Duration.ofMinutes(5));

        assertThat(ArtifactDeployment.fetch(allowed.toString()).statusCode()).isEqualTo(303);
        assertThat(ArtifactDeployment.fetch(refused.toString()).statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("queue-140: error is described and answers GET with 424 until it expires")
    void errorIsDescribedAndAnswersGetWith424UntilItExpires() throws Exception {
        String taskId = queue.runningTask();
        Map<String, Object> body = queue.error("no such file");
        body.put("expires", Json.timestamp(queue.in(Duration.ofMinutes(1))));
        queue.create(taskId, 0, "public/error", body).ok();

        JsonNode content = queue.anonymous()
                .get(path(taskId, 0, "artifact-content", "public/error"))
                .ok();
        Response failed = queue.anonymous().get(path(taskId, 0, "artifacts", "public/error"));

        assertThat(content)
                .isEqualTo(Json.MAPPER.valueToTree(
                        Map.of("storageType", "error", "reason", "file-missing-on-worker", "message", "no such file")));
        assertThat(failed.status()).isEqualTo(424);
        assertThat(failed.header("x-taskcluster-artifact-storage-type")).isEqualTo("error");
        assertThat(failed.body())
                .isEqualTo(
                        Json.MAPPER.valueToTree(Map.of("reason", "file-missing-on-worker", "message", "no such file")));

        Instant before = queue.clock.instant();
        try {
            queue.clock.advance(Duration.ofMinutes(32));
            queue.service.bean(ArtifactExpiry.class).expireArtifacts();
            assertThat(queue.anonymous()
                            .get(path(taskId, 0, "artifacts", "public/error"))
                            .status())
                    .isEqualTo(404);
        } finally {
            queue.clock.set(before);
        }
    }

    @Test
    @DisplayName("queue-141: reference redirects to its URL")
    void referenceRedirectsToItsUrl() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/ref", queue.reference("https://example.com/x?y=1#z"))
                .ok();
        Response redirect = queue.anonymous().get(path(taskId, 0, "artifacts", "public/ref"));
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).isEqualTo("https://example.com/x?y=1#z");
        assertThat(redirect.body())
                .isEqualTo(Json.MAPPER.valueToTree(
                        Map.of("storageType", "reference", "url", "https://example.com/x?y=1#z")));
    }

    @Test
    @DisplayName("queue-142: link shows its target")
    void linkShowsItsTarget() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/target", queue.reference("https://example.com/"))
                .ok();
        queue.create(taskId, 0, "public/link", queue.link("public/target")).ok();

        Response redirect = queue.anonymous().get(path(taskId, 0, "artifacts", "public/link"));
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("x-taskcluster-artifact-storage-type")).isEqualTo("reference");
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-info", "public/link"))
                        .ok()
                        .path("storageType")
                        .asString())
                .isEqualTo("link");
    }

    @Test
    @DisplayName("queue-142: chain of 30 links works and is listed")
    void chainOf30LinksWorksAndIsListed() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/link-30", queue.reference("https://example.com/end"))
                .ok();
        for (int i = 0; i < 30; i++) {
            queue.create(taskId, 0, "public/link-" + i, queue.link("public/link-" + (i + 1)))
                    .ok();
        }
        assertThat(queue.anonymous()
                        .get(latestPath(taskId, "artifacts", "public/link-0"))
                        .header("location"))
                .isEqualTo("https://example.com/end");
        assertThat(queue.root
                        .get("task/" + taskId + "/artifacts")
                        .ok()
                        .path("artifacts")
                        .size())
                .isEqualTo(31);
    }

    @Test
    @DisplayName("queue-142, queue-158: scopes for link and target are needed whether or not the target exists")
    void scopesForLinkAndTargetAreNeededWhetherOrNotTheTargetExists() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/link", queue.link("private/target")).ok();
        String path = path(taskId, 0, "artifacts", "public/link");

        Response missing = queue.anonymous().get(path);
        queue.create(taskId, 0, "private/target", queue.reference("https://example.com/"))
                .ok();
        Response existing = queue.anonymous().get(path);

        for (Response refused : List.of(missing, existing)) {
            assertThat(refused.code()).isEqualTo("InsufficientScopes");
            assertThat(refused.message())
                    .contains("queue:get-artifact:public/link", "queue:get-artifact:private/target");
        }
        TestClient onlyTarget = queue.client("only-target", "queue:get-artifact:private/target");
        assertThat(onlyTarget.get(path).status()).isEqualTo(303);
        assertThat(queue.client("only-link", "queue:get-artifact:public/link")
                        .get(path)
                        .code())
                .isEqualTo("InsufficientScopes");
    }

    @Test
    void nothingIsRevealedWithoutTheScope() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "private/x", queue.upload()).ok();
        for (String unreadable : List.of(
                path(taskId, 0, "artifacts", "private/x"),
                path(taskId, 0, "artifacts", "private/none"),
                path(Slugid.nice(), 0, "artifacts", "private/x"),
                latestPath(taskId, "artifacts", "private/none"),
                latestPath(Slugid.nice(), "artifacts", "private/x"),
                path(taskId, 0, "artifact-content", "private/none"),
                latestPath(taskId, "artifact-content", "private/none"))) {
            assertThat(queue.anonymous().get(unreadable).status())
                    .as(unreadable)
                    .isEqualTo(403);
        }
    }

    @Test
    void linksThatLeadBackAreRefused() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/a", queue.link("public/b")).ok();
        queue.create(taskId, 0, "public/b", queue.link("public/c")).ok();
        queue.create(taskId, 0, "public/c", queue.link("public/b")).ok();
        queue.create(taskId, 0, "public/self", queue.link("public/self")).ok();
        for (String name : List.of("public/a", "public/b", "public/self")) {
            Response refused = queue.anonymous().get(path(taskId, 0, "artifacts", name));
            assertThat(refused.code()).isEqualTo("InputError");
            assertThat(refused.message()).contains(name);
        }
    }

    @Test
    void linkStaysWithinItsRun() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/target", queue.reference("https://example.com/0"))
                .ok();
        queue.report(taskId, 0, "worker-shutdown");
        queue.claim(taskId, 1);
        queue.create(taskId, 1, "public/link", queue.link("public/target")).ok();
        assertThat(queue.anonymous()
                        .get(path(taskId, 1, "artifacts", "public/link"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void latestIsTheRunWithTheHighestNumberWhateverItsState() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.reference("https://example.com/0"))
                .ok();
        assertThat(queue.anonymous()
                        .get(latestPath(taskId, "artifacts", "public/x"))
                        .header("location"))
                .isEqualTo("https://example.com/0");

        queue.report(taskId, 0, "worker-shutdown");

        assertThat(queue.anonymous()
                        .get(latestPath(taskId, "artifacts", "public/x"))
                        .status())
                .isEqualTo(404);
        queue.claim(taskId, 1);
        queue.create(taskId, 1, "public/x", queue.reference("https://example.com/1"))
                .ok();
        assertThat(queue.anonymous()
                        .get(latestPath(taskId, "artifact-content", "public/x"))
                        .ok()
                        .path("url")
                        .asString())
                .isEqualTo("https://example.com/1");
        assertThat(queue.anonymous()
                        .get(path(taskId, 0, "artifacts", "public/x"))
                        .header("location"))
                .isEqualTo("https://example.com/0");
    }

    @Test
    @DisplayName("queue-147: missing task, run or artifact is 404")
    void missingTaskRunOrArtifactIs404() {
        String pending = queue.pendingTask();
        String unknown = Slugid.nice();
        for (String path : List.of(
                "task/" + unknown + "/runs/0/artifacts",
                "task/" + unknown + "/artifacts",
                "task/" + pending + "/runs/1/artifacts",
                path(pending, 0, "artifact-info", "public/x"),
                path(unknown, 0, "artifact-info", "public/x"),
                path(pending, 3, "artifact-info", "public/x"),
                latestPath(pending, "artifact-info", "public/x"),
                latestPath(unknown, "artifact-info", "public/x"),
                path(pending, 0, "artifacts", "public/x"),
                path(unknown, 0, "artifacts", "public/x"),
                path(pending, 3, "artifact-content", "public/x"),
                latestPath(unknown, "artifacts", "public/x"),
                latestPath(pending, "artifact-content", "public/x"))) {
            Response missing = queue.root.get(path);
            assertThat(missing.code()).as(path + missing).isEqualTo("ResourceNotFound");
        }
        assertThat(queue.root.get("task/" + pending + "/runs/0/artifacts").ok().path("artifacts"))
                .isEmpty();
    }

    @Test
    @DisplayName("queue-147: listing pages by name")
    void listingPagesByName() {
        String taskId = queue.runningTask();
        List<String> names = List.of("B", "_", "a", "public/x", "public/x.y");
        names.reversed()
                .forEach(name -> queue.create(taskId, 0, name, queue.upload()).ok());

        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = queue.root
                    .get("task/" + taskId + "/runs/0/artifacts?limit=2" + token)
                    .ok();
            assertThat(page.path("artifacts").size()).isBetween(1, 2);
            page.path("artifacts")
                    .forEach(artifact -> listed.add(artifact.path("name").asString()));
            token = page.has("continuationToken")
                    ? "&continuationToken=" + page.path("continuationToken").asString()
                    : "";
        } while (!token.isEmpty());

        assertThat(listed).isEqualTo(names);
        assertThat(queue.root.get("task/" + taskId + "/artifacts?limit=5").ok().has("continuationToken"))
                .isFalse();
    }

    @Test
    void badPageIsBadInput() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/a", queue.upload()).ok();
        queue.create(taskId, 0, "public/b", queue.upload()).ok();
        String list = "task/" + taskId + "/runs/0/artifacts?";
        String genuine =
                queue.root.get(list + "limit=1").ok().path("continuationToken").stringValue();
        for (String query : List.of(
                "limit=0",
                "continuationToken=%21",
                "continuationToken=WzFd",
                "continuationToken=" + ContinuationTokens.forged(genuine, "WzFd"),
                "continuationToken=" + ContinuationTokens.forged(genuine, "WyJhIiwiYiJd"),
                "continuationToken=" + ContinuationTokens.forged(genuine, "WyJcdTAwMDAiXQ"))) {
            Response refused = queue.root.get(list + query);
            assertThat(refused.status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void listingAndInfoHaveScopesOfTheirOwn() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.upload()).ok();
        TestClient run = queue.client("run-lister", "queue:list-artifacts:" + taskId + ":0");
        TestClient latest = queue.client("latest-lister", "queue:list-artifacts:" + taskId);

        run.get("task/" + taskId + "/runs/0/artifacts").ok();
        run.get(path(taskId, 0, "artifact-info", "public/x")).ok();
        latest.get("task/" + taskId + "/artifacts").ok();
        latest.get(latestPath(taskId, "artifact-info", "public/x")).ok();
        assertThat(run.get("task/" + taskId + "/artifacts").status()).isEqualTo(403);
        assertThat(latest.get("task/" + taskId + "/runs/0/artifacts").status()).isEqualTo(403);
        assertThat(queue.anonymous()
                        .get(path(taskId, 0, "artifact-info", "public/x"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("queue-148, queue-165: expired artifact is gone but listed until the job runs")
    void expiredArtifactIsGoneButListedUntilTheJobRuns() throws Exception {
        String taskId = queue.runningTask();
        Map<String, Object> body = queue.upload();
        body.put("expires", Json.timestamp(queue.in(Duration.ofMinutes(1))));
        queue.create(taskId, 0, "public/x", body).ok();
        Instant before = queue.clock.instant();
        try {
            queue.clock.advance(Duration.ofMinutes(1).plusMillis(1));
            Response expired = queue.anonymous().get(path(taskId, 0, "artifacts", "public/x"));
            assertThat(expired.status()).isEqualTo(410);
            assertThat(expired.code()).isEqualTo("ResourceExpired");
            queue.root.get(path(taskId, 0, "artifact-info", "public/x")).ok();
            assertThat(queue.root
                            .get("task/" + taskId + "/artifacts")
                            .ok()
                            .path("artifacts")
                            .size())
                    .isEqualTo(1);

            queue.clock.advance(Duration.ofMinutes(31));
            queue.service.bean(ArtifactExpiry.class).expireArtifacts();
            assertThat(queue.anonymous()
                            .get(path(taskId, 0, "artifacts", "public/x"))
                            .status())
                    .isEqualTo(404);
            queue.service.authenticator().anonymous();
            assertThat(queue.anonymous()
                            .get(path(taskId, 0, "artifacts", "public/x"))
                            .status())
                    .isEqualTo(403);
        } finally {
            queue.service.authenticator().anonymous("queue:get-artifact:public/*");
            queue.clock.set(before);
        }
    }

    @Test
    @DisplayName("queue-159: artifact that is not yet uploaded is listed only")
    void artifactThatIsNotYetUploadedIsListedOnly() {
        String taskId = queue.runningTask();
        queue.rows().insertUnfinished(new RunArtifact(taskId, 0, "public/object"), queue.in(Duration.ofDays(1)));
        assertThat(queue.root
                        .get("task/" + taskId + "/artifacts")
                        .ok()
                        .path("artifacts")
                        .path(0)
                        .path("storageType")
                        .asString())
                .isEqualTo("object");
        assertThat(queue.root
                        .get(path(taskId, 0, "artifact-info", "public/object"))
                        .status())
                .isEqualTo(404);
        assertThat(queue.anonymous()
                        .get(path(taskId, 0, "artifacts", "public/object"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("queue-166: run that no integer holds is 404")
    void runThatNoIntegerHoldsIs404() {
        String taskId = queue.runningTask();
        for (String method :
                List.of("artifacts/public/x", "artifact-info/public/x", "artifact-content/public/x", "artifacts")) {
            assertThat(queue.root
                            .get("task/" + taskId + "/runs/99999999999999999999/" + method)
                            .code())
                    .as(method)
                    .isEqualTo("ResourceNotFound");
        }
    }

    @Test
    void runNumberMayHaveLeadingZeros() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.upload()).ok();
        assertThat(queue.anonymous()
                        .get("task/" + taskId + "/runs/00/artifacts/public/x")
                        .status())
                .isEqualTo(303);
    }
}
