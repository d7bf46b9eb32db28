package taskcluster.worker.artifact;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.task.RetryPolicy;

/** Sends a file to a URL that the storage service has signed for it. The URL's query is a secret and is never logged. */
public final class SignedUpload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignedUpload.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(45);
    private static final int SLOWEST_BYTES_A_SECOND = 64 * 1024;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final RetryPolicy retries;

    /** Connections are shared by all uploads made through one object. */
    public SignedUpload(RetryPolicy retries) {
        this.retries = retries;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** An upload that did not succeed; 400 is tried again, since storage services answer so on idle connections. */
    static final class UploadException extends IOException {
        private final boolean mayPass;

        UploadException(String message, boolean mayPass) {
            super(message);
            this.mayPass = mayPass;
        }
    }

    /**
     * Uploads a copy.
     *
     * @param contentType as the URL was signed for
     * @throws IOException when it failed for good, or for too long; the message holds no secret
     */
    void put(URI url, EncodedCopy copy, String contentType) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(timeout(Files.size(copy.file())))
                .header("Content-Type", contentType)
                .header("Content-Encoding", copy.encoding().word())
                .PUT(body(copy.file()))
                .build();
        int[] attempts = {0};
        retries.run(UploadException.class, failure -> failure.mayPass, () -> {
            attempts[0]++;
            attempt(request);
            return attempts[0];
        });
        LOG.info("Uploaded to {} with {} attempts", redacted(url), attempts[0]);
    }

    private void attempt(HttpRequest request) throws UploadException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            if (status / 100 != 2) {
                boolean mayPass = status >= 500 || status == 400 || status == 408 || status == 429;
                String body = response.body()
                        .substring(0, Math.min(500, response.body().length()));
                throw new UploadException("PUT " + redacted(request.uri()) + ": HTTP " + status + " " + body, mayPass);
            }
        } catch (UploadException e) {
            throw e;
        } catch (IOException e) {
            throw new UploadException("PUT " + redacted(request.uri()) + ": " + e, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UploadException("PUT " + redacted(request.uri()) + ": interrupted", false);
        }
    }

    /** An empty file is sent as no bytes at all, with the length given all the same. */
    private static HttpRequest.BodyPublisher body(Path file) throws IOException {
        return Files.size(file) == 0
                ? HttpRequest.BodyPublishers.ofByteArray(new byte[0])
                : HttpRequest.BodyPublishers.ofFile(file);
    }

    private static Duration timeout(long bytes) {
        Duration timeout = PATIENCE.plusSeconds(bytes / SLOWEST_BYTES_A_SECOND);
        return timeout.compareTo(LIMIT) < 0 ? timeout : LIMIT;
    }

    static String redacted(URI url) {
        String text = url.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query) + "?<redacted>";
    }
}
