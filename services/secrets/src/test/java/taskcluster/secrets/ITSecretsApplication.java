package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** Secrets as a process of its own, set up by what would be environment variables. */
class ITSecretsApplication {
    private static ConfigurableApplicationContext run(int port, TestDatabase database, String... more) {
        DatabaseConfig config = database.config("secrets");
        List<String> variables = new ArrayList<>(List.of(
                "--PORT=" + port,
                "--TASKCLUSTER_ROOT_URL=http://localhost:" + port,
                "--WRITE_DB_URL=" + config.url(),
                "--DB_PASSWORD=" + config.password()));
        variables.addAll(List.of(more));
        return ServiceProcess.application("secrets", SecretsService.class)
                .bannerMode(Banner.Mode.OFF)
                .run(variables.toArray(String[]::new));
    }

    @Test
    void itAnswersAndItsDatabaseToo() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (TestDatabase database = TestDatabase.create();
                ConfigurableApplicationContext context = run(
                        port,
                        database,
                        "--DB_CRYPTO_KEYS=" + SecretsFixture.keys("k1"),
                        "--SECRETS_EXPIRATION_INTERVAL=7m")) {
            TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port))
                    .forService("secrets");
            assertThat(client.get("ping").ok().path("alive").asBoolean()).isTrue();
            assertThat(client.get("__heartbeat__").text()).contains("secrets-database");
            assertThat(client.get("__heartbeat__").status()).isEqualTo(200);
            assertThat(context.getBean(SecretsConfig.class).expirationInterval())
                    .hasToString("PT7M");
        }
    }

    @Test
    void aWrongVariableStopsTheStart() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(() -> run(0, database))
                    .hasStackTraceContaining("secrets.crypto-keys (DB_CRYPTO_KEYS) is not set");
        }
    }
}
