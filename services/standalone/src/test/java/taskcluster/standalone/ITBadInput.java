package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.core.Slugid;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with a request is said in a documented 4xx, and nothing has changed afterwards. */
class ITBadInput {
    private static Path folder;
    private static StandaloneProcess deployment;
    private static TestClient root;

    private final String taskId = Slugid.nice();
    private List<Long> before;

    @BeforeAll
    static void up() throws Exception {
        folder = Files.createTempDirectory("bad-input");
        deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0");
        Map<String, String> credentials = deployment.credentials();
        root = TestClient.anonymous(new RootUrl(deployment.rootUrl()))
                .forService("queue")
                .as(credentials.get("TASKCLUSTER_CLIENT_ID"), credentials.get("TASKCLUSTER_ACCESS_TOKEN"));
    }

    @AfterAll
    static void down() throws Exception {
        deployment.close();
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }

    @BeforeEach
    void count() throws SQLException {
        before = rowCounts();
    }

    @AfterEach
    void nothingChanged() throws SQLException {
        assertThat(rowCounts())
                .as("rows of every table of tasks, clients and events")
                .isEqualTo(before);
    }

    @Test
    void malformedJson() {
        refused(root.put("task/" + taskId, "{\"payload\": "), 400, "MalformedPayload", "Failed to parse JSON");
    }

    @Test
    void anotherContentType() {
        refused(
                root.withHeader("Content-Type", "text/plain").put("task/" + taskId, definition(Map.of())),
                400,
                "MalformedPayload",
                "text/plain");
    }

    @Test
    void aBodyOf11Megabytes() {
        Response reply = root.put(
                "task/" + taskId, definition(Map.of("extra", Map.of("padding", "x".repeat(11 * 1024 * 1024)))));

        refused(reply, 413, "InputTooLarge", "10");
    }

    @Test
    void anUnknownField() {
        refused(
                root.put("task/" + taskId, definition(Map.of("prioritty", "high"))),
                400,
                "InputValidationError",
                "prioritty");
    }

    @Test
    void aTaskIdThatIsNoSlugid() {
        refused(root.put("task/not-a-slugid", definition(Map.of())), 400, "InvalidRequestArguments", "taskId");
    }

    @Test
    void anUnknownClient() {
        refused(root.as("nobody", "x".repeat(44)).get("task/" + taskId + "/schedule"), 404, null, "Not found");
        refused(
                root.as("nobody", "x".repeat(44)).put("task/" + taskId, definition(Map.of())),
                401,
                "AuthenticationFailed",
                "not found");
    }

    @Test
    void aTamperedAccessToken() {
        String clientId = deployment.credentials().get("TASKCLUSTER_CLIENT_ID");

        refused(
                root.as(clientId, "x".repeat(44)).put("task/" + taskId, definition(Map.of())),
                401,
                "AuthenticationFailed",
                "Bad mac");
    }

    @Test
    void expiredTemporaryCredentials() {
        refused(
                temporary(
                                Instant.now().minus(Duration.ofHours(2)),
                                Instant.now().minus(Duration.ofHours(1)),
                                "*")
                        .put("task/" + taskId, definition(Map.of())),
                401,
                "AuthenticationFailed",
                "ext.certificate.expiry < now");
    }

    @Test
    void aCertificateWithScopesThatItsSignatureDoesNotCover() {
        var credentials = issue(Instant.now(), Instant.now().plus(Duration.ofHours(1)), "queue:get-task:*");
        var certificate = (ObjectNode) Json.MAPPER.readTree(credentials.certificate());
        certificate.putArray("scopes").add("*");

        refused(
                root.as(credentials.clientId(), credentials.accessToken())
                        .withCertificate(certificate)
                        .put("task/" + taskId, definition(Map.of())),
                401,
                "AuthenticationFailed",
                "ext.certificate.signature is not valid");
    }

