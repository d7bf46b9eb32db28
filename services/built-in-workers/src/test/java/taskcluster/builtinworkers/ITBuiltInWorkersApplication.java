package taskcluster.builtinworkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.testing.Await;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** The built-in workers as a process of their own: without a database, and without a broker even where there is one. */
class ITBuiltInWorkersApplication {
    private FakeQueue queue;

    @BeforeEach
    void start() {
        queue = new FakeQueue();
    }

    @AfterEach
    void stop() {
        queue.close();
    }

    private ConfigurableApplicationContext run(int port, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--server.port=" + port, "--taskcluster.root-url=" + queue.rootUrl()));
        arguments.addAll(List.of(more));
        return ServiceProcess.application("built-in-workers", BuiltInWorkersService.class)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments.toArray(String[]::new));
    }

    @Test
    void itWorksAndTellsHowItIs() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (ConfigurableApplicationContext _ = run(port, "--built-in-workers.access-token=secret")) {
            String taskId = queue.add("built-in/succeed", Map.of());
            Await.until(() -> queue.reports().contains(taskId + " completed by task-client/" + taskId));
            TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port));
            assertThat(client.get("__heartbeat__")
                            .ok()
                            .at("/checks/built-in-workers-queue")
                            .asString())
                    .isEqualTo("ok");
            assertThat(client.get("__lbheartbeat__").status()).isEqualTo(200);
            assertThat(client.get("__version__").status()).isEqualTo(200);
            JsonNode logs =
                    client.get("references/built-in-workers/v1/logs.json").ok();
            assertThat(logs.path("serviceName").asString()).isEqualTo("built-in-workers");
            assertThat(logs.path("types"))
                    .extracting(type -> type.path("type").asString())
                    .contains("monitor.periodic", "monitor.error", "monitor.generic");
            assertThat(client.get("references/built-in-workers/v1/metrics.json")
                            .ok()
                            .path("metrics"))
                    .extracting(metric -> metric.path("name").asString())
                    .contains("iterate_duration_seconds");
        }
    }

    @Test
    void itDoesNotStartWithoutItsAccessToken() {
        assertThatThrownBy(() -> run(0))
                .hasStackTraceContaining("built-in-workers.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
    }
}
