package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.ApiCallException;
import taskcluster.client.Artifacts;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.ObjectService;
import taskcluster.client.ObjectTransfer;
import taskcluster.client.ObjectUpload;
import taskcluster.client.Queue;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects, and artifacts that are objects, through a whole deployment: real credentials, real store. */
class ITObjects {
    @TempDir
    private static Path folder;

    private static StandaloneProcess deployment;

    @BeforeAll
    static void up() {
        deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0");
    }

    @AfterAll
    static void down() {
        deployment.close();
    }

    private static ClientOptions root() {
        return ClientOptions.fromEnvironment(deployment.credentials()).build();
    }

    private static Path file(String name, int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    private static Credentials credentials(JsonNode reply) {
        return new Credentials(
                reply.path("clientId").asString(),
                reply.path("accessToken").asString(),
                reply.path("certificate").asString());
    }

    @Test
    void filesOfAllSizesComeBackAsTheyWent() throws IOException {
        ObjectTransfer objects = new ObjectTransfer(root());
        for (int length : new int[] {0, 100, 8192, 5_000_000}) {
            Path file = file("up-" + length, length);
            String name = "files/of all/sizes " + length;
            objects.upload(
                    new ObjectUpload("my-project", name, "x/y", Instant.now().plus(Duration.ofDays(1)), file));
            Path copy = folder.resolve("down-" + length);

            assertThat(objects.download(name, copy)).isEqualTo("x/y");

            assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        }
        JsonNode metadata = new ObjectService(root()).object("files/of all/sizes 100");
        assertThat(metadata.path("projectId").asString()).isEqualTo("my-project");
        assertThat(metadata.path("hashes").propertyNames()).containsExactlyInAnyOrder("sha256", "sha512");
    }

    @Test
    void theCommandUploadsAndDownloads() throws IOException {
        CommandLineClient client = new CommandLineClient(deployment);
        Path file = file("by-command.bin", 20_000);
        Path copy = folder.resolve("by-command.copy");

        var up = client.run("upload", "object", "by/command", file.toString());
        assertThat(up.status()).as(up.output()).isZero();
        var down = client.run("download", "object", "by/command", copy.toString());
        assertThat(down.status()).as(down.output()).isZero();

        assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
    }

    @Test
    void aSignedUrlOfDownloadServesAnybody() throws Exception {
        Path file = Files.writeString(folder.resolve("shared.txt"), "for everybody");
        new ObjectTransfer(root())
                .upload(new ObjectUpload(
                        "none", "shared", "text/plain", Instant.now().plus(Duration.ofDays(1)), file));
        URI signed = new ObjectService(root()).downloadSignedUrl("shared", Duration.ofMinutes(5));
        assertThat(StandaloneProcess.get(signed.toString())).isEqualTo("for everybody");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> new ObjectService(
                                ClientOptions.builder(deployment.rootUrl()).build())
                        .object("shared"))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    @DisplayName(
            "queue-138: an object artifact is created, uploaded and read with the credentials that the queue gives")
    void aTasksArtifactIsAnObject() throws Exception {
        Queue queue = deployment.queue();
        String taskId = Slugid.nice();
        Map<String, Object> definition = new HashMap<>(Tasks.bash("has an object", "true", Map.of()));
        definition.put("taskQueueId", "no-worker/serves-this");
        definition.put("projectId", "my/project");
        queue.createTask(taskId, definition);
        JsonNode claim = queue.claimWork(
                        "no-worker/serves-this", Map.of("workerGroup", "group", "workerId", "worker", "tasks", 1))
                .path("tasks")
                .path(0);
        ClientOptions options = ClientOptions.builder(deployment.rootUrl())
                .credentials(credentials(claim.path("credentials")))
                .build();
        Queue run = new Queue(options);
        Path file = file("artifact", 300_000);
        Instant expires = Instant.now().plus(Duration.ofMinutes(30));
        String name = "public/a file.bin";

        ObjectNode created = run.createArtifact(
                taskId,
                "0",
                name,
                Map.of("storageType", "object", "contentType", "x/y", "contentLength", 300_000, "expires", expires));
        ClientOptions uploader = options.toBuilder()
                .credentials(credentials(created.path("credentials")))
                .build();
        Instant objectExpires = Instant.parse(created.path("expires").asString());
        new ObjectTransfer(uploader)
                .upload(new ObjectUpload(
                        created.path("projectId").asString(),
                        created.path("name").asString(),
                        "x/y",
                        objectExpires,
                        file,
                        created.path("uploadId").asString()));
        run.finishArtifact(
                taskId, "0", name, Map.of("uploadId", created.path("uploadId").asString()));
        queue.reportCompleted(taskId, "0");

        Path copy = folder.resolve("artifact.copy");
        new Artifacts(ClientOptions.builder(deployment.rootUrl()).build()).download(taskId, null, name, copy);
        assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
        JsonNode content = queue.artifact(taskId, "0", name);
        assertThat(content.path("storageType").asString()).isEqualTo("object");
        assertThat(content.path("name").asString()).isEqualTo("t/" + taskId + "/0/" + name);
        assertThat(StandaloneProcess.get(queue.getArtifactUrl(taskId, "0", name).toString())
                        .length())
                .isPositive();
        assertThat(new ObjectService(root())
                        .object("t/" + taskId + "/0/" + name)
                        .path("projectId")
                        .asString())
                .isEqualTo("my/project");
    }

    @Test
    void theCredentialsOfAnUploadAreForItsObjectAlone() throws Exception {
        Queue queue = deployment.queue();
        String taskId = Slugid.nice();
        Map<String, Object> definition = new HashMap<>(Tasks.bash("has an object", "true", Map.of()));
        definition.put("taskQueueId", "no-worker/serves-that");
        queue.createTask(taskId, definition);
        queue.claimWork("no-worker/serves-that", Map.of("workerGroup", "group", "workerId", "worker", "tasks", 1));
        ObjectNode created = queue.createArtifact(
                taskId,
                "0",
                "public/x",
                Map.of(
                        "storageType",
                        "object",
                        "contentType",
                        "x/y",
                        "expires",
                        Instant.now().plus(Duration.ofMinutes(30))));
        Path file = Files.write(folder.resolve("other"), "other".getBytes(StandardCharsets.UTF_8));
        ObjectTransfer uploader = new ObjectTransfer(ClientOptions.builder(deployment.rootUrl())
                .credentials(credentials(created.path("credentials")))
                .build());
        for (String name : List.of("t/" + taskId + "/0/public/y", "elsewhere")) {
            assertThatExceptionOfType(ApiCallException.class)
                    .isThrownBy(() -> uploader.upload(
                            new ObjectUpload("none", name, "x/y", Instant.now().plus(Duration.ofMinutes(30)), file)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("InsufficientScopes"));
        }
    }
}
