package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.generator.GenerateClients;

/** The clients are generated from what the services publish today. */
class ITReferences {
    private static final Path CLIENTS = Path.of("../../clients");

    @TempDir
    Path folder;

    @Test
    void theCheckedInReferencesAreThoseOfTheServices() throws Exception {
        Path published = Files.createDirectory(folder.resolve("clients"));
        try (StandaloneProcess deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0")) {
            GenerateClients.generate(deployment.rootUrl(), published);
        }

        assertThat(Files.readString(published.resolve("references.json")))
                .as("clients/references.json is out of date: start ./tc up, then ./tc generate --root-url URL")
                .isEqualTo(Files.readString(CLIENTS.resolve("references.json")));
    }
}
