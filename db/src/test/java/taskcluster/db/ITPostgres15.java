package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The same on the oldest supported server, when one runs on this machine. */
class ITPostgres15 {
    private static final List<String> ROLES = List.of("taskcluster_auth", "taskcluster_queue");
    private static final Map<String, String> PASSWORDS = Map.of("auth", "secret", "queue", "secret");

    private final String name =
            "taskcluster_test_" + UUID.randomUUID().toString().replace("-", "");
    private List<String> rolesBefore = List.of();
    private boolean created;

    private static PGSimpleDataSource connect(String database, String user) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl("jdbc:postgresql://127.0.0.1:5432/" + database);
        dataSource.setUser(user);
        dataSource.setPassword("secret");
        dataSource.setLoginTimeout(3);
        return dataSource;
    }

    @BeforeEach
    void create() throws SQLException {
        String version = version();
        Assumptions.assumeTrue(
                version.startsWith("15."),
                "No Postgres 15 that trusts user postgres on 127.0.0.1:5432, but " + version);
        rolesBefore = Sql.column(connect("postgres", "postgres"), "select rolname from pg_roles");
        Sql.execute(connect("postgres", "postgres"), "create database " + name + " template template0");
        created = true;
    }

    private static String version() {
        try {
            return Sql.value(connect("postgres", "postgres"), "show server_version");
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    @AfterEach
    void drop() throws SQLException {
        if (created) {
            Sql.execute(connect("postgres", "postgres"), "drop database " + name + " with (force)");
            for (String role : ROLES) {
                if (!rolesBefore.contains(role)) {
                    Sql.execute(connect("postgres", "postgres"), "drop role if exists " + role);
                }
            }
        }
    }

    @Test
    void migratesBothWaysKeepsOthersOutAndKeepsTheLogInOrder() throws Exception {
        PGSimpleDataSource admin = connect(name, "postgres");
        PGSimpleDataSource queue = connect(name, "taskcluster_queue");
        DatabaseMigration.upgrade(admin, PASSWORDS);
        DatabaseMigration.downgrade(admin, 0);
        DatabaseMigration.upgrade(admin, PASSWORDS);
        assertThat(DatabaseMigration.currentVersion(queue)).isEqualTo(DatabaseMigration.latestVersion());
        assertThat(Sql.failure(queue, "select from taskcluster.events")).isEqualTo("42501");
        assertThat(Sql.column(queue, "select action from pulse.maintain_partitions('7 days')"))
                .isEmpty();
        EventLogConcurrencyTest.run(admin, queue);
    }
}
