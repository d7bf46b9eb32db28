package taskcluster.standalone.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import taskcluster.standalone.soak.Ledger.ArtifactEntry;

/** The content of artifacts, straight to and from the S3. What an artifact holds follows from where it is. */
final class Storage {
    static final String CONTENT_TYPE = "text/plain";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_LINES = 100;
    private static final int OK = 200;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private Storage() {}

    /** The status that the store answers an upload with. */
    static int put(String url, ArtifactEntry artifact) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .PUT(HttpRequest.BodyPublishers.ofString(content(artifact)))
                .header("content-type", CONTENT_TYPE)
                .timeout(PATIENCE)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** What is wrong with what the store has, if anything. */
    static Optional<String> compare(String url, ArtifactEntry artifact) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        HttpResponse<String> reply = HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (reply.statusCode() != OK) {
            return Optional.of("HTTP " + reply.statusCode());
        }
        return reply.body().equals(content(artifact)) ? Optional.empty() : Optional.of("other content");
    }

    private static String content(ArtifactEntry artifact) {
        String line = artifact.run() + " " + artifact.name() + "\n";
        return line.repeat(1 + Math.floorMod(line.hashCode(), MOST_LINES));
    }
}
