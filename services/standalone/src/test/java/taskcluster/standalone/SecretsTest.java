package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void areMadeOnceAndOnlyTheOwnerReadsThem() throws Exception {
        Path file = folder.resolve("secrets.json");

        Secrets first = Secrets.loadOrCreate(file);

        assertThat(Secrets.loadOrCreate(file)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.accessToken(Secrets.ROOT_CLIENT)).hasSize(44);
    }

    @Test
    void whatANewerVersionNeedsIsAddedAndTheRestKept() {
        Path file = folder.resolve("secrets.json");
        DataDirectory.writePrivate(file, "{\"accessTokens\": {\"" + Secrets.ROOT_CLIENT + "\": \"kept\"}}");

        Secrets secrets = Secrets.loadOrCreate(file);

        assertThat(secrets.accessToken(Secrets.ROOT_CLIENT)).isEqualTo("kept");
        assertThat(secrets.accessToken(Secrets.WORKER_CLIENT)).hasSize(44);
    }

    @Test
    void aDamagedFileStopsTheStartWithOneLine() {
        Path file = folder.resolve("secrets.json");
        DataDirectory.writePrivate(file, "{");

        assertThatThrownBy(() -> Secrets.loadOrCreate(file))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void onlyClientsOutsideTheBuiltInNamesStateTheirScopes() {
        JsonNode clients = Json.MAPPER.readTree(
                Secrets.loadOrCreate(folder.resolve("secrets.json")).staticClientsJson("standalone/generic"));

        assertThat(clients)
                .hasSize(Secrets.CLIENTS.size())
                .allSatisfy(client -> assertThat(client.has("scopes"))
                        .isEqualTo(!client.path("clientId").asString().startsWith("static/taskcluster/")));
    }

    @Test
    void doNotPrintThemselves() {
        Secrets secrets = Secrets.loadOrCreate(folder.resolve("secrets.json"));

        assertThat(secrets.toString()).doesNotContain(secrets.cryptoKey());
    }
}