    @Test
    void aClockThatIsAnHourWrong() {
        refused(
                root.withClock(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)))
                        .put("task/" + taskId, definition(Map.of())),
                401,
                "AuthenticationFailed",
                "Stale timestamp");
    }

    @Test
    void scopesThatAreMissingAreListed() {
        Response reply = root.withAuthorizedScopes("queue:create-task:project:none")
                .put("task/" + taskId, definition(Map.of("routes", List.of("a.route"))));

        refused(reply, 403, "InsufficientScopes", "queue:route:a.route");
        assertThat(reply.message()).contains("queue:scheduler-id:-", "queue:create-task:lowest:bad/input");
    }

    @Test
    void noCredentials() {
        refused(
                root.anonymous().put("task/" + taskId, definition(Map.of())),
                403,
                "InsufficientScopes",
                "This request requires Taskcluster credentials");
    }

    @Test
    void aDependencyOnAMissingTask() {
        String missing = Slugid.nice();

        refused(
                root.put("task/" + taskId, definition(Map.of("dependencies", List.of(missing)))),
                400,
                "InputError",
                missing);
        assertThat(root.get("task/" + taskId).status()).isEqualTo(404);
    }

    @Test
    void aDeadlineInThePast() {
        refused(
                root.put(
                        "task/" + taskId,
                        definition(Map.of(
                                "created", Json.timestamp(Instant.now().minus(Duration.ofMinutes(10))),
                                "deadline", Json.timestamp(Instant.now().minus(Duration.ofMinutes(5)))))),
                400,
                "InputError",
                "deadline");
    }

    @Test
    void aNulByteAnywhereInTheBody() {
        refused(root.put("task/" + taskId, definition(Map.of("extra", Map.of("key", "a\u0000b")))), 400, null, "extra");
        refused(root.put("task/" + taskId, definition(Map.of("tags", Map.of("a\u0000b", "c")))), 400, null, "tags");
    }

    @Test
    void deepNesting() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        refused(
                root.put(
                        "task/" + taskId,
                        definition(Map.of()).replace("\"payload\":{", "\"payload\":{\"deep\":" + deep + ",")),
                400,
                null,
                "nest");
    }

    @Test
    void aPageOfNothing() {
        refused(root.get("task-group/" + taskId + "/list?limit=0"), 400, null, "limit");
        refused(root.forService("auth").get("clients/?limit=0"), 400, null, "limit");
    }

    @Test
    void aContinuationTokenThatNobodyGave() {
        refused(root.forService("auth").get("clients/?continuationToken=forged"), 400, null, "continuation");
    }

    @Test
    void aNulByteInThePath() {
        assertThat(root.get("task/%00").status()).isBetween(400, 404);
    }

    private static void refused(Response reply, int status, @Nullable String code, String messagePart) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        if (code != null) {
            assertThat(reply.code()).as("%s", reply).isEqualTo(code);
        }
        assertThat(reply.text()).containsIgnoringCase(messagePart);
        if (reply.body().has("code")) {
            assertThat(reply.body().propertyNames()).containsExactlyInAnyOrder("code", "message", "requestInfo");
            assertThat(reply.body().path("requestInfo").propertyNames())
                    .containsExactlyInAnyOrder("method", "params", "payload", "time");
        }
    }

    private static Credentials issue(Instant start, Instant expiry, String... scopes) {
        Map<String, String> variables = deployment.credentials();
        return new Credentials(variables.get("TASKCLUSTER_CLIENT_ID"), variables.get("TASKCLUSTER_ACCESS_TOKEN"))
                .createTemporaryCredentials(List.of(scopes), start, expiry);
    }

    private static TestClient temporary(Instant start, Instant expiry, String... scopes) {
        var credentials = issue(start, expiry, scopes);
        return root.as(credentials.clientId(), credentials.accessToken())
                .withCertificate(Json.MAPPER.readTree(credentials.certificate()));
    }

    private static String definition(Map<String, Object> changes) {
        Instant now = Instant.now();
        Map<String, Object> definition = new HashMap<>(Map.of(
                "taskQueueId", "bad/input",
                "created", Json.timestamp(now),
                "deadline", Json.timestamp(now.plus(Duration.ofHours(1))),
                "payload", Map.of("a", 1),
                "metadata",
                        Map.of(
                                "name", "n",
                                "description", "d",
                                "owner", "o@example.com",
                                "source", "https://example.com/")));
        definition.putAll(changes);
        return Json.MAPPER.writeValueAsString(definition);
    }

    private static List<Long> rowCounts() throws SQLException {
        try (Connection connection = EventReader.connectAsAdministrator(deployment);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select (select count(*) from taskcluster.tasks), (select count(*) from taskcluster.task_definitions),
                          (select count(*) from taskcluster.runs), (select count(*) from taskcluster.task_groups),
                          (select count(*) from taskcluster.task_dependencies), (select count(*) from taskcluster.clients),
                          (select count(*) from taskcluster.roles), (select count(*) from taskcluster.events)
                        """)) {
            row.next();
            List<Long> counts = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                counts.add(row.getLong(i));
            }
            return counts;
        }
    }
}
