package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.Auth;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** {@code tc db rotate-keys} with the deployment of {@code tc up}. */
class ITRotateKeys {
    private static final String CLIENT = "kept-client";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int rotate() {
        out.reset();
        err.reset();
        return DatabaseCommand.run(
                Map.of(), new PrintStream(out), new PrintStream(err), "rotate-keys", "--data", data().toString());
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }

    private Secrets secrets() {
        return Secrets.loadOrCreate(data().resolve("secrets.json"));
    }

    private List<String> keysInUse() throws Exception {
        List<String> keys = new ArrayList<>();
        try (DataDirectory opened = DataDirectory.open(data());
                StandalonePostgres postgres =
                        StandalonePostgres.start(opened, secrets().adminPassword());
                Connection connection = postgres.admin().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select distinct encrypted_access_token ->> 'kid' from taskcluster.clients")) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }

    private static Auth as(StandaloneProcess deployment, String accessToken) {
        return new Auth(ClientOptions.builder(deployment.rootUrl())
                .credentials(new Credentials(CLIENT, accessToken))
                .build());
    }

    @Test
    void theDeploymentGoesOnWithAnotherKey() throws Exception {
        try (StandaloneProcess deployment = StandaloneProcess.start(data(), "--workers", "0")) {
            JsonNode client = Json.MAPPER.valueToTree(deployment
                    .auth()
                    .createClient(
                            CLIENT,
                            Json.MAPPER.readTree("{\"expires\": \"2100-01-01T00:00:00.000Z\", \"description\": \"\","
                                    + " \"scopes\": [\"auth:current-scopes\"]}")));
            String token = client.path("accessToken").asString();
            Secrets before = secrets();
            assertThat(rotate()).isEqualTo(1);
            assertThat(text(err))
                    .contains("is in use by another running deployment")
                    .hasLineCount(1);
            assertThat(secrets()).isEqualTo(before);

            deployment.stop();
            assertThat(rotate()).as(() -> text(err)).isZero();
            assertThat(text(out))
                    .contains("auth: clients.encrypted_access_token: ")
                    .contains(", 0 left");
            assertThat(secrets().cryptoKeyId()).isNotEqualTo(before.cryptoKeyId());
            assertThat(secrets().cryptoKeysJson()).doesNotContain(before.cryptoKey());
            assertThat(keysInUse()).containsExactly(secrets().cryptoKeyId());

            // As if the next rotation had ended right after it had written the new key.
            Secrets both = secrets().withNewCryptoKey();
            both.write(data().resolve("secrets.json"));
            deployment.restart();
            assertThat(as(deployment, token).currentScopes()).isNotNull();
            deployment.stop();
            assertThat(rotate()).isZero();
            assertThat(secrets().cryptoKey()).isEqualTo(both.cryptoKey());
            assertThat(secrets().olderCryptoKeys()).isEmpty();
            assertThat(keysInUse()).containsExactly(both.cryptoKeyId());

            deployment.restart();
            assertThat(as(deployment, token).currentScopes()).isNotNull();
        }
    }

    @Test
    void aFolderWithoutADeploymentIsLeftAlone() {
        assertThat(rotate()).isEqualTo(1);
        assertThat(text(err)).contains("there is no deployment").hasLineCount(1);
        assertThat(data()).doesNotExist();
    }
}
