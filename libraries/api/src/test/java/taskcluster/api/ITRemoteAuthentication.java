package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.api.DemoClient.API;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.api.DemoClient.Answer;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** A service whose callers are known to another process. */
class ITRemoteAuthentication {
    private static final String ALICE = """
            {"status": "auth-success", "scheme": "hawk", "clientId": "alice", "scopes": ["demo:*"],
             "expires": "2099-01-01T00:00:00.000Z"}""";

    private record Question(String traceId, JsonNode body) {}

    private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
    private HttpServer auth;
    private DemoServer server;
    private DemoClient client;

    @BeforeEach
    void start() throws IOException {
        auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        auth.createContext("/api/auth/v1/authenticate-hawk", exchange -> {
            try (exchange) {
                questions.add(new Question(
                        String.valueOf(exchange.getRequestHeaders().getFirst("x-taskcluster-trace-id")),
                        Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes())));
                byte[] answer = ALICE.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        auth.start();
        server = DemoServer.start(
                Map.of("demo.auth-url", "http://127.0.0.1:" + auth.getAddress().getPort()));
        client = new DemoClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
        auth.stop(0);
    }

    @Test
    @DisplayName("platform-22: the trace id goes to auth and into the log, the request id only into the log")
    void theTraceIdIsHandedOn() {
        try (LogCapture log = LogCapture.attach()) {
            Answer answer = client.request("GET", API + "/scoped/abc?")
                    .header("x-taskcluster-trace-id", "T")
                    .header("authorization", "Hawk x")
                    .send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-for-trace-id")).isEqualTo("T");
            assertThat(questions).hasSize(1);
            Question question = questions.remove();
            assertThat(question.traceId()).isEqualTo("T");
            assertThat(question.body().path("method").asString()).isEqualTo("get");
            assertThat(question.body().path("resource").asString()).startsWith(API + "/scoped/abc");
            assertThat(question.body().path("host").asString()).isEqualTo("localhost");
            assertThat(question.body().path("port").asInt()).isEqualTo(server.port());
            assertThat(question.body().path("authorization").asString()).isEqualTo("Hawk x");
            assertThat(question.body().toString()).doesNotContain(answer.header("x-for-request-id"));
            Waiting.until(() -> !log.ofType("monitor.apiMethod").isEmpty());
            assertThat(log.ofType("monitor.apiMethod")).singleElement().satisfies(line -> {
                assertThat(line.path("traceId").asString()).isEqualTo("T");
                assertThat(line.path("requestId").asString()).isEqualTo(answer.header("x-for-request-id"));
                assertThat(line.at("/Fields/clientId").asString()).isEqualTo("alice");
            });
        }
    }

    @Test
    void aCallerIsAuthenticatedOnceForARequest() {
        assertThat(client.get(API + "/late/a").json().path("clientId").asString())
                .isEqualTo("alice");
        assertThat(questions).hasSize(1);
    }

    @Test
    void publicMethodsDoNotAskAuth() {
        assertThat(client.request("GET", API + "/public")
                        .header("authorization", "Hawk x")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(questions).isEmpty();
    }

    @Test
    void anAuthThatIsAwayIsAnIncidentAndNoPermission() {
        auth.stop(0);
        Answer answer = client.get(API + "/scoped/abc");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message()).startsWith("Internal Server Error, incidentId ");
        assertThat(client.get(API + "/public").status()).isEqualTo(200);
    }
}
