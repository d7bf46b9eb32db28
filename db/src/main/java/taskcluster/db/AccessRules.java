package taskcluster.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may do what: a service's role may call the functions of the schema named like the service and those of the event log
 * ({@code pulse}), and nothing else; nobody else may call anything.
 */
final class AccessRules {
    /** The schema of this tool's own records. */
    static final String RECORDS = "migration";

    private static final String SHARED = "pulse";

    private final Connection connection;

    AccessRules(Connection connection) {
        this.connection = connection;
    }

    static String roleOf(String service) {
        return "taskcluster_" + schemaOf(service);
    }

    private static String schemaOf(String service) {
        if (!service.matches("[a-z][a-z_-]*")) {
            throw new MigrationException("'" + service + "' cannot be the name of a service");
        }
        return service.replace('-', '_');
    }

    /** Takes from everybody the right to call functions, which Postgres gives by default. */
    void revokeFromPublic() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String schema : ourSchemas()) {
                statement.execute("revoke all on schema " + schema + " from public");
                statement.execute("revoke all on all routines in schema " + schema + " from public");
            }
        }
    }

    void grant(String service) throws SQLException {
        String role = roleOf(service);
        try (Statement statement = connection.createStatement()) {
            for (String schema : List.of(schemaOf(service), SHARED)) {
                if (ourSchemas().contains(schema)) {
                    statement.execute("grant usage on schema " + schema + " to " + role);
                    statement.execute("grant execute on all functions in schema " + schema + " to " + role);
                }
            }
            statement.execute("grant usage on schema " + RECORDS + " to " + role);
            statement.execute("grant execute on function " + RECORDS + ".current_version() to " + role);
        }
    }

    /** Fails when a role of these services has more rights than {@link #grant} gives, or PUBLIC has any. */
    void verify(Iterable<String> services) throws SQLException {
        List<String> excess = new ArrayList<>(excess("PUBLIC may call %s", PUBLIC_FUNCTIONS));
        for (String service : services) {
            String role = roleOf(service);
            excess.addAll(excess(role + " %s", ROLE_ATTRIBUTES, role));
            excess.addAll(excess(role + " has rights on %s", RELATIONS, role));
            excess.addAll(excess(role + " may call %s", FUNCTIONS, role, schemaOf(service)));
        }
        if (!excess.isEmpty()) {
            throw new MigrationException(
                    "Database privileges are not as they must be; revoke and run the upgrade again: "
                            + String.join("; ", excess));
        }
    }

    private List<String> ourSchemas() throws SQLException {
        return excess("%s", OUR_SCHEMAS);
    }

    private List<String> excess(String format, String sql, String... parameters) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(format.formatted(rows.getString(1)));
                }
            }
        }
        return found;
    }

    private static final String OUR_SCHEMAS = """
            select nspname from pg_namespace
            where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
              and nspowner = (select nspowner from pg_namespace where nspname = 'taskcluster')
            order by nspname""";

    private static final String PUBLIC_FUNCTIONS = "select p.oid::regprocedure::text from pg_proc p"
            + " join pg_namespace n on n.oid = p.pronamespace,"
            + " lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl"
            + " where acl.grantee = 0 and n.nspname in (" + OUR_SCHEMAS + ")";

    private static final String ROLE_ATTRIBUTES = """
            with r as (select * from pg_roles where rolname = ?)
            select 'is a superuser' from r where rolsuper
            union all select 'may create databases' from r where rolcreatedb
            union all select 'may create roles' from r where rolcreaterole
            union all select 'may replicate' from r where rolreplication
            union all select 'bypasses row security' from r where rolbypassrls
            union all select 'is a member of ' || m.roleid::regrole from r join pg_auth_members m on m.member = r.oid""";

    private static final String RELATIONS = "select c.oid::regclass::text from pg_class c"
            + " join pg_namespace n on n.oid = c.relnamespace, (select ?::text as role) r"
            + " where n.nspname in (" + OUR_SCHEMAS + ") and ("
            + " case when c.relkind = 'S' then has_sequence_privilege(r.role, c.oid, 'usage, select, update')"
            + " when c.relkind in ('r', 'p', 'v', 'm', 'f') then"
            + " has_table_privilege(r.role, c.oid, 'select, insert, update, delete, truncate, references, trigger')"
            + " or has_any_column_privilege(r.role, c.oid, 'select, insert, update, references')"
            + " else false end)";

    private static final String FUNCTIONS = "select p.oid::regprocedure::text from pg_proc p"
            + " join pg_namespace n on n.oid = p.pronamespace, (select ?::text as role, ?::text as service) r"
            + " where n.nspname in (" + OUR_SCHEMAS + ") and n.nspname not in (r.service, '" + SHARED + "')"
            + " and p.oid <> '" + RECORDS + ".current_version'::regproc"
            + " and has_function_privilege(r.role, p.oid, 'execute')";
}
