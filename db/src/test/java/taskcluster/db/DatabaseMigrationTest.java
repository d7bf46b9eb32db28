package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseMigrationTest {
    private static final Map<String, String> PASSWORDS =
            Map.of("auth", ScratchPostgres.PASSWORD, "queue", ScratchPostgres.PASSWORD);

    private ScratchDatabase database;

    @BeforeEach
    void create() {
        database = ScratchPostgres.get().createEmpty();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private List<String> schemas() throws SQLException {
        return Sql.column(
                database.admin(),
                "select nspname from pg_namespace where nspname in ('taskcluster', 'pulse', 'auth', 'queue') order by 1");
    }

    @Test
    void bringsAnEmptyDatabaseToTheLatestVersionAndIsRepeatable() throws SQLException {
        assertThat(DatabaseMigration.currentVersion(database.admin())).isZero();
        for (int i = 0; i < 2; i++) {
            DatabaseMigration.upgrade(database.admin(), PASSWORDS);
            assertThat(DatabaseMigration.currentVersion(database.admin())).isEqualTo(DatabaseMigration.latestVersion());
            assertThat(DatabaseMigration.currentVersion(database.as("queue")))
                    .isEqualTo(DatabaseMigration.latestVersion());
        }
        assertThat(schemas()).containsExactly("auth", "pulse", "queue", "taskcluster");
    }

    @Test
    void setsPasswordsAndNeverSendsThemInTheClear() throws SQLException {
        DatabaseMigration.upgrade(database.admin(), PASSWORDS);
        assertThat(Sql.value(database.admin(), "select rolpassword from pg_authid where rolname = 'taskcluster_auth'"))
                .startsWith("SCRAM-SHA-256$");
        try (Connection connection =
                DriverManager.getConnection(database.url(), "taskcluster_auth", ScratchPostgres.PASSWORD)) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void severalAtOnceAllSucceed() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Runnable upgrade = () -> DatabaseMigration.upgrade(database.admin(), PASSWORDS);
            List<Future<?>> upgrades =
                    List.of(threads.submit(upgrade), threads.submit(upgrade), threads.submit(upgrade));
            for (Future<?> each : upgrades) {
                each.get();
            }
        }
        assertThat(DatabaseMigration.currentVersion(database.admin())).isEqualTo(DatabaseMigration.latestVersion());
    }

    @Test
    void goesBackToNothingAndForwardAgain() throws SQLException {
        for (int i = 0; i < 2; i++) {
            DatabaseMigration.upgrade(database.admin(), PASSWORDS);
            DatabaseMigration.downgrade(database.admin(), 0);
            assertThat(DatabaseMigration.currentVersion(database.admin())).isZero();
            assertThat(schemas()).isEmpty();
        }
        DatabaseMigration.upgrade(database.admin(), PASSWORDS);
        assertThat(DatabaseMigration.currentVersion(database.as("queue"))).isEqualTo(DatabaseMigration.latestVersion());
    }

    @Test
    void aDowngradeToTheSameOrANewerVersionChangesNothing() throws SQLException {
        DatabaseMigration.upgrade(database.admin(), PASSWORDS);
        DatabaseMigration.downgrade(database.admin(), DatabaseMigration.latestVersion());
        DatabaseMigration.downgrade(database.admin(), 99);
        assertThat(schemas()).hasSize(4);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> DatabaseMigration.downgrade(database.admin(), -1));
    }

    @Test
    void refusesToDowngradeWhatANewerProgramMade() throws SQLException {
        DatabaseMigration.upgrade(database.admin(), PASSWORDS);
        Sql.execute(
                database.admin(),
                "insert into migration.history select 99, '99', 'later', type, script, checksum, installed_by,"
                        + " installed_on, execution_time, success from migration.history where version = '1'");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> DatabaseMigration.downgrade(database.admin(), 0))
                .withMessageContaining("too old to downgrade");
        assertThat(schemas()).hasSize(4);
    }

    @Test
    void refusesADatabaseThatAnotherBuildMade() throws SQLException {
        DatabaseMigration.upgrade(database.admin(), PASSWORDS);
        Sql.execute(database.admin(), "update migration.history set checksum = 1 where version = '1'");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> DatabaseMigration.upgrade(database.admin(), PASSWORDS))
                .withMessageContaining("another build");
    }

    @Test
    void saysWhereAStatementFails() throws SQLException {
        SqlFile file = new SqlFile(
                "0001-x/functions/queue/a.sql",
                "-- a comment; with a semicolon\nselect 1;\ncreate function pg_temp.f() returns integer language sql as $$\n"
                        + "  select 1; select 2\n$$;\nselect pg_temp.f(),\n  nonsense;\n");
        try (Connection connection = database.admin().getConnection()) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> file.execute(connection))
                    .withMessageContaining("db/versions/0001-x/functions/queue/a.sql:7: ")
                    .withMessageContaining("nonsense");
        }
    }

    @Test
    void aFailedVersionLeavesTheDatabaseAsItWas() throws SQLException {
        // The schema that version 1 is about to create has a table that is in the way.
        Sql.execute(database.admin(), "create schema taskcluster", "create table taskcluster.event_cursors ()");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> DatabaseMigration.upgrade(database.admin(), PASSWORDS))
                .withMessageContaining("10-events.sql")
                .withMessageContaining("event_cursors");
        assertThat(DatabaseMigration.currentVersion(database.admin())).isZero();
        assertThat(Sql.column(
                        database.admin(),
                        "select relname from pg_class where relnamespace = 'taskcluster'::regnamespace"))
                .containsExactly("event_cursors");
    }

    @Test
    void refusesNamesThatCannotBeServices() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> DatabaseMigration.upgrade(database.admin(), Map.of("Queue; drop", "secret")));
    }
}
