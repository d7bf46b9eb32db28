package taskcluster.secrets;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestService;

/** Secrets, running on a database, and what its tests do again and again. */
final class SecretsFixture implements AutoCloseable {
    static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    private final TestService service;
    private final JdbcTemplate admin;

    private SecretsFixture(TestService service) {
        this.service = service;
        this.admin = new JdbcTemplate(service.database().admin());
    }

    static SecretsFixture start() {
        return start(builder());
    }

    static SecretsFixture start(TestService.Builder builder) {
        return new SecretsFixture(builder.start());
    }

    /** With the key k1. */
    static TestService.Builder builder() {
        return TestService.builder(SecretsService.class).property("secrets.crypto-keys", keys("k1"));
    }

    /** One more process on the database of this one. */
    SecretsFixture startAnother(Map<String, Object> properties) {
        TestService.Builder builder = builder().database(database());
        properties.forEach(builder::property);
        return start(builder);
    }

    /** The configuration of keys with these ids, each with bytes of its own. */
    static String keys(String... ids) {
        return Json.MAPPER.writeValueAsString(Arrays.stream(ids)
                .map(id -> Map.of(
                        "id",
                        id,
                        "algo",
                        "aes-256",
                        "key",
                        Base64.getEncoder().encodeToString(Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), 32))))
                .toList());
    }

    TestDatabase database() {
        return service.database();
    }

    /** The database, to look behind the API. */
    JdbcTemplate admin() {
        return admin;
    }

    /** A client that may do everything. */
    TestClient root() {
        return client("root", "*");
    }

    TestClient client(String clientId, String... scopes) {
        return service.client(clientId, scopes).forService("secrets");
    }

    static Map<String, Object> body(Object secret, Instant expires) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("secret", secret);
        body.put("expires", Json.timestamp(expires));
        return body;
    }

    /** Sets a secret {@code {"value": value}}. */
    void set(String name, String value, Instant expires) {
        expect(200, root().put("secret/" + encode(name), body(Map.of("value", value), expires)));
    }

    /** The value of a secret {@code {"value": value}}; nothing if there is no such secret. */
    Optional<String> value(String name) {
        Response response = root().get("secret/" + encode(name));
        return response.status() == 404
                ? Optional.empty()
                : Optional.of(response.ok().path("secret").path("value").asString());
    }

    /** What was done to a secret, and by whom, oldest first: {@code created by root}. */
    List<String> history(String name) {
        return admin.queryForList(
                "select action_type || ' by ' || client_id from taskcluster.audit_history"
                        + " where entity_type = 'secret' and entity_id = ? order by id",
                String.class,
                name);
    }

    /** The id of the key that a secret is encrypted with. */
    String keyOf(String name) {
        return admin.queryForObject(
                "select encrypted_secret ->> 'kid' from taskcluster.secrets where name = ?", String.class, name);
    }

    /** All names, read page by page. */
    List<String> names(int limit) {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            Response page = root().get("secrets?limit=" + limit + token);
            page.ok().path("secrets").forEach(name -> names.add(name.asString()));
            token = page.body().has("continuationToken")
                    ? "&continuationToken="
                            + page.body().path("continuationToken").asString()
                    : "";
        } while (!token.isEmpty());
        return names;
    }

    /** The response, which must have the status. */
    static Response expect(int status, Response response) {
        if (response.status() != status) {
            throw new AssertionError("expected status " + status + ", got " + response);
        }
        return response;
    }

    /** The time that long before now, in the database's own time, which is that of this machine. */
    static Instant ago(Duration duration) {
        return Instant.now().minus(duration);
    }

    /** A text as one segment of a path. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(Character.isLetterOrDigit(b) && b > 0 ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return encoded.toString();
    }

    @Override
    public void close() {
        service.close();
    }
}
