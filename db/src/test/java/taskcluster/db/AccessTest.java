package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service's role may call its own functions and those of the event log, and can do nothing else. */
class AccessTest {
    private static final String DENIED = "42501";
    /** Whoever may use them; the owner's are in the others. */
    private static final Set<String> SHARED_SCHEMAS = Set.of("pulse", "migration");

    private static ScratchDatabase database;

    @BeforeAll
    static void create() {
        database = ScratchPostgres.get().create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    static List<String> services() {
        return ScratchPostgres.SERVICES;
    }

    private static String schemaOf(String service) {
        return service.replace('-', '_');
    }

    private static List<String> schemas() throws SQLException {
        return Sql.column(
                database.admin(),
                "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'");
    }

    private static List<String> relations() throws SQLException {
        return Sql.column(
                database.admin(),
                "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname in ('taskcluster', 'migration') and c.relkind in ('r', 'p', 'v', 'm')");
    }

    /** Calls with a null for each parameter that must be given. */
    private static List<String> calls(String schema) throws SQLException {
        return Sql.column(
                database.admin(),
                "select p.oid::regproc || '(' || array_to_string(array_fill('null'::text,"
                        + " array[p.pronargs - p.pronargdefaults]), ', ') || ')'"
                        + " from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = '" + schema
                        + "' and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype");
    }

    @ParameterizedTest
    @MethodSource("services")
    void noTableCanBeTouched(String service) throws SQLException {
        DataSource role = database.as(service);
        assertThat(relations()).hasSizeGreaterThan(5);
        for (String relation : relations()) {
            assertThat(Sql.failure(role, "select from " + relation))
                    .as(relation)
                    .isEqualTo(DENIED);
            assertThat(Sql.failure(role, "insert into " + relation + " default values"))
                    .as(relation)
                    .isEqualTo(DENIED);
            assertThat(Sql.failure(role, "delete from " + relation))
                    .as(relation)
                    .isEqualTo(DENIED);
            assertThat(Sql.failure(role, "truncate " + relation)).as(relation).isEqualTo(DENIED);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void noFunctionOfOthersCanBeCalled(String service) throws SQLException {
        for (String schema : schemas()) {
            if (!schema.equals(schemaOf(service)) && !SHARED_SCHEMAS.contains(schema)) {
                for (String call : calls(schema)) {
                    assertThat(Sql.failure(database.as(service), "select " + call))
                            .as(call)
                            .isEqualTo(DENIED);
                }
            }
        }
        assertThat(calls("taskcluster")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("services")
    void ownFunctionsCanBeCalled(String service) throws SQLException {
        List<String> own = calls(schemaOf(service));
        assertThat(own).isNotEmpty();
        own.addAll(calls("pulse"));
        for (String call : own) {
            assertThat(Sql.failure(database.as(service), "select " + call))
                    .as(call)
                    .isNotEqualTo(DENIED);
        }
        assertThat(Sql.value(database.as(service), "select pulse.any_writing('{}')"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @MethodSource("services")
    void nothingCanBeCreated(String service) throws SQLException {
        assertThat(schemas()).contains("public", "taskcluster");
        for (String schema : schemas()) {
            assertThat(Sql.failure(database.as(service), "create table " + schema + ".x ()"))
                    .as(schema)
                    .isEqualTo(DENIED);
        }
    }

    /** A table of the session must not be taken for one of ours by a function that runs with its owner's rights. */
    @Test
    void temporaryTablesDoNotDeceiveFunctions() throws SQLException {
        Sql.execute(
                database.as("queue"),
                "create temporary table event_cursors (consumer text primary key, id bigint, updated timestamptz)",
                "select pulse.put_cursor('deceived', 1)",
                "set search_path = pg_temp",
                "select pulse.put_cursor('deceived', 2)");
        assertThat(Sql.value(database.admin(), "select id from taskcluster.event_cursors where consumer = 'deceived'"))
                .isEqualTo("2");
    }

    @Test
    void everybodyElseMayDoNothing() throws SQLException {
        assertThat(Sql.column(
                        database.admin(),
                        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace,"
                                + " aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
                                + " where a.grantee = 0"
                                + " and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"))
                .isEmpty();
    }

    @Test
    void anUpgradeRefusesRightsThatItDidNotGive() throws SQLException {
        refused("grant select on taskcluster.events to taskcluster_auth", "has rights on taskcluster.events");
        refused("grant update (id) on taskcluster.event_cursors to taskcluster_auth", "taskcluster.event_cursors");
        refused("grant usage on sequence taskcluster.event_ids to taskcluster_auth", "taskcluster.event_ids");
        refused("grant execute on function taskcluster.add_event_partition to taskcluster_auth", "add_event_partition");
        refused("grant select on migration.history to taskcluster_auth", "migration.history");
    }

    private static void refused(String grant, String message) throws SQLException {
        try (ScratchDatabase other = ScratchPostgres.get().create()) {
            Sql.execute(other.admin(), grant);
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> DatabaseMigration.upgrade(other.admin(), ScratchPostgres.PASSWORDS))
                    .withMessageContaining("taskcluster_auth")
                    .withMessageContaining(message);
        }
    }

    @Test
    void anUpgradeRefusesRolesThatMayDoMore() throws SQLException {
        Sql.execute(database.admin(), "alter role taskcluster_auth createdb");
        try {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> DatabaseMigration.upgrade(database.admin(), ScratchPostgres.PASSWORDS))
                    .withMessageContaining("taskcluster_auth may create databases");
        } finally {
            Sql.execute(database.admin(), "alter role taskcluster_auth nocreatedb");
        }
        DatabaseMigration.upgrade(database.admin(), ScratchPostgres.PASSWORDS);
    }
}
