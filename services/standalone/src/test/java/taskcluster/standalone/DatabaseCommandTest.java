package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.db.DatabaseMigration;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.testing.TestDatabase;

/** {@code tc db} with a database of its own. */
class DatabaseCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        environment.put("ADMIN_DB_URL", database.url());
        environment.put("ADMIN_DB_USER", "postgres");
        environment.put("DB_PASSWORD_AUTH", "secret");
        environment.put("DB_CRYPTO_KEYS", keys("old", "new"));
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static String keys(String... ids) {
        return Json.MAPPER.writeValueAsString(
                Arrays.stream(ids).map(DatabaseCommandTest::key).toList());
    }

    private static Map<String, String> key(String id) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) id.charAt(0));
        return Map.of("id", id, "algo", "aes-256", "key", Base64.getEncoder().encodeToString(bytes));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return DatabaseCommand.run(environment, new PrintStream(out), new PrintStream(err), arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }

    private void addClient(String clientId, String key) throws Exception {
        try (Connection connection = database.admin().getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into taskcluster.clients values"
                        + " (?, '', ?::jsonb, now(), false, '{}', false, now(), now(), now(), now())")) {
            statement.setString(1, clientId);
            statement.setString(2, ColumnEncryption.fromJson(keys(key)).encrypt("token"));
            statement.execute();
        }
    }

    @Test
    void keysAreRotated() throws Exception {
        addClient("a", "old");
        addClient("b", "old");
        addClient("c", "new");
        assertThat(run("rotate-keys", "auth")).isZero();
        assertThat(text(out).lines())
                .containsExactly(
                        "auth: clients.encrypted_access_token: 2 encrypted again, 0 left",
                        "Everything is encrypted with the key 'new'. Older keys can be taken out of DB_CRYPTO_KEYS.");
        addClient("d", "lost");
        assertThat(run("rotate-keys")).isEqualTo(1);
        assertThat(text(out)).startsWith("auth: clients.encrypted_access_token: 0 encrypted again, 1 left");
    }

    @Test
    void whatIsWrongIsOneLine() {
        assertThat(run("rotate-keys", "queueing")).isEqualTo(2);
        assertThat(text(err)).isEqualTo("tc db: Services that store something encrypted: auth, secrets");
        assertThat(run("rotate-keys", "--data", "x", "auth")).isEqualTo(2);
        for (String keys : List.of("", "[]", "{", "[{\"id\": \"a\"}]")) {
            environment.put("DB_CRYPTO_KEYS", keys);
            assertThat(run("rotate-keys")).isEqualTo(2);
            assertThat(text(err)).startsWith("tc db: ").hasLineCount(1);
        }
        environment.put("DB_CRYPTO_KEYS", keys("old"));
        environment.put("ADMIN_DB_URL", database.url() + "_missing");
        assertThat(run("rotate-keys")).isEqualTo(1);
        assertThat(text(err)).contains("does not exist").hasLineCount(1);
    }

    @Test
    void versionsGoUpAndDown() {
        assertThat(run("version")).isZero();
        assertThat(text(out)).isEqualTo(Integer.toString(DatabaseMigration.latestVersion()));
        assertThat(run("downgrade", "1")).isZero();
        assertThat(run("rotate-keys")).isEqualTo(1);
        assertThat(text(err)).contains("upgrade it first");
        assertThat(run("upgrade")).isZero();
        assertThat(text(out)).contains("upgraded from version 1");
    }

    @Test
    void itExplainsItself() {
        assertThat(run()).isEqualTo(2);
        assertThat(text(err)).contains("rotate-keys", "upgrade", "downgrade", "version");
        assertThat(run("help", "rotate-keys")).isZero();
        assertThat(text(out)).contains("DB_CRYPTO_KEYS");
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("downgrade", "x")).isEqualTo(2);
    }
}
