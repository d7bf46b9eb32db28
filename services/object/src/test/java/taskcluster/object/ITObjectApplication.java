package taskcluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** The object service as a process of its own, with an auth service that knows one scope. */
class ITObjectApplication {
    @Test
    void itAsksAuthWhoMayDoWhatAndItsHeartIsTheDatabase() throws IOException {
        HttpServer auth = auth();
        try (TestDatabase database = TestDatabase.create()) {
            int port = freePort();
            try (ConfigurableApplicationContext _ = ServiceProcess.application("object", ObjectService.class)
                    .bannerMode(Banner.Mode.OFF)
                    .run(arguments(port, auth.getAddress().getPort(), database.config("object")))) {
                TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port))
                        .forService("object")
                        .as("someone");
                assertThat(client.get("metadata/mine").code()).isEqualTo("ResourceNotFound");
                assertThat(client.get("metadata/other").code()).isEqualTo("InsufficientScopes");
                assertThat(client.get("__heartbeat__").status()).isEqualTo(200);
                assertThat(client.get("ping").status()).isEqualTo(200);
            }
        } finally {
            auth.stop(0);
        }
    }

    private static HttpServer auth() throws IOException {
        HttpServer auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        auth.createContext("/api/auth/v1/authenticate-hawk", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = """
                    {"status": "auth-success", "clientId": "someone", "scopes": ["object:download:mine"], "scheme": "hawk",
                     "expires": "2099-01-01T00:00:00.000Z"}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        auth.start();
        return auth;
    }

    private static String[] arguments(int port, int authPort, DatabaseConfig database) {
        return new String[] {
            "--server.port=" + port,
            "--taskcluster.root-url=http://localhost:" + authPort,
            "--object.database.url=" + database.url(),
            "--object.database.user=" + database.user(),
            "--object.database.password=" + database.password()
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
