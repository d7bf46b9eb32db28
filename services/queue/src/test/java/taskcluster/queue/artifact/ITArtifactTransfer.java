package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.queue.artifact.ArtifactDeployment.fetch;
import static taskcluster.queue.artifact.ArtifactDeployment.path;
import static taskcluster.queue.artifact.ArtifactDeployment.send;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.s3.S3Object;
import taskcluster.testing.Await;
import taskcluster.testing.Response;

/** Content goes up and comes down through signed URLs. */
class ITArtifactTransfer {
    private static ArtifactDeployment queue;

    @BeforeAll
    static void start() {
        queue = ArtifactDeployment.start();
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public/logs/live.log",
                "private/x",
                " ",
                "public/a b+c%41?q#f",
                "public/%2e%2e/%2F",
                "public/'\"&=;:@$,!~*()[]{}|\\^`<>",
                "/public//deep",
            })
    void contentComesBackAsItWent(String name) {
        String taskId = queue.runningTask();
        byte[] content = new byte[100_000];
        new Random(7).nextBytes(content);

        HttpResponse<String> sent = send(putUrl(taskId, name), content, Map.of("Content-Type", "text/plain"));

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        HttpResponse<byte[]> fetched = fetch(location(taskId, name));
        assertThat(fetched.body()).isEqualTo(content);
        assertThat(fetched.headers().firstValue("content-type")).contains("text/plain");
    }

    @Test
    void gzipEncodingIsKept() throws Exception {
        String taskId = queue.runningTask();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("line\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }

        HttpResponse<String> sent = send(
                putUrl(taskId, "public/zipped.log"),
                zipped.toByteArray(),
                Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"));

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        HttpResponse<byte[]> fetched = fetch(location(taskId, "public/zipped.log"));
        assertThat(fetched.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(fetched.body()).isEqualTo(zipped.toByteArray());
    }

    @Test
    void uploadWithAnotherContentTypeIsRefusedByTheStore() {
        String putUrl = putUrl(queue.runningTask(), "public/x");
        assertThat(send(putUrl, new byte[1], Map.of("Content-Type", "text/html"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(putUrl, new byte[1], Map.of()).statusCode()).isEqualTo(403);
        assertThat(send(putUrl, new byte[1], Map.of("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void urlForOneObjectDoesNotServeAnother() {
        String taskId = queue.runningTask();
        String putUrl = putUrl(taskId, "public/mine");
        assertThat(send(
                                putUrl.replace("public/mine", "public/other"),
                                new byte[1],
                                Map.of("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void expiredUrlIsRefusedByTheStore() {
        Buckets buckets = queue.service.bean(Buckets.class);
        S3Object object = new S3Object("public-bucket", "expired-url");
        String putUrl = buckets.uploadUrl(object, "text/plain", Duration.ofSeconds(1));
        String getUrl = buckets.signedDownloadUrl(object, Duration.ofSeconds(1));

        Await.until("the URLs to expire", () -> fetch(getUrl).statusCode() == 403);

        assertThat(send(putUrl, new byte[1], Map.of("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void repeatedCreationGivesUrlThatReplacesTheContent() {
        String taskId = queue.runningTask();
        send(putUrl(taskId, "public/x"), new byte[] {1}, Map.of("Content-Type", "text/plain"));
        send(putUrl(taskId, "public/x"), new byte[] {2}, Map.of("Content-Type", "text/plain"));
        assertThat(fetch(location(taskId, "public/x")).body()).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "public/../../x", "public/./x", ".", ".."})
    void nameThatHttpWouldRewriteIsRefused(String name) {
        String taskId = queue.runningTask();
        Response refused = queue.root.post(
                "task/" + taskId + "/runs/0/artifacts/"
                        + name.replace(".", "%2E").replace("/", "%2F"),
                queue.upload());
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(queue.rows().names(taskId)).isEmpty();
    }

    private static String putUrl(String taskId, String name) {
        return queue.create(taskId, 0, name, queue.upload()).ok().path("putUrl").asString();
    }

    private static String location(String taskId, String name) {
        Response redirect = queue.root.get(path(taskId, 0, "artifacts", name));
        assertThat(redirect.status()).as(redirect.toString()).isEqualTo(303);
        return redirect.header("location");
    }
}
