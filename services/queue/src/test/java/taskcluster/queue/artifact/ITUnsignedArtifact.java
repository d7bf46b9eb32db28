package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.queue.artifact.ArtifactDeployment.path;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestS3;

/** A public bucket that everyone may read, behind a CDN. */
class ITUnsignedArtifact {
    private static ArtifactDeployment queue;

    @BeforeAll
    static void start() {
        queue = ArtifactDeployment.start(
                Map.of("sign-public-urls", "false", "public-bucket-cdn", "https://cdn.example.com"));
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    @Test
    @DisplayName("queue-135: public artifact is served by the CDN without signature")
    void publicArtifactIsServedByTheCdnWithoutSignature() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/a b.json", queue.upload()).ok();
        String expected = "https://cdn.example.com/" + taskId + "/0/public/a%20b.json";

        assertThat(redirect(queue.root, taskId, "public/a b.json")).isEqualTo(expected);
        assertThat(content(taskId, "public/a b.json")).isEqualTo(expected);
    }

    @Test
    void privateArtifactIsSigned() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "private/x", queue.upload()).ok();
        assertThat(redirect(queue.root, taskId, "private/x"))
                .startsWith(queue.s3.endpoint() + "/private-bucket/" + taskId + "/0/private/x?")
                .contains("X-Amz-Signature=");
    }

    @Test
    void redirectAvoidsTheCdnOnRequest() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.upload()).ok();
        String direct = queue.s3.endpoint() + "/public-bucket/" + taskId + "/0/public/x";

        for (String value : new String[] {"true", "TRUE", "1"}) {
            assertThat(redirect(queue.root.withHeader("x-taskcluster-skip-cdn", value), taskId, "public/x"))
                    .isEqualTo(direct);
        }
        assertThat(redirect(queue.root.withHeader("x-taskcluster-skip-cdn", "false"), taskId, "public/x"))
                .startsWith("https://cdn.example.com/");
    }

    @Test
    void callerInTheRegionOfTheBucketIsSparedTheCdn() {
        String taskId = queue.runningTask();
        queue.create(taskId, 0, "public/x", queue.upload()).ok();
        String direct = queue.s3.endpoint() + "/public-bucket/" + taskId + "/0/public/x";
        RegionNetworks networks = queue.service.bean(RegionNetworks.class);
        networks.update(Json.MAPPER.valueToTree(Map.of("prefixes", new Map<?, ?>[] {
            Map.of("ip_prefix", "192.0.2.0/24", "region", TestS3.REGION, "service", "EC2"),
            Map.of("ip_prefix", "127.0.0.0/8", "region", TestS3.REGION, "service", "EC2")
        })));
        try {
            assertThat(redirect(queue.root, taskId, "public/x")).isEqualTo(direct);
            assertThat(content(taskId, "public/x")).isEqualTo(direct);
        } finally {
            networks.update(Json.MAPPER.readTree("{\"prefixes\": []}"));
        }
    }

    private static String redirect(TestClient client, String taskId, String name) {
        Response redirect = client.get(path(taskId, 0, "artifacts", name));
        assertThat(redirect.status()).as(redirect.toString()).isEqualTo(303);
        assertThat(redirect.body().path("url").asString()).isEqualTo(redirect.header("location"));
        return redirect.header("location");
    }

    private static String content(String taskId, String name) {
        return queue.root
                .get(path(taskId, 0, "artifact-content", name))
                .ok()
                .path("url")
                .asString();
    }
}
