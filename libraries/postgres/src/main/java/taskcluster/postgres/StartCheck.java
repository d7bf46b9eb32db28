package taskcluster.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import taskcluster.db.DatabaseMigration;
import taskcluster.db.MigrationException;

/** Whether a service may start on a database; if not, one line says what to do. */
final class StartCheck {
    private StartCheck() {}

    static void check(DatabaseConfig config) {
        try (Connection connection = Connections.dataSource(config).getConnection()) {
            connection.getMetaData();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(unusable(config, e), e);
        }
        int newest = DatabaseMigration.latestVersion();
        int version;
        try {
            version = DatabaseMigration.currentVersion(Connections.dataSource(config));
        } catch (MigrationException e) {
            throw new DatabaseUnavailableException(
                    "The database at " + config.url() + " gives " + config.user()
                            + " no access: run the database upgrade for this service",
                    e);
        }
        if (version < newest) {
            throw new DatabaseUnavailableException("The database at " + config.url() + " has version " + version
                    + ", which is older than this program's " + newest + ": run the database upgrade first");
        }
    }

    private static String unusable(DatabaseConfig config, SQLException e) {
        String advice = switch (String.valueOf(e.getSQLState())) {
            case "28P01", "28000" ->
                "it refuses " + config.user() + ": correct the password, or run the database upgrade, which sets it";
            case "3D000" -> "there is no such database: create it and run the database upgrade";
            case "53300" -> "it has no connection left: raise max_connections or lower the pool sizes";
            default -> "it does not answer (" + firstLine(e) + "): start Postgres or correct the URL";
        };
        return "Cannot use the database at " + config.url() + ": " + advice;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }
}
