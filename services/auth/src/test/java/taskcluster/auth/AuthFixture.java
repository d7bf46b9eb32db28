package taskcluster.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestEvents;
import taskcluster.testing.TestService;

/** Auth, running on a database, and what its tests do again and again. */
public final class AuthFixture implements AutoCloseable {
    public static final String ROOT = "static/taskcluster/root";
    public static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
    private static final List<String> INTERNAL = List.of(
            "built-in-workers",
            "github",
            "hooks",
            "index",
            "notify",
            "object",
            "purge-cache",
            "queue",
            "root",
            "secrets",
            "web-server",
            "worker-manager");

    private final TestService service;
    private final JdbcTemplate admin;

    private AuthFixture(TestService service) {
        this.service = service;
        this.admin = new JdbcTemplate(service.database().admin());
    }

    public static AuthFixture start() {
        return new AuthFixture(builder().start());
    }

    /** One more process on the database of another one. */
    public AuthFixture startAnother(Map<String, Object> properties) {
        TestService.Builder builder = builder().database(database());
        properties.forEach(builder::property);
        return new AuthFixture(builder.start());
    }

    public static AuthFixture start(TestService.Builder builder) {
        return new AuthFixture(builder.start());
    }

    public static TestService.Builder builder() {
        return TestService.builder(AuthService.class)
                .property("auth.static-clients", staticClients(List.of()))
                .property("auth.crypto-keys", cryptoKeys());
    }

    /** The configuration of static clients: all internal ones, and others. */
    public static String staticClients(List<Map<String, Object>> others) {
        List<Map<String, Object>> clients = new ArrayList<>();
        for (String name : INTERNAL) {
            String clientId = "static/taskcluster/" + name;
            clients.add(Map.of("clientId", clientId, "accessToken", token(clientId)));
        }
        clients.addAll(others);
        return Json.MAPPER.writeValueAsString(clients);
    }

    /** The access token of an internal client. */
    public static String token(String clientId) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("token of " + clientId).getBytes(StandardCharsets.UTF_8));
    }

    /** A key for encrypting access tokens. */
    public static String cryptoKeys() {
        String key =
                Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        return "[{\"id\": \"test\", \"algo\": \"aes-256\", \"key\": \"" + key + "\"}]";
    }

    public TestDatabase database() {
        return service.database();
    }

    public TestService service() {
        return service;
    }

    public TestEvents events() {
        return new TestEvents(database());
    }

    /** The database, to look behind the API. */
    public JdbcTemplate admin() {
        return admin;
    }

    public TestClient anonymous() {
        return service.anonymous().forService("auth");
    }

    /** The client that may do everything. */
    public TestClient root() {
        return anonymous().as(ROOT, token(ROOT));
    }

    /** Creates a client with these scopes and signs as it. */
    public TestClient client(String clientId, String... scopes) {
        return anonymous().as(clientId, createClient(clientId, scopes));
    }

    /** Creates a client with these scopes; returns its access token. */
    public String createClient(String clientId, String... scopes) {
        Response response = root().put("clients/" + clientId, clientBody(FAR, "for tests", scopes));
        return expect(200, response).body().path("accessToken").stringValue();
    }

    /** Creates a role with these scopes, or gives an existing one these scopes. */
    public void setRole(String roleId, String... scopes) {
        root().delete("roles/" + encode(roleId));
        expect(200, root().put("roles/" + encode(roleId), roleBody("for tests", scopes)));
    }

    public static Map<String, Object> clientBody(Instant expires, String description, String... scopes) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("expires", Json.timestamp(expires));
        body.put("description", description);
        body.put("scopes", List.of(scopes));
        return body;
    }

    public static Map<String, Object> roleBody(String description, String... scopes) {
        return Map.of("description", description, "scopes", List.of(scopes));
    }

    /** The response, which must have the status. */
    public static Response expect(int status, Response response) {
        if (response.status() != status) {
            throw new AssertionError(
                    "expected status " + status + ", got " + response.status() + ": " + response.body());
        }
        return response;
    }

    public static List<String> texts(Response response, String key) {
        return response.body()
                .path(key)
                .valueStream()
                .map(node -> node.asString())
                .toList();
    }

    /** A text as one segment of a path. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(Character.isLetterOrDigit(b) && b > 0 ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return encoded.toString();
    }

    /** The time that long from now, in milliseconds since 1970. */
    public static long fromNow(Duration duration) {
        return Instant.now().plus(duration).toEpochMilli();
    }

    @Override
    public void close() {
        service.close();
    }
}
