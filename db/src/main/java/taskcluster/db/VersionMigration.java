package taskcluster.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/** A version as Flyway applies it: in one transaction, tables first, then functions. */
record VersionMigration(Version version) implements JavaMigration {

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion(Integer.toString(version.number()));
    }

    @Override
    public String getDescription() {
        return version.name();
    }

    @Override
    public Integer getChecksum() {
        return version.checksum();
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        apply(context.getConnection());
    }

    void apply(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists taskcluster");
            for (String schema : version.functions().keySet()) {
                statement.execute("create schema if not exists " + schema);
            }
            statement.execute("set local search_path = taskcluster, pg_temp");
        }
        for (SqlFile file : version.migration()) {
            file.execute(connection);
        }
        applyFunctions(connection);
        new AccessRules(connection).revokeFromPublic();
    }

    /** Functions may call each other in any order, so their bodies are not checked here but by a test. */
    void applyFunctions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local search_path = taskcluster, pg_temp");
            statement.execute("set local check_function_bodies = off");
            for (List<SqlFile> files : version.functions().values()) {
                for (SqlFile file : files) {
                    file.execute(connection);
                }
            }
        }
    }
}
