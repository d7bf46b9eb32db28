package taskcluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Fetches the content of an object and verifies it. Who changed it, if it was changed, follows from what the store says that
 * it holds (the MD5 in its ETag) and from whether the same comes on every attempt.
 */
final class ObjectGet {
    private static final String DEFAULT_CONTENT_TYPE = "application/binary";
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MOST_ERROR_BYTES = 2000;
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final ClientOptions options;
    private final String what;
    private final Supplier<ObjectNode> start;
    private final HttpAttempts http;
    private final Set<ContentHashes> wrong = new HashSet<>();

    /** @param start asks the object service where the content is */
    ObjectGet(ClientOptions options, String name, Supplier<ObjectNode> start) {
        this.options = options;
        this.what = "download of " + name;
        this.start = start;
        this.http = new HttpAttempts(options);
    }

    /** What came in one attempt. */
    private record Fetched(String contentType, ContentHashes content, boolean isWhatTheStoreHolds) {}

    /** Fetches into the file; returns the MIME type. */
    String fetch(Path file) throws IOException {
        ObjectNode place = start.get();
        for (int attempt = 0; ; attempt++) {
            Map<String, String> expected = expectedHashes(place);
            try {
                Fetched fetched = attempt(place.path("url").asString(""), file);
                if (fetched.content().match(expected)) {
                    return fetched.contentType();
                }
                wrong.add(fetched.content());
                if (fetched.isWhatTheStoreHolds()) {
                    throw corrupted(
                            "the store holds other bytes than were uploaded; at fault: the storage, or whoever uploaded"
                                    + " them");
                }
                if (attempt >= options.retries()) {
                    throw corrupted(faultOfWrongAttempts(attempt + 1));
                }
            } catch (BrokenReadException e) {
                if (attempt >= options.retries()) {
                    throw HttpAttempts.blamingNetwork(HttpAttempts.failure(what, e.broken(), attempt + 1));
                }
            }
            http.pause(what, attempt + 1);
            if (isExpired(place)) {
                place = start.get();
            }
        }
    }

    private Map<String, String> expectedHashes(ObjectNode place) {
        Map<String, String> expected = ContentHashes.acceptable(place.path("hashes"));
        if (expected.isEmpty()) {
            throw new ApiCallException(
                    ApiCallException.NO_MATCHING_METHOD, 200, what + ": No acceptable hash algorithm found", place);
        }
        return expected;
    }

    private boolean isExpired(ObjectNode place) {
        Instant expires = Json.parseTimestamp(place.path("expires").asString(""));
        return !options.clock().instant().isBefore(expires);
    }

    private String faultOfWrongAttempts(int attempts) {
        return attempts > 1 && wrong.size() == 1
                ? "the same wrong bytes came on each of " + attempts
                        + " attempts, and they are not what the store says that"
                        + " it holds; at fault: the storage, or the network if it always changes them in the same way"
                : "other bytes came than the store holds; at fault: the network (tried " + attempts + " times)";
    }

    private ApiCallException corrupted(String fault) {
        return new ApiCallException(
                ApiCallException.CONTENT_CORRUPTED, 200, what + ": " + fault, StringNode.valueOf(""));
    }

    private Fetched attempt(String url, Path file) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("accept-encoding", "gzip, identity")
                .build();
        HttpResponse<InputStream> response = HttpAttempts.blamingNetwork(() -> http.send(
                what, () -> request, BodyHandlers.ofInputStream(), options.timeout(), HttpAttempts::isServerError));
        if (response.statusCode() != 200) {
            throw refused(response);
        }
        try (OutputStream out = Files.newOutputStream(file);
                StallGuard guard = new StallGuard(response.body(), options.timeout());
                ContentHashes.Reading stored = new ContentHashes.Reading(response.body());
                ContentHashes.Reading content = decoded(response, stored)) {
            copy(content, out, guard);
            drain(stored);
            ContentHashes hashes = content.hashes();
            ContentHashes raw = content == stored ? hashes : stored.hashes();
            return new Fetched(
                    header(response, "content-type", DEFAULT_CONTENT_TYPE),
                    hashes,
                    raw.md5().equals(md5(response)));
        }
    }

    private static ContentHashes.Reading decoded(HttpResponse<?> response, ContentHashes.Reading stored) {
        if (!header(response, "content-encoding", "").equalsIgnoreCase(ContentEncoding.GZIP.header())) {
            return stored;
        }
        try {
            return new ContentHashes.Reading(new GZIPInputStream(stored));
        } catch (IOException e) {
            throw new BrokenReadException(e);
        }
    }

    private static void copy(InputStream in, OutputStream out, StallGuard guard) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
            out.write(buffer, 0, count);
            guard.progress();
        }
    }

    private static void drain(InputStream in) {
        byte[] buffer = new byte[BUFFER_BYTES];
        int count = read(in, buffer);
        while (count >= 0) {
            count = read(in, buffer);
        }
    }

    /** Tells failures of the connection from those of the disk. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new BrokenReadException(e);
        }
    }

    /** The MD5 of what the store holds, empty if it does not say: with a key of their own ETags are something else. */
    private static String md5(HttpResponse<?> response) {
        String encryption = header(response, "x-amz-server-side-encryption", "");
        String etag = header(response, "etag", "").replace("\"", "");
        return MD5.matcher(etag).matches() && !encryption.startsWith("aws:kms") ? etag : "";
    }

    private ApiCallException refused(HttpResponse<InputStream> response) {
        String start;
        try (InputStream body = response.body()) {
            start = new String(body.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            start = "";
        }
        return new ApiCallException(
                ApiCallException.UNKNOWN_ERROR,
                response.statusCode(),
                "%s: %s answered with status %d%s"
                        .formatted(
                                what,
                                ArtifactStore.withoutQuery(response.uri()),
                                response.statusCode(),
                                start.isBlank() ? "" : ": " + start.strip()),
                StringNode.valueOf(start));
    }

    private static String header(HttpResponse<?> response, String name, String otherwise) {
        return response.headers().firstValue(name).orElse(otherwise);
    }

    /** The connection broke while content was read. */
    private static final class BrokenReadException extends RuntimeException {
        private final IOException broken;

        BrokenReadException(IOException broken) {
            super(broken);
            this.broken = broken;
        }

        IOException broken() {
            return broken;
        }
    }
}
