package taskcluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Uploads and downloads the content of artifacts, with retries. What was cut short on the way is tried again and then an
 * error, never a shorter file.
 */
public final class Artifacts {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String OBJECT = "object";

    private final ClientOptions options;
    private final Queue queue;
    private final ArtifactStore store;
    private final HttpAttempts http;

    public Artifacts(ClientOptions options) {
        this.options = options;
        this.queue = new Queue(options);
        this.store = new ArtifactStore(options);
        this.http = new HttpAttempts(options);
    }

    /**
     * Declares an artifact of a run and uploads its file.
     *
     * @throws ApiCallException if the queue or the store refuses it, or it could not be sent
     * @throws UncheckedIOException if the file cannot be read
     */
    public void upload(String taskId, String runId, ArtifactUpload upload) {
        try {
            if (upload.encoding() == ContentEncoding.IDENTITY) {
                upload(taskId, runId, upload, upload.file());
                return;
            }
            Path compressed = Files.createTempFile("artifact", ".gz");
            try {
                compress(upload.file(), compressed);
                upload(taskId, runId, upload, compressed);
            } finally {
                Files.deleteIfExists(compressed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + upload.file(), e);
        }
    }

    private void upload(String taskId, String runId, ArtifactUpload upload, Path stored) throws IOException {
        Map<String, Object> declaration = Map.of(
                "storageType", "s3",
                "contentType", upload.contentType(),
                "contentLength", Files.size(upload.file()),
                "expires", upload.expires());
        ObjectNode reply = queue.createArtifact(taskId, runId, upload.name(), declaration);
        String putUrl = reply.path("putUrl").asString("");
        if (putUrl.isEmpty()) {
            throw new ApiCallException(
                    ApiCallException.INVALID_REPLY, 200, "queue.createArtifact answered without a putUrl", reply);
        }
        store.put(putUrl, reply.path("contentType").asString(upload.contentType()), upload.encoding(), stored);
    }

    /**
     * Opens an artifact for reading. The stream lasts as long as the content is being made, as that of a live log does;
     * what happens after its first byte is not retried. That of an artifact in the object service is verified before.
     *
     * @param runId null for the latest run
     * @throws ApiCallException if there is no such artifact, or with the code ArtifactError if it stands for an error
     */
    public ArtifactContent open(String taskId, @Nullable String runId, String name) {
        return open(name, place(taskId, runId, name));
    }

    private ObjectNode place(String taskId, @Nullable String runId, String name) {
        return runId == null ? queue.latestArtifact(taskId, name) : queue.artifact(taskId, runId, name);
    }

    private ArtifactContent open(String name, ObjectNode place) {
        String storageType = place.path("storageType").asString("");
        return switch (storageType) {
            case "s3", "reference" -> store.get(place.path("url").asString(""));
            case OBJECT -> openObject(place);
            case "error" -> throw artifactError(name, place);
            default ->
                throw new ApiCallException(
                        ApiCallException.INVALID_REPLY,
                        200,
                        name + " has the storage type '" + storageType + "', which this client does not know",
                        place);
        };
    }

    private ArtifactContent openObject(ObjectNode place) {
        ClientOptions reader = reader(place);
        String object = place.path("name").asString("");
        try {
            Path verified = Files.createTempFile("artifact", ".object");
            try {
                String contentType = new ObjectTransfer(reader).fetch(object, verified);
                InputStream content = Files.newInputStream(verified, StandardOpenOption.DELETE_ON_CLOSE);
                return new ArtifactContent(content, contentType, new ObjectService(reader).downloadUrl(object));
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(verified);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + object + " in a temporary file", e);
        }
    }

    /** These options with the credentials that come with the place of an object. */
    private ClientOptions reader(ObjectNode place) {
        JsonNode credentials = place.path("credentials");
        return options.toBuilder()
                .credentials(new Credentials(
                        credentials.path("clientId").asString(""),
                        credentials.path("accessToken").asString(""),
                        credentials.path("certificate").asString(null)))
                .authorizedScopes(null)
                .build();
    }

    /**
     * Downloads an artifact. The file appears only when it is complete.
     *
     * @param runId null for the latest run
     * @throws ApiCallException as for {@link #open}, or if its content could not be fetched completely
     * @throws UncheckedIOException if the file cannot be written
     */
    public void download(String taskId, @Nullable String runId, String name, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            Path part = Files.createTempFile(directory, "." + file.getFileName(), ".part");
            try {
                fetch(taskId, runId, name, part);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void fetch(String taskId, @Nullable String runId, String name, Path part) throws IOException {
        String what = "download of " + name;
        for (int attempt = 0; ; attempt++) {
            ObjectNode place = place(taskId, runId, name);
            if (place.path("storageType").asString("").equals(OBJECT)) {
                new ObjectTransfer(reader(place)).fetch(place.path("name").asString(""), part);
                return;
            }
            try (OutputStream out = Files.newOutputStream(part);
                    ArtifactContent content = open(name, place);
                    StallGuard guard = new StallGuard(content.stream(), options.timeout())) {
                copy(content.stream(), out, guard);
                return;
            } catch (InterruptedReadException e) {
                if (attempt >= options.retries()) {
                    throw HttpAttempts.failure(what, e.broken(), attempt + 1);
                }
            }
            http.pause(what, attempt + 1);
        }
    }

    private static void copy(InputStream in, OutputStream out, StallGuard guard) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
            out.write(buffer, 0, count);
            guard.progress();
        }
    }

    /** Tells failures of the connection from those of the disk. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new InterruptedReadException(e);
        }
    }

    private static ApiCallException artifactError(String name, JsonNode place) {
        String message = "%s was not uploaded: %s (%s)"
                .formatted(
                        name,
                        place.path("message").asString("no message"),
                        place.path("reason").asString("no reason"));
        return new ApiCallException(ApiCallException.ARTIFACT_ERROR, 200, message, place);
    }

    private static void compress(Path source, Path target) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target), BUFFER_BYTES)) {
            Files.copy(source, out);
        }
    }

    /** The connection broke while content was read. */
    private static final class InterruptedReadException extends RuntimeException {
        private final IOException broken;

        InterruptedReadException(IOException broken) {
            super(broken);
            this.broken = broken;
        }

        IOException broken() {
            return broken;
        }
    }
}
