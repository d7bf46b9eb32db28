package taskcluster.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.migration.JavaMigration;

/** Brings a database to a version of this program: tables, stored functions, roles and their rights. */
public final class DatabaseMigration {
    private static final String HISTORY = AccessRules.RECORDS + ".history";
    private static final int OLDEST_SERVER = 150000;
    /** Any number that nothing else in the database uses as an advisory lock. */
    private static final long LOCK = 7_410_061_982_155_318_043L;

    private DatabaseMigration() {}

    /**
     * Applies every version that the database lacks, creates the role {@code taskcluster_<service>} of each given service
     * and sets its password and rights. Repeating it changes nothing; two at once wait for each other.
     *
     * @param admin connections of the role that owns (or will own) the schemas and may create roles
     * @param passwords password by service name, such as {@code queue}
     * @throws MigrationException when a version fails (the database then stays at the version before) or when a role has
     *     rights that it must not have
     */
    public static void upgrade(DataSource admin, Map<String, String> passwords) {
        locked(admin, connection -> {
            checkServer(connection);
            migrate(admin);
            try (Statement statement = connection.createStatement()) {
                statement.execute(CURRENT_VERSION);
            }
            ServiceRoles.create(connection, passwords);
            grant(connection, passwords.keySet());
            new AccessRules(connection).verify(passwords.keySet());
        });
    }

    /** The newest version this program knows. */
    public static int latestVersion() {
        return Versions.load().size();
    }

    /** The version of a database, 0 when it is empty. Services may ask too. */
    public static int currentVersion(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return currentVersion(connection);
        } catch (SQLException e) {
            throw new MigrationException("Cannot read the version of the database: " + e.getMessage(), e);
        }
    }

    /**
     * Takes a database back to an older version, newest version first, each in one transaction: its downgrade.sql runs and
     * the functions of the versions before get their earlier definitions again. Data that the older version cannot hold is
     * lost. A database that is not newer than the target stays as it is.
     *
     * @throws MigrationException when the database is newer than this program, or a downgrade fails
     */
    public static void downgrade(DataSource admin, int toVersion) {
        List<Version> versions = Versions.load();
        if (toVersion < 0) {
            throw new MigrationException("There is no version " + toVersion + " to downgrade to");
        }
        locked(admin, connection -> {
            int current = currentVersion(connection);
            if (current > versions.size()) {
                throw new MigrationException(
                        "The database has version " + current + ", but this program knows versions up to "
                                + versions.size() + " only: it is too old to downgrade");
            }
            for (int version = current; version > toVersion; version--) {
                downgrade(connection, versions, version);
            }
        });
    }

    private static void downgrade(Connection connection, List<Version> versions, int version) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local search_path = taskcluster, pg_temp");
            versions.get(version - 1).downgrade().execute(connection);
            for (Version earlier : versions.subList(0, version - 1)) {
                new VersionMigration(earlier).applyFunctions(connection);
            }
            statement.execute("delete from " + HISTORY + " where version = '" + version + "'");
            if (version > 1) {
                new AccessRules(connection).revokeFromPublic();
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void migrate(DataSource admin) {
        JavaMigration[] migrations =
                Versions.load().stream().map(VersionMigration::new).toArray(JavaMigration[]::new);
        try {
            Flyway.configure()
                    .dataSource(admin)
                    .locations(new String[0])
                    .javaMigrations(migrations)
                    .defaultSchema(AccessRules.RECORDS)
                    .table("history")
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            throw new MigrationException(
                    "The database was made by another build of this program and cannot be upgraded by this one: "
                            + e.getMessage(),
                    e);
        } catch (FlywayException e) {
            throw new MigrationException(String.valueOf(rootMigrationMessage(e)), e);
        }
    }

    private static String rootMigrationMessage(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof MigrationException) {
                return String.valueOf(t.getMessage());
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private static void grant(Connection connection, Set<String> services) throws SQLException {
        connection.setAutoCommit(false);
        try {
            AccessRules rules = new AccessRules(connection);
            rules.revokeFromPublic();
            for (String service : new TreeSet<>(services)) {
                rules.grant(service);
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void checkServer(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select current_setting('server_version_num')::int, current_setting('server_version')")) {
            row.next();
            if (row.getInt(1) < OLDEST_SERVER) {
                throw new MigrationException(
                        "Postgres " + row.getString(2) + " is too old: version 15 or newer is needed");
            }
        }
    }

    private static int currentVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "select to_regproc('" + AccessRules.RECORDS + ".current_version') is not null")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet row = statement.executeQuery("select " + AccessRules.RECORDS + ".current_version()")) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static void locked(DataSource admin, Work work) {
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            try {
                work.run(connection);
            } finally {
                statement.execute("select pg_advisory_unlock(" + LOCK + ")");
            }
        } catch (SQLException e) {
            throw new MigrationException("The database could not be migrated: " + e.getMessage(), e);
        }
    }

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private static final String CURRENT_VERSION = """
            create or replace function migration.current_version() returns integer
            language sql stable security definer set search_path = migration, pg_temp
            as 'select coalesce(max(version::integer), 0) from history where success'""";
}
