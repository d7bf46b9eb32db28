package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static taskcluster.auth.AuthFixture.expect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.testing.Await;
import taskcluster.testing.RabbitMq;
import taskcluster.testing.Response;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/** What every service owes its operators as a process, seen on auth: logs, heartbeat, an orderly end. */
@Timeout(180)
class ITAuthApplication {
    private static final Map<String, String> NO_BROKER_THERE = Map.of(
            "PULSE_HOSTNAME", "localhost:1", "PULSE_USERNAME", "x", "PULSE_PASSWORD", "x", "PULSE_AMQPS", "false");

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    @DisplayName("platform-22: every line of a process is JSON, and those of a request carry its two ids")
    void logsAreJson() {
        try (AuthProcess auth = AuthProcess.start(database, folder, Map.of("LOG_LEVEL", "root:info api:info"))) {
            Response refused =
                    auth.root().withHeader("x-taskcluster-trace-id", "T 1").get("clients/nobody");
            assertThat(refused.status()).isEqualTo(404);
            JsonNode line = Await.value(
                            "the line of the request",
                            () -> auth.lines().stream()
                                    .filter(each ->
                                            each.path("traceId").asString("").equals("T 1"))
                                    .toList(),
                            lines -> !lines.isEmpty())
                    .getFirst();
            assertThat(line.path("Type").asString()).isEqualTo("monitor.apiMethod");
            assertThat(line.path("Logger").asString()).isEqualTo("taskcluster.auth.api");
            assertThat(line.path("requestId").asString()).isEqualTo(refused.header("x-for-request-id"));
            assertThat(line.at("/serviceContext/service").asString()).isEqualTo("auth");
            assertThat(line.at("/serviceContext/version").asString()).isNotEmpty();
            assertThat(auth.lines())
                    .allSatisfy(each -> assertThat(each.propertyNames())
                            .contains(
                                    "Timestamp", "Type", "Logger", "Severity", "severity", "Fields", "serviceContext"));
            assertThat(auth.lines().toString()).doesNotContain(AuthFixture.token(AuthFixture.ROOT));
        }
    }

    @Test
    @DisplayName("platform 1.2: the heartbeat asks database and broker")
    void theHeartbeatAsksDatabaseAndBroker() {
        Optional<URI> broker = RabbitMq.uri().map(URI::create);
        assumeTrue(broker.isPresent(), "No RabbitMQ: set TASKCLUSTER_TEST_AMQP_URL or start one on localhost:5672");
        URI uri = broker.orElseThrow();
        String[] user = uri.getUserInfo().split(":", 2);
        Map<String, String> pulse = Map.of(
                "PULSE_HOSTNAME",
                uri.getHost() + ":" + (uri.getPort() < 0 ? 5672 : uri.getPort()),
                "PULSE_USERNAME",
                user[0],
                "PULSE_PASSWORD",
                user[1],
                "PULSE_AMQPS",
                Boolean.toString(uri.getScheme().equals("amqps")));
        try (AuthProcess auth = AuthProcess.start(database, folder, pulse)) {
            Response healthy = expect(200, auth.root().get("__heartbeat__"));
            assertThat(healthy.body().toString())
                    .isEqualTo("{\"status\":\"ok\",\"checks\":{\"auth-database\":\"ok\",\"pulse\":\"ok\"}}");
            JdbcTemplate admin = new JdbcTemplate(database.admin());
            admin.execute("alter role taskcluster_auth nologin");
            try {
                admin.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where usename = 'taskcluster_auth' and datname = current_database()");
                Response ill = expect(503, auth.root().get("__heartbeat__"));
                assertThat(ill.body().toString())
                        .isEqualTo("{\"status\":\"error\",\"checks\":{\"auth-database\":\"error\",\"pulse\":\"ok\"}}");
                expect(200, auth.root().get("__lbheartbeat__"));
            } finally {
                admin.execute("alter role taskcluster_auth login");
            }
            Await.until(
                    "the database is back",
                    () -> auth.root().get("__heartbeat__").status() == 200);
        }
    }

    @Test
    @DisplayName("platform-32: a broker that is away fails the heartbeat and nothing else")
    void withoutTheBrokerTheApiWorks() {
        try (AuthProcess auth = AuthProcess.start(database, folder, NO_BROKER_THERE)) {
            Response ill = expect(503, auth.root().get("__heartbeat__"));
            assertThat(ill.body().path("checks").toString())
                    .isEqualTo("{\"auth-database\":\"ok\",\"pulse\":\"error\"}");
            expect(200, auth.root().put("clients/made-without-broker", AuthFixture.clientBody(AuthFixture.FAR, "")));
            expect(204, auth.root().delete("clients/made-without-broker"));
        }
    }

    @Test
    @DisplayName("platform 1.10: SIGTERM lets the request in progress finish, and the exit status is 0")
    void requestsInProgressAreFinished() throws Exception {
        try (AuthProcess auth = AuthProcess.start(database, folder, Map.of());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), auth.port())) {
            socket.setSoTimeout(30_000);
            String body = "{\"method\":\"get\",\"resource\":\"/\",\"host\":\"localhost\",\"port\":80}";
            send(
                    socket,
                    "POST /api/auth/v1/authenticate-hawk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length() + "\r\nExpect: 100-continue\r\n\r\n");
            // The request has reached its method: the server asks for the body.
            byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
            assertThat(new String(interim, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
            auth.terminate();
            Await.until("no more connections are accepted", () -> !accepts(auth.port()));
            assertThat(auth.isAlive()).isTrue();
            send(socket, body);
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply).containsIgnoringCase("HTTP/1.1 200").contains("\"no-auth\"");
            assertThat(reply.lines().map(line -> line.toLowerCase(Locale.ROOT))).contains("connection: close");
            assertThat(auth.exitStatus()).isZero();
            assertThat(auth.lines()).isNotEmpty();
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @DisplayName("platform-44: a variable that is empty is one that is not set, and a missing one is named in one line")
    void anEmptyVariableIsMissing() {
        try (AuthProcess auth = AuthProcess.launch(database, folder, Map.of("DB_CRYPTO_KEYS", ""))) {
            assertThat(auth.exitStatus()).isEqualTo(1);
            assertThat(auth.lines())
                    .filteredOn(line -> line.path("Severity").asInt() <= 3)
                    .singleElement()
                    .satisfies(line -> assertThat(line.path("message").asString())
                            .isEqualTo("The settings of auth are not valid: auth.crypto-keys is not set"));
        }
    }
}
