package taskcluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.node.StringNode;

/** Where the bytes of artifacts are: URLs that carry their own permission, so nothing here is signed. */
final class ArtifactStore {
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_ERROR_BYTES = 2000;
    private static final String DEFAULT_CONTENT_TYPE = "application/binary";

    /** What an upload may take on top of the usual timeout, for each MB. */
    private static final Duration UPLOAD_TIME_PER_MB = Duration.ofSeconds(10);

    private static final long MB = 1_000_000;

    private final Duration timeout;
    private final HttpAttempts http;

    ArtifactStore(ClientOptions options) {
        this.timeout = options.timeout();
        this.http = new HttpAttempts(options);
    }

    void put(String url, String contentType, ContentEncoding encoding, Path file) throws IOException {
        URI uri = URI.create(url);
        Duration most = timeout.plus(UPLOAD_TIME_PER_MB.multipliedBy(Files.size(file) / MB));
        HttpResponse<String> response = http.send(
                "upload to " + withoutQuery(uri),
                () -> putRequest(uri, contentType, encoding, file),
                BodyHandlers.ofString(),
                most,
                ArtifactStore::isWorthRetrying);
        if (response.statusCode() / 100 != 2) {
            throw refused(uri, response.statusCode(), response.body());
        }
    }

    /** An S3 store answers 400 when a connection idled too long, which is worth another attempt. */
    private static boolean isWorthRetrying(int status) {
        return HttpAttempts.isServerError(status) || status == 400;
    }

    private static HttpRequest putRequest(URI uri, String contentType, ContentEncoding encoding, Path file) {
        try {
            return HttpRequest.newBuilder(uri)
                    .header("content-type", contentType)
                    .header("content-encoding", encoding.header())
                    .PUT(BodyPublishers.ofFile(file))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Follows redirects to the content. */
    ArtifactContent get(String url) {
        URI uri = URI.create(url);
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            HttpResponse<InputStream> response = http.send(
                    "download from " + withoutQuery(uri),
                    () -> request,
                    BodyHandlers.ofInputStream(),
                    timeout,
                    HttpAttempts::isServerError);
            if (response.statusCode() == 200) {
                return content(uri, response);
            }
            String location = response.headers().firstValue("location").orElse("");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                throw refused(uri, response.statusCode(), start(response));
            }
            start(response);
            uri = uri.resolve(location);
        }
        throw refused(uri, 303, "too many redirects");
    }

    private static ArtifactContent content(URI uri, HttpResponse<InputStream> response) {
        String type = response.headers().firstValue("content-type").orElse(DEFAULT_CONTENT_TYPE);
        boolean isCompressed = response.headers()
                .firstValue("content-encoding")
                .orElse("")
                .equalsIgnoreCase(ContentEncoding.GZIP.header());
        try {
            return new ArtifactContent(
                    isCompressed ? new GZIPInputStream(response.body()) : response.body(), type, uri);
        } catch (IOException e) {
            throw HttpAttempts.failure("download from " + withoutQuery(uri), e, 1);
        }
    }

    private static String start(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static ApiCallException refused(URI uri, int status, String body) {
        String message = "%s answered with status %d%s"
                .formatted(withoutQuery(uri), status, body.isBlank() ? "" : ": " + body.strip());
        return new ApiCallException(ApiCallException.UNKNOWN_ERROR, status, message, StringNode.valueOf(body));
    }

    /** The query of a signed URL is a secret. */
    static String withoutQuery(URI uri) {
        String text = uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
