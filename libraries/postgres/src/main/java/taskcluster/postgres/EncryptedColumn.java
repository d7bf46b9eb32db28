package taskcluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of encrypted values, as the database's catalogue describes it.
 *
 * @param service whose column it is
 * @param name table and column, for people
 * @param table qualified and quoted
 * @param column quoted
 * @param key the columns of the table's primary key, quoted, with their types
 */
record EncryptedColumn(String service, String name, String table, String column, List<KeyColumn> key) {
    /** A column of a primary key. */
    record KeyColumn(String name, String type) {}

    /**
     * A row of the table.
     *
     * @param key the values of its key, as text
     * @param value null if that is encrypted with the key that was asked for
     */
    record Row(List<String> key, @Nullable String value) {}

    /** All of them. */
    static List<EncryptedColumn> list(Connection connection) throws SQLException {
        List<EncryptedColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.add(new EncryptedColumn(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        key(connection, rows.getString(3))));
            }
        }
        return columns;
    }

    private static List<KeyColumn> key(Connection connection, String table) throws SQLException {
        List<KeyColumn> key = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(KEY)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    key.add(new KeyColumn(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return key;
    }

    /**
     * Rows that have a value, in the order of their keys.
     *
     * @param keyId values that are encrypted with this key are left out of their rows
     * @param after the key of the row after which to begin, null for the first
     */
    List<Row> page(Connection connection, String keyId, @Nullable List<String> after, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(pageSql(after != null))) {
            statement.setString(1, keyId);
            int parameter = 2;
            for (String part : after == null ? List.<String>of() : after) {
                statement.setString(parameter++, part);
            }
            statement.setInt(parameter, limit);
            List<Row> page = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> found = new ArrayList<>();
                    for (int i = 1; i <= key.size(); i++) {
                        found.add(rows.getString(i));
                    }
                    page.add(new Row(found, rows.getString(key.size() + 1)));
                }
            }
            return page;
        }
    }

    /** A statement that replaces a value, if it is still the same; see {@link #bindReplacement}. */
    String replacementSql() {
        return "update " + table + " set " + column + " = cast(? as jsonb) where " + keyList() + " = " + keyParameters()
                + " and " + column + " = cast(? as jsonb)";
    }

    void bindReplacement(PreparedStatement statement, Row row, String replacement) throws SQLException {
        int parameter = 1;
        statement.setString(parameter++, replacement);
        for (String part : row.key()) {
            statement.setString(parameter++, part);
        }
        statement.setString(parameter, row.value());
    }

    private String pageSql(boolean after) {
        return "select "
                + String.join(
                        ", ", key.stream().map(part -> part.name() + "::text").toList())
                + ", case when " + column + " ->> 'kid' = ? then null else " + column + "::text end from " + table
                + " where " + column + " is not null" + (after ? " and " + keyList() + " > " + keyParameters() : "")
                + " order by "
                + String.join(", ", key.stream().map(KeyColumn::name).toList()) + " limit ?";
    }

    private String keyList() {
        return "(" + String.join(", ", key.stream().map(KeyColumn::name).toList()) + ")";
    }

    private String keyParameters() {
        return "("
                + String.join(
                        ", ",
                        key.stream()
                                .map(part -> "cast(? as " + part.type() + ")")
                                .toList())
                + ")";
    }

    private static final String COLUMNS = """
            select service, table_name || '.' || column_name, format('taskcluster.%I', table_name), format('%I', column_name)
            from taskcluster.encrypted_columns
            order by service, table_name, column_name""";

    private static final String KEY = """
            select format('%I', a.attname), format_type(a.atttypid, a.atttypmod)
            from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indisprimary and i.indrelid = to_regclass(?)
            order by array_position(i.indkey::int2[], a.attnum)""";
}
