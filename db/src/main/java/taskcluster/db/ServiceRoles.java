package taskcluster.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.PGConnection;

/** The roles that services connect with. Roles belong to the whole server, so other databases may be changing them too. */
final class ServiceRoles {
    private static final String DUPLICATE = "42710";
    private static final String UNIQUE_VIOLATION = "23505";
    /** "Tuple concurrently updated": another session changed the same role. */
    private static final String INTERNAL_ERROR = "XX000";

    private static final int ATTEMPTS = 10;

    private ServiceRoles() {}

    static void create(Connection connection, Map<String, String> passwords) throws SQLException {
        for (Map.Entry<String, String> entry : passwords.entrySet()) {
            String role = AccessRules.roleOf(entry.getKey());
            for (int attempt = 1; ; attempt++) {
                try {
                    createOrAlter(connection, role, entry.getValue());
                    break;
                } catch (SQLException e) {
                    if (attempt == ATTEMPTS || !isConcurrentChange(e)) {
                        throw e;
                    }
                }
            }
        }
    }

    private static boolean isConcurrentChange(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals(DUPLICATE) || state.equals(UNIQUE_VIOLATION) || state.equals(INTERNAL_ERROR);
    }

    private static void createOrAlter(Connection connection, String role, String password) throws SQLException {
        if (!exists(connection, role)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create role " + role + " login");
            }
        }
        // The driver hashes the password, so that it never shows in a log of the server.
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private static boolean exists(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select from pg_roles where rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
