package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.core.Slugid;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** The queue as a process of its own, with an auth service that knows one scope. */
class ITQueueApplication {
    private static TestDatabase database;
    private static HttpServer auth;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.create();
        auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        auth.createContext("/api/auth/v1/authenticate-hawk", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = """
                    {"status": "auth-success", "clientId": "someone", "scopes": ["queue:status:*"], "scheme": "hawk",
                     "expires": "2099-01-01T00:00:00.000Z"}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        auth.start();
    }

    @AfterAll
    static void stop() {
        auth.stop(0);
        database.close();
    }

    private static String[] arguments(int port, String accessToken) {
        DatabaseConfig config = database.config("queue");
        return List.of(
                        "--server.port=" + port,
                        "--taskcluster.root-url=http://localhost:"
                                + auth.getAddress().getPort(),
                        "--queue.database.url=" + config.url(),
                        "--queue.database.password=" + config.password(),
                        "--queue.access-token=" + accessToken,
                        "--queue.artifacts.public-bucket=public",
                        "--queue.artifacts.private-bucket=private",
                        "--queue.artifacts.region=us-east-1",
                        "--queue.artifacts.access-key-id=id",
                        "--queue.artifacts.secret-access-key=secret",
                        "--queue.artifacts.endpoint=http://localhost:1",
                        "--queue.artifacts.skip-cors=true")
                .toArray(String[]::new);
    }

    @Test
    void itAsksAuthWhoMayDoWhat() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (ConfigurableApplicationContext _ = ServiceProcess.application("queue", QueueService.class)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments(port, "token"))) {
            TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port))
                    .forService("queue")
                    .as("someone");
            String taskId = Slugid.nice();
            Response allowed = client.get("task/" + taskId + "/status");
            assertThat(allowed.code()).isEqualTo("ResourceNotFound");
            Response refused = client.get("task/" + taskId);
            assertThat(refused.code()).isEqualTo("InsufficientScopes");
            assertThat(refused.message()).contains("someone");
        }
    }

    @Test
    void itDoesNotStartWithoutItsAccessToken() {
        assertThatThrownBy(() -> ServiceProcess.application("queue", QueueService.class)
                        .bannerMode(Banner.Mode.OFF)
                        .run(arguments(0, "")))
                .hasStackTraceContaining("queue.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
    }
}
