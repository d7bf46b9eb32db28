package taskcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.db.DatabaseMigration;
import taskcluster.db.ScratchDatabase;
import taskcluster.db.ScratchPostgres;

/** A service that cannot use its database says in one line what to do. */
class StartCheckTest {
    private ScratchDatabase scratch;

    @BeforeEach
    void create() {
        scratch = ScratchPostgres.get().create();
    }

    @AfterEach
    void drop() {
        scratch.close();
    }

    private static void refused(String url, String user, String message) {
        DatabaseConfig config = new DatabaseConfig(url, user, "pass-word", 2, Duration.ofSeconds(5));
        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() ->
                        Database.connect(config, new SimpleMeterRegistry()).close())
                .withMessageContaining(message)
                .withMessageContaining(url)
                .satisfies(e ->
                        assertThat(e.getMessage()).doesNotContain("pass-word").hasLineCount(1));
    }

    private void asAdmin(String sql) throws SQLException {
        try (Connection connection = scratch.admin().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void nothingListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        refused(
                "jdbc:postgresql://127.0.0.1:" + free + "/db",
                "taskcluster_queue",
                "start Postgres or correct the URL");
    }

    @Test
    void theDatabaseDoesNotExist() {
        refused(scratch.url() + "_missing", "taskcluster_queue", "create it and run the database upgrade");
    }

    @Test
    void theDatabaseIsEmpty() {
        try (ScratchDatabase empty = ScratchPostgres.get().createEmpty()) {
            refused(empty.url(), "taskcluster_queue", "has version 0, which is older than this program's");
        }
    }

    @Test
    void theDatabaseIsOlderThanTheProgram() throws SQLException {
        asAdmin("delete from migration.history where version = '" + DatabaseMigration.latestVersion() + "'");
        refused(scratch.url(), "taskcluster_queue", "run the database upgrade first");
    }

    @Test
    void theRoleHasNoAccess() throws SQLException {
        asAdmin("revoke usage on schema migration from taskcluster_queue");
        refused(scratch.url(), "taskcluster_queue", "run the database upgrade for this service");
    }

    @Test
    void aNewerDatabaseIsFine() throws SQLException {
        asAdmin("update migration.history set version = '99' where version = '1'");
        DatabaseConfig config = new DatabaseConfig(
                scratch.url(), "taskcluster_queue", ScratchPostgres.PASSWORD, 2, Duration.ofSeconds(5));
        try (Database database = Database.connect(config, new SimpleMeterRegistry())) {
            assertThat(database.isHealthy(Duration.ofSeconds(2))).isTrue();
        }
        assertThat(DatabaseMigration.currentVersion(scratch.admin())).isEqualTo(99);
    }

    @Test
    void configurationIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseConfig("jdbc:postgresql://h/d", "u", "p", 0, Duration.ZERO))
                .withMessageContaining("poolSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseConfig("jdbc:postgresql://h/d", "u", "p", 1, Duration.ofSeconds(-1)))
                .withMessageContaining("statementTimeout");
        assertThat(new DatabaseConfig("jdbc:postgresql://h/d", "u", "hidden", 1, Duration.ZERO).toString())
                .doesNotContain("hidden");
    }
}
