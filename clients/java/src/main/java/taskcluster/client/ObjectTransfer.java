package taskcluster.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Uploads files to the object service and downloads them, with retries. What was cut short or changed on the way is tried
 * again and then an error that says where it was changed, never a wrong file.
 */
public final class ObjectTransfer {
    /** Content that is shorter travels within the request, in bytes. */
    private static final long INLINE_BELOW = 8192;

    private final ClientOptions options;
    private final ObjectService objects;

    public ObjectTransfer(ClientOptions options) {
        this.options = options;
        this.objects = new ObjectService(options);
    }

    /**
     * Uploads a file. With the same upload it can be repeated, as long as it did not succeed.
     *
     * @throws ApiCallException if the service or the store refuses it, or it could not be sent; with the code
     *     ContentCorrupted if it did not arrive as it is, or changed meanwhile
     * @throws UncheckedIOException if the file cannot be read
     */
    public void upload(ObjectUpload upload) {
        try {
            ContentHashes hashes = Files.size(upload.file()) < INLINE_BELOW ? small(upload) : large(upload);
            objects.finishUpload(
                    upload.name(),
                    Map.of(
                            "projectId", upload.projectId(),
                            "uploadId", upload.uploadId(),
                            "hashes", hashes.recorded()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + upload.file(), e);
        }
    }

    private ContentHashes small(ObjectUpload upload) throws IOException {
        byte[] content = Files.readAllBytes(upload.file());
        ContentHashes hashes = ContentHashes.of(content);
        JsonNode method = begin(
                upload,
                Map.of(
                        "dataInline",
                        Map.of(
                                "contentType",
                                upload.contentType(),
                                "objectData",
                                Base64.getEncoder().encodeToString(content)),
                        "putUrl",
                        putUrl(upload, content.length)));
        if (!method.has("dataInline")) {
            put(upload, method, hashes, content.length);
        }
        return hashes;
    }

    private ContentHashes large(ObjectUpload upload) throws IOException {
        long length = Files.size(upload.file());
        ContentHashes hashes = ContentHashes.of(upload.file());
        put(upload, begin(upload, Map.of("putUrl", putUrl(upload, length))), hashes, length);
        return hashes;
    }

    private static Map<String, ?> putUrl(ObjectUpload upload, long length) {
        return Map.of("contentType", upload.contentType(), "contentLength", length);
    }

    /** The method that the service chose. */
    private JsonNode begin(ObjectUpload upload, Map<String, ?> proposed) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("projectId", upload.projectId());
        request.put("uploadId", upload.uploadId());
        request.put("expires", upload.expires());
        request.put("proposedUploadMethods", proposed);
        return objects.createUpload(upload.name(), request).path("uploadMethod");
    }

    private void put(ObjectUpload upload, JsonNode method, ContentHashes hashes, long length) {
        JsonNode putUrl = method.path("putUrl");
        if (putUrl.isMissingNode()) {
            throw new ApiCallException(
                    ApiCallException.NO_MATCHING_METHOD,
                    200,
                    upload + ": the object service supports none of the upload methods dataInline and putUrl here",
                    method);
        }
        new ObjectPut(options, upload, hashes, length).send(putUrl);
    }

    /**
     * Downloads an object and verifies it. The file appears only when it is complete.
     *
     * @return the MIME type, {@code application/binary} if the store names none
     * @throws ApiCallException if there is no such object, or its content could not be fetched completely; with the code
     *     ContentCorrupted if what came is not what was uploaded, with NoMatchingMethod if it has no hash to tell by
     * @throws UncheckedIOException if the file cannot be written
     */
    public String download(String name, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            Path part = Files.createTempFile(directory, "." + file.getFileName(), ".part");
            try {
                String contentType = fetch(name, part);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                return contentType;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Downloads an object over an existing file; returns the MIME type. */
    String fetch(String name, Path file) throws IOException {
        return new ObjectGet(options, name, () -> startDownload(name)).fetch(file);
    }

    private ObjectNode startDownload(String name) {
        return objects.startDownload(name, Map.of("acceptDownloadMethods", Map.of("getUrl", true)));
    }
}
