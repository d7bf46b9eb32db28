package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.api.ServiceProcess;
import taskcluster.core.RootUrl;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.notify.FakeHttpServer.Request;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** Notify as a process of its own, in a deployment of an auth service that knows one scope and a queue with one task. */
class ITNotifyApplication {
    private static final String TASK_ID = "fN1SbArXTPSVFNUvaOlinQ";

    private static TestDatabase database;
    private static Mailbox mailbox;
    private static FakeHttpServer deployment;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        mailbox = new Mailbox();
        deployment = new FakeHttpServer(ITNotifyApplication::answer);
    }

    @AfterAll
    static void stop() {
        deployment.close();
        mailbox.close();
        database.close();
    }

    private static Answer answer(Request request) {
        return request.resource().startsWith("/api/auth/")
                ? Answer.json(Map.of(
                        "status", "auth-success",
                        "clientId", "someone",
                        "scopes", List.of("notify:email:*"),
                        "scheme", "hawk",
                        "expires", "2099-01-01T00:00:00.000Z"))
                : Answer.json(Map.of("metadata", Map.of("name", "the only one")));
    }

    private static SpringApplicationBuilder application() {
        return ServiceProcess.application("notify", NotifyService.class).bannerMode(Banner.Mode.OFF);
    }

    private static String[] arguments(int port, String accessToken) {
        DatabaseConfig config = database.config("notify");
        return new String[] {
            "--server.port=" + port,
            "--taskcluster.root-url=" + deployment.url(),
            "--notify.database.url=" + config.url(),
            "--notify.database.password=" + config.password(),
            "--notify.access-token=" + accessToken,
            "--notify.email.source-address=" + NotifyFixture.FROM,
            "--notify.email.smtp.host=localhost",
            "--notify.email.smtp.port=" + mailbox.port()
        };
    }

    @Test
    void itSendsForCallersAndForTasks() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (ConfigurableApplicationContext _ = application().run(arguments(port, "token"))) {
            TestClient client = TestClient.anonymous(new RootUrl("http://localhost:" + port))
                    .forService("notify")
                    .as("someone");
            assertThat(client.get("__heartbeat__").status()).isEqualTo(200);
            Response sent = client.post("email", NotifyFixture.email("caller@example.com", "s"));
            assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
            assertThat(client.get("denylist/list").code()).isEqualTo("InsufficientScopes");

            new JdbcTemplate(database.admin())
                    .queryForList(
                            "select taskcluster.append_event('exchange/taskcluster-queue/v1/task-completed', 'primary',"
                                    + " array['route.notify.email.task@example.com.on-completed'], ?::json)",
                            "{\"status\": {\"taskId\": \"" + TASK_ID + "\", \"state\": \"completed\"}}");

            assertThat(mailbox.await("task@example.com").subject())
                    .isEqualTo("Task completed: the only one - " + TASK_ID);
            assertThat(deployment.requests()).anySatisfy(request -> {
                assertThat(request.resource()).isEqualTo("/api/queue/v1/task/" + TASK_ID);
                assertThat(request.authorization()).startsWith("Hawk id=\"static/taskcluster/notify\"");
            });
        }
    }

    @Test
    void itDoesNotStartWithoutItsAccessToken() {
        assertThatThrownBy(() -> application().run(arguments(0, "")))
                .hasStackTraceContaining("notify.access-token (TASKCLUSTER_ACCESS_TOKEN) is not set");
    }
}
