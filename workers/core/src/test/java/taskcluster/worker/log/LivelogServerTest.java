package taskcluster.worker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LivelogServerTest {
    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private LivelogServer server;
    private TaskLog log;
    private LivelogServer.Publication published;

    @BeforeEach
    void start() throws IOException {
        server = LivelogServer.start(null, 0);
        log = TaskLog.create(directory.resolve("log"), Clock.systemUTC());
        published = server.publish(log);
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private void write(String text) throws IOException {
        log.output().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isOnTheLoopbackInterfaceUnlessExposed() {
        assertThat(published.url()).matches("http://127\\.0\\.0\\.1:\\d+/log/[A-Za-z0-9_-]{22}");
    }

    @Test
    void t123_aWrongSecretIsDenied() throws Exception {
        for (String url : List.of(
                published.url().replaceAll("/log/.*", "/log/xxxxxxxxxxxxxxxxxxxxxx"),
                published.url() + "?x=1",
                published.url() + "/",
                published.url().replaceAll("/log/.*", "/"))) {
            HttpResponse<String> response = http.send(request(url), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).isEqualTo("Access denied");
        }
    }

    @Test
    void aSecretOpensOnlyItsOwnLog() throws Exception {
        TaskLog other = TaskLog.create(directory.resolve("other"), Clock.systemUTC());
        other.error("other");
        other.close();
        log.close();
        LivelogServer.Publication second = server.publish(other);
        assertThat(http.send(request(second.url()), BodyHandlers.ofString()).body())
                .contains("other");
        assertThat(http.send(request(published.url()), BodyHandlers.ofString()).body())
                .isEmpty();
    }

    @Test
    void t123_readersGetEverythingFromTheStartThenWhatComesThenTheEnd() throws Exception {
        StringBuilder expected = new StringBuilder();
        List<CompletableFuture<HttpResponse<String>>> readers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            String chunk = "chunk " + i + " " + "x".repeat(i % 50) + "\n";
            expected.append(chunk);
            write(chunk);
            if (i % 1000 == 0) {
                readers.add(http.sendAsync(request(published.url()), BodyHandlers.ofString()));
            }
        }
        log.close();
        readers.add(http.sendAsync(request(published.url()), BodyHandlers.ofString()));
        for (CompletableFuture<HttpResponse<String>> reader : readers) {
            HttpResponse<String> response = reader.get();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(expected.toString());
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(response.headers().firstValue("Access-Control-Expose-Headers"))
                    .contains("Transfer-Encoding");
        }
    }

    @Test
    void dataArrivesWhileTheLogIsStillOpen() throws Exception {
        HttpResponse<InputStream> response = http.send(request(published.url()), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            write("first");
            assertThat(new String(body.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("first");
            write("second");
            assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("second");
            log.close();
            assertThat(body.read()).isEqualTo(-1);
        }
    }

    @Test
    void anEmptyLogEndsToo() throws Exception {
        CompletableFuture<HttpResponse<String>> reader =
                http.sendAsync(request(published.url()), BodyHandlers.ofString());
        log.close();
        assertThat(reader.get().body()).isEmpty();
    }

    @Test
    void aReaderThatDoesNotReadCostsTheWriterNothing() throws Exception {
        HttpResponse<InputStream> slow = http.send(request(published.url()), BodyHandlers.ofInputStream());
        String line = "y".repeat(99) + "\n";
        for (int i = 0; i < 200_000; i++) {
            write(line);
        }
        log.close();
        try (InputStream body = slow.body()) {
            assertThat(body.readAllBytes()).hasSize(20_000_000);
        }
    }

    @Test
    void aLogThatBrokeOffIsNotTakenForComplete() throws Exception {
        write("some");
        HttpResponse<InputStream> response = http.send(request(published.url()), BodyHandlers.ofInputStream());
        assertThat(response.body().readNBytes(4)).hasSize(4);
        Files.newByteChannel(log.file(), StandardOpenOption.WRITE).truncate(0).close();
        write("more");
        assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    }

    @Test
    void afterwardsNewReadersAreRefusedAndOldOnesReadOn() throws Exception {
        HttpResponse<InputStream> reader = http.send(request(published.url()), BodyHandlers.ofInputStream());
        published.close();
        write("last words");
        log.close();
        assertThat(new String(reader.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("last words");
        assertThat(http.send(request(published.url()), BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }
}
