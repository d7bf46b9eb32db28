package taskcluster.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A file of SQL statements.
 *
 * @param path where it lies below {@code db/versions}
 */
record SqlFile(String path, String text) {

    /** Runs its statements in order; a failure names the file and line. */
    void execute(Connection connection) throws SQLException {
        int start = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (NativeQuery query : statements()) {
                String sql = query.nativeSql;
                start = Math.max(text.indexOf(sql, start), start);
                try {
                    statement.execute(sql);
                } catch (PSQLException e) {
                    throw new MigrationException(located(e, start), e);
                }
                start += sql.length();
            }
        }
    }

    private List<NativeQuery> statements() throws SQLException {
        return Parser.parseJdbcSql(text, true, false, true, false, false);
    }

    private String located(PSQLException e, int statementStart) {
        ServerErrorMessage server = e.getServerErrorMessage();
        int inStatement = server == null ? 0 : Math.max(server.getPosition() - 1, 0);
        int at = Math.min(statementStart + inStatement, text.length());
        long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
        return "db/versions/" + path + ":" + line + ": " + e.getMessage();
    }
}
