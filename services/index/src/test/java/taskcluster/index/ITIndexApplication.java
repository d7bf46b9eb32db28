package taskcluster.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static taskcluster.index.IndexFixture.TASK_A;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.pulse.RabbitRelay;
import taskcluster.testing.Await;
import taskcluster.testing.RabbitMq;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** The index as a process of its own, with auth and the queue behind the root URL of the deployment. */
class ITIndexApplication {
    private static final String EXCHANGE = "exchange/taskcluster-queue/v1/task-completed";

    private static TestDatabase database;
    private static HttpServer deployment;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.create();
        deployment = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/api/auth/v1/authenticate-hawk", """
                {"status": "auth-success", "clientId": "someone", "scopes": ["index:find-task:*"], "scheme": "hawk",
                 "expires": "2099-01-01T00:00:00.000Z"}""");
        answer("/api/queue/v1/tasks", """
                {"tasks": [{"taskId": "%s", "task":
                {"created": "2026-01-01T00:00:00.000Z", "expires": "2099-01-01T00:00:00.000Z", "extra": {}}}]}""".formatted(TASK_A));
        deployment.start();
    }

    private static void answer(String path, String json) {
        deployment.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    @AfterAll
    static void stop() {
        deployment.stop(0);
        database.close();
    }

    private static ConfigurableApplicationContext run(int port, String accessToken, String... more) {
        DatabaseConfig config = database.config("index");
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--taskcluster.root-url=http://localhost:"
                        + deployment.getAddress().getPort(),
                "--index.database.url=" + config.url(),
                "--index.database.password=" + config.password(),
                "--index.access-token=" + accessToken));
        arguments.addAll(List.of(more));
        return ServiceProcess.application("index", IndexService.class)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments.toArray(String[]::new));
    }

    private static TestClient client(int port) {
        return TestClient.anonymous(new RootUrl("http://localhost:" + port))
                .forService("index")
                .as("someone");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void itAsksAuthWhoMayDoWhat() throws IOException {
        int port = freePort();
        try (ConfigurableApplicationContext _ = run(port, "token")) {
            assertThat(client(port).get("task/no.such").code()).isEqualTo("ResourceNotFound");
            assertThat(client(port).get("namespaces").code()).isEqualTo("InsufficientScopes");
            assertThat(client(port).get("__heartbeat__").status()).isEqualTo(200);
        }
    }

    @Test
    void itHearsOfCompletedTasksThroughRabbitMq() throws Exception {
        assumeTrue(
                RabbitMq.uri().isPresent(),
                "No RabbitMQ: set TASKCLUSTER_TEST_AMQP_URL or start one on localhost:5672");
        URI broker = URI.create(RabbitMq.uri().orElseThrow());
        String[] user = broker.getUserInfo().split(":", 2);
        int port = freePort();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(broker.getHost());
        factory.setPort(broker.getPort());
        factory.setUsername(user[0]);
        factory.setPassword(user[1]);
        try (Connection connection = factory.newConnection();
                Channel channel = declared(connection.createChannel());
                ConfigurableApplicationContext context = run(
                        port,
                        "token",
                        "--pulse.hostname="
                                + broker.getAuthority()
                                        .substring(broker.getRawUserInfo().length() + 1),
                        "--pulse.username=" + user[0],
                        "--pulse.password=" + user[1],
                        "--pulse.amqps=false")) {
            assertThat(context.getBeanProvider(RabbitRelay.class).getIfAvailable())
                    .isNull();
            byte[] message = ("{\"status\": {\"taskId\": \"" + TASK_A + "\"}}").getBytes(StandardCharsets.UTF_8);
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .headers(Map.of("CC", List.of("route.index.over.rabbit")))
                    .build();
            channel.basicPublish(EXCHANGE, "primary." + TASK_A, properties, message);
            Await.until(() -> client(port).get("task/over.rabbit").status() == 200);
        } finally {
            deleteQueues(factory);
        }
    }

    /** As the queue's relay does. */
    private static Channel declared(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
        return channel;
    }

    private static void deleteQueues(ConnectionFactory factory) throws Exception {
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDelete("queue/taskcluster-index/index/incoming-tasks");
            channel.queueDelete("queue/taskcluster-index/index/incoming-tasks/dead-letters");
        }
    }

    @Test
    void itDoesNotStartWithoutItsAccessToken() {
        assertThatThrownBy(() -> run(0, ""))
                .hasStackTraceContaining("index.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
    }
}
