package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every table and function, whoever writes it. */
class FunctionRulesTest {
    private static final String OURS = "(select nspname from pg_namespace where nspname !~ '^pg_'"
            + " and nspname not in ('information_schema', 'public'))";
    private static final String CALLABLE = "(select nspname from pg_namespace where nspname in " + OURS
            + " and nspname not in ('taskcluster', 'migration'))";

    private static ScratchDatabase database;

    @BeforeAll
    static void create() {
        database = ScratchPostgres.get().create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static List<String> functions(String condition) throws SQLException {
        return Sql.column(
                database.admin(),
                "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where "
                        + condition);
    }

    @Test
    void whatServicesCallRunsWithTheOwnersRightsAndAFixedSearchPath() throws SQLException {
        assertThat(functions("n.nspname in " + CALLABLE)).hasSizeGreaterThan(10);
        assertThat(functions("n.nspname in " + CALLABLE + " and (not p.prosecdef or p.proconfig is null"
                        + " or not 'search_path=taskcluster, pg_temp' = any (p.proconfig))"))
                .as("functions without: security definer set search_path = taskcluster, pg_temp")
                .isEmpty();
    }

    @Test
    void everySecurityDefinerFunctionHasAFixedSearchPathThatEndsInPgTemp() throws SQLException {
        assertThat(functions("n.nspname in " + OURS + " and p.prosecdef and not exists (select"
                        + " from unnest(p.proconfig) c where c like 'search\\_path=%, pg_temp')"))
                .isEmpty();
    }

    @Test
    void parametersEndInUnderscoreIn() throws SQLException {
        assertThat(
                        functions(
                                "n.nspname in " + CALLABLE + " and exists (select"
                                        + " from generate_series(1, p.pronargs) i where coalesce(p.proargnames[i], '') not like '%\\_in')"))
                .isEmpty();
    }

    @Test
    void namesAreNotOverloaded() throws SQLException {
        assertThat(
                        Sql.column(
                                database.admin(),
                                "select p.oid::regproc::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                                        + " where n.nspname in " + CALLABLE + " and exists (select from pg_proc o"
                                        + " where o.pronamespace = p.pronamespace and o.proname = p.proname and o.oid <> p.oid)"))
                .isEmpty();
    }

    @Test
    void timestampsHaveAZone() throws SQLException {
        assertThat(Sql.column(
                        database.admin(),
                        "select attrelid::regclass || '.' || attname from pg_attribute join pg_class c on c.oid = attrelid"
                                + " where c.relnamespace = 'taskcluster'::regnamespace"
                                + " and atttypid = 'timestamp'::regtype"))
                .isEmpty();
    }

    /** By the list of them they are found when they are to be encrypted with another key. */
    @Test
    void encryptedColumnsAreListedAndCanBeEncryptedAgain() throws SQLException {
        List<String> listed = Sql.column(
                database.admin(), "select table_name || '.' || column_name from taskcluster.encrypted_columns");
        assertThat(Sql.column(
                        database.admin(),
                        "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
                                + " where c.relnamespace = 'taskcluster'::regnamespace and c.relkind in ('r', 'p')"
                                + " and a.attname like 'encrypted\\_%' and not a.attisdropped"))
                .as("columns named encrypted_...: add them to taskcluster.encrypted_columns")
                .isSubsetOf(listed);
        assertThat(Sql.column(
                        database.admin(),
                        "select table_name || '.' || column_name from taskcluster.encrypted_columns e"
                                + " where exists (select from pg_attribute a where a.attname = e.column_name"
                                + " and a.attrelid = to_regclass('taskcluster.' || e.table_name)"
                                + " and a.atttypid = 'jsonb'::regtype)"
                                + " and exists (select from pg_index i where i.indisprimary"
                                + " and i.indrelid = to_regclass('taskcluster.' || e.table_name))"))
                .as("listed columns that exist, are jsonb, and whose table has a primary key")
                .isEqualTo(listed);
    }

    /** While versions are applied bodies are not checked, since functions may call each other in any order. */
    @Test
    void bodiesAreValid() throws SQLException {
        List<String> problems = new ArrayList<>();
        try (Connection connection = database.admin().getConnection();
                Statement list = connection.createStatement();
                Statement check = connection.createStatement();
                ResultSet functions = list.executeQuery("select p.oid, p.oid::regprocedure::text, l.lanname"
                        + " from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                        + " join pg_language l on l.oid = p.prolang"
                        + " where n.nspname in " + OURS + " and l.lanname in ('sql', 'plpgsql')")) {
            check.execute("set search_path = taskcluster, migration, pg_temp");
            while (functions.next()) {
                String validator = functions.getString(3).equals("sql") ? "fmgr_sql_validator" : "plpgsql_validator";
                try {
                    check.execute("select " + validator + "(" + functions.getLong(1) + ")");
                } catch (SQLException e) {
                    problems.add(functions.getString(2) + ": " + e.getMessage());
                }
            }
        }
        assertThat(problems).isEmpty();
    }
}
