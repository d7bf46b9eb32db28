package taskcluster.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Sends the content of an object to the store. The store is told the MD5 of the content, so that it refuses other bytes; what
 * is sent is hashed once more while it is sent, so that the one who changed it can be told: this client or the network.
 */
final class ObjectPut {
    /** What the HTTP client sets itself. */
    private static final Set<String> OWN_HEADERS = Set.of("content-length", "host");

    private static final String CONTENT_MD5 = "content-md5";
    private static final String BAD_DIGEST = "<Code>BadDigest</Code>";
    private static final int BAD_REQUEST = 400;

    /** What an upload may take on top of the usual timeout, for each MB. */
    private static final Duration TIME_PER_MB = Duration.ofSeconds(10);

    private static final long MB = 1_000_000;

    private final ClientOptions options;
    private final ObjectUpload upload;
    private final ContentHashes hashes;
    private final long length;
    private final HttpAttempts http;
    private ContentHashes.@Nullable Reading sent;

    /** @param hashes of the content as it was read first */
    ObjectPut(ClientOptions options, ObjectUpload upload, ContentHashes hashes, long length) {
        this.options = options;
        this.upload = upload;
        this.hashes = hashes;
        this.length = length;
        this.http = new HttpAttempts(options);
    }

    /** @param putUrl what the object service said of where and how */
    void send(JsonNode putUrl) {
        URI uri = URI.create(putUrl.path("url").asString(""));
        String what = upload + " to " + ArtifactStore.withoutQuery(uri);
        HttpResponse<String> response = HttpAttempts.blamingNetwork(() -> http.send(
                what,
                () -> request(uri, putUrl.path("headers")),
                BodyHandlers.ofString(),
                options.timeout().plus(TIME_PER_MB.multipliedBy(length / MB)),
                // Stores answer 400 to changed bytes and when a connection idled too long, both worth another attempt.
                status -> HttpAttempts.isServerError(status) || status == BAD_REQUEST));
        boolean isRefused = response.statusCode() / 100 != 2;
        boolean isChanged = isRefused && response.body().contains(BAD_DIGEST);
        if ((isChanged || !isRefused) && sent != null && !sent.hashes().equals(hashes)) {
            throw corrupted(what, response, "the file changed while it was uploaded; at fault: this client");
        }
        if (isChanged) {
            throw corrupted(
                    what,
                    response,
                    "the store received other bytes than were sent, also when they were sent again; at fault: the network");
        }
        if (isRefused) {
            throw new ApiCallException(
                    ApiCallException.UNKNOWN_ERROR,
                    response.statusCode(),
                    "%s was answered with status %d: %s"
                            .formatted(
                                    what, response.statusCode(), response.body().strip()),
                    StringNode.valueOf(response.body()));
        }
    }

    private HttpRequest request(URI uri, JsonNode headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .PUT(
                        length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), length))
                .header(CONTENT_MD5, hashes.md5Header());
        headers.properties().forEach(header -> {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                request.setHeader(header.getKey(), header.getValue().asString(""));
            }
        });
        return request.build();
    }

    private ContentHashes.Reading open() {
        try {
            ContentHashes.Reading reading = new ContentHashes.Reading(Files.newInputStream(upload.file()));
            sent = reading;
            return reading;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + upload.file(), e);
        }
    }

    private static ApiCallException corrupted(String what, HttpResponse<String> response, String fault) {
        return new ApiCallException(
                ApiCallException.CONTENT_CORRUPTED,
                response.statusCode(),
                what + ": " + fault,
                StringNode.valueOf(response.body()));
    }
}
