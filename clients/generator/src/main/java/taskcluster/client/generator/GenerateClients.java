package taskcluster.client.generator;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.core.RootUrl;

/**
 * Regenerates the clients: {@code GenerateClients [--root-url URL] [--clients FOLDER]}. With a root URL it first replaces
 * {@code references.json} in the folder (by default {@code clients}) with what that deployment publishes; without one it
 * only brings that file into its usual form.
 */
public final class GenerateClients {
    private static final int USAGE_ERROR = 2;

    private GenerateClients() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Deque<String> words = new ArrayDeque<>(List.of(args));
        String rootUrl = null;
        Path clients = Path.of("clients");
        while (words.size() >= 2) {
            switch (words.remove()) {
                case "--root-url" -> rootUrl = words.remove();
                case "--clients" -> clients = Path.of(words.remove());
                default -> exitWithUsage();
            }
        }
        if (!words.isEmpty()) {
            exitWithUsage();
        }
        generate(rootUrl, clients);
    }

    /**
     * Writes {@code references.json}, if there is a root URL to take it from, and then the sources.
     *
     * @param clients the folder that has {@code references.json} and {@code java}
     * @throws IOException if the deployment cannot be asked or a file cannot be written
     */
    public static void generate(@Nullable String rootUrl, Path clients) throws IOException, InterruptedException {
        Path file = clients.resolve("references.json");
        if (rootUrl != null) {
            try (HttpClient http = HttpClient.newHttpClient()) {
                PublishedReferences.fetch(new RootUrl(rootUrl), http).write(file);
            }
        }
        Path sources = clients.resolve("java/src/main/java/taskcluster/client");
        Files.createDirectories(sources);
        References references = References.read(file);
        references.write(file);
        GeneratedSources.write(references, sources);
    }

    private static void exitWithUsage() {
        System.err.println("usage: GenerateClients [--root-url URL] [--clients FOLDER]");
        System.exit(USAGE_ERROR);
    }
}
