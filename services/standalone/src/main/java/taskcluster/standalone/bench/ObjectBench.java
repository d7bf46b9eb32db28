package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import taskcluster.client.ObjectService;
import taskcluster.client.ObjectTransfer;
import taskcluster.client.ObjectUpload;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/** {@code tc bench object}: objects beside plain copies of the same files to and from the same store. */
@Command(
        name = "object",
        mixinStandardHelpOptions = true,
        description =
                "Measures uploading and downloading objects, verified, one after the other, beside plain PUTs and GETs of"
                        + " the same files to the same store through signed URLs.",
        sortOptions = false)
final class ObjectBench implements Callable<Integer> {
    private static final Duration LIFE = Duration.ofHours(1);

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "How long each phase lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--kilobytes",
            split = ",",
            defaultValue = "4,100,1000,32000",
            description = "Sizes of the files, in units of 1000 bytes (default: ${DEFAULT-VALUE}).")
    private List<Integer> kilobytes = List.of();

    private final PrintStream out = System.out;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One copy of the file. */
    @FunctionalInterface
    private interface Copy {
        void run() throws IOException, InterruptedException;
    }

    /** Copies in one phase. */
    private record Phase(int copies, double seconds, long length) {
        double megabytesPerSecond() {
            return copies * length / 1e6 / seconds;
        }

        double millisecondsEach() {
            return 1e3 * seconds / copies;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tc-bench");
        try (Server server = Server.start(folder.resolve("data"), Bench.freePort())) {
            out.printf(
                    "%d processors, one copy at a time, %d s a phase, store and services on this machine%n%n",
                    Runtime.getRuntime().availableProcessors(), seconds);
            out.println("    size   direction  object MB/s  plain MB/s  of plain  object ms  plain ms");
            measure(server, folder, kilobytes.getLast(), false);
            for (int size : kilobytes) {
                measure(server, folder, size, true);
            }
        } finally {
            Bench.delete(folder);
            http.shutdownNow();
        }
        return 0;
    }

    private void measure(Server server, Path folder, int size, boolean counts) throws Exception {
        byte[] content = new byte[size * 1000];
        new Random(size).nextBytes(content);
        Path file = Files.write(folder.resolve("content"), content);
        Path copied = folder.resolve("copied");
        ObjectTransfer objects = new ObjectTransfer(server.clientOptions());
        ObjectService service = new ObjectService(server.clientOptions());
        String name = "bench/" + Slugid.nice();
        Instant expires = Clock.systemUTC().instant().plus(LIFE);
        objects.upload(new ObjectUpload("bench", name, "x/y", expires, file));
        JsonNode plainPut = service.createUpload(
                        "bench/plain/" + Slugid.nice(),
                        Map.of(
                                "projectId",
                                "bench",
                                "uploadId",
                                Slugid.nice(),
                                "expires",
                                expires,
                                "proposedUploadMethods",
                                Map.of("putUrl", Map.of("contentType", "x/y", "contentLength", content.length))))
                .at("/uploadMethod/putUrl");
        String plainGet = service.startDownload(name, Map.of("acceptDownloadMethods", Map.of("simple", true)))
                .path("url")
                .asString();

        Phase plainUp = repeat(content.length, () -> put(plainPut, file));
        Phase up = repeat(
                content.length,
                () -> objects.upload(new ObjectUpload("bench", "bench/" + Slugid.nice(), "x/y", expires, file)));
        Phase plainDown = repeat(content.length, () -> get(plainGet, copied));
        Phase down = repeat(content.length, () -> objects.download(name, copied));
        if (counts) {
            print(size, "up", up, plainUp);
            print(size, "down", down, plainDown);
        }
    }

    private Phase repeat(long length, Copy copy) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long end = began + Duration.ofSeconds(seconds).toNanos();
        int copies = 0;
        do {
            copy.run();
            copies++;
        } while (System.nanoTime() < end);
        return new Phase(copies, (System.nanoTime() - began) / 1e9, length);
    }

    private void put(JsonNode putUrl, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(putUrl.path("url").asString()))
                .header("Content-Type", "x/y")
                .PUT(BodyPublishers.ofFile(file))
                .build();
        requireOk(http.send(request, BodyHandlers.discarding()));
    }

    private void get(String url, Path file) throws IOException, InterruptedException {
        requireOk(http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofFile(file)));
    }

    private static void requireOk(HttpResponse<?> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the store answered with status " + response.statusCode());
        }
    }

    private void print(int size, String direction, Phase object, Phase plain) {
        out.printf(
                Locale.ROOT,
                "%5d kB   %-9s  %11.1f  %10.1f  %7.0f %%  %9.1f  %8.1f%n",
                size,
                direction,
                object.megabytesPerSecond(),
                plain.megabytesPerSecond(),
                100 * object.megabytesPerSecond() / plain.megabytesPerSecond(),
                object.millisecondsEach(),
                plain.millisecondsEach());
    }
}
