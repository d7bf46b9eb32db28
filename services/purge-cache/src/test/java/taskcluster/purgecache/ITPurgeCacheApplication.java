package taskcluster.purgecache;

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

/** Purge-cache as a process of its own, set up by what would be environment variables. */
class ITPurgeCacheApplication {
    private static ConfigurableApplicationContext run(int port, TestDatabase database, String... more) {
        DatabaseConfig config = database.config("purge-cache");
        List<String> variables = new ArrayList<>(List.of(
                "--PORT=" + port,
                "--TASKCLUSTER_ROOT_URL=http://localhost:" + port,
                "--WRITE_DB_URL=" + config.url(),
                "--DB_PASSWORD=" + config.password()));
        variables.addAll(List.of(more));
        return ServiceProcess.application("purge-cache", PurgeCacheService.class)
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
                ConfigurableApplicationContext context = run(port, database, "--PURGE_CACHE_CHECK_INTERVAL=3s")) {
            TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port))
                    .forService("purge-cache");
            assertThat(client.get("ping").ok().path("alive").asBoolean()).isTrue();
            assertThat(client.get("__heartbeat__").text()).contains("purge-cache-database");
            assertThat(client.get("__heartbeat__").status()).isEqualTo(200);
            assertThat(context.getBean(PurgeCacheConfig.class).checkInterval()).hasToString("PT3S");
        }
    }

    @Test
    void aWrongVariableStopsTheStart() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatThrownBy(() -> run(0, database, "--PURGE_CACHE_CHECK_INTERVAL=6s"))
                    .hasStackTraceContaining("purge-cache.check-interval is PT6S");
        }
    }
}
