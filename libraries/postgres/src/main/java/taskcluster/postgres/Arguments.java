package taskcluster.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Binds Java values to the parameters of a call. Text goes without a type, so that it fits json, enums and the like. */
final class Arguments {
    private Arguments() {}

    static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case Double number -> statement.setDouble(index, number);
            case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
            case Duration duration -> statement.setString(index, duration.toString());
            case byte[] bytes -> statement.setBytes(index, bytes);
            case JsonArg json -> statement.setString(index, json.text());
            case JsonNode json -> statement.setString(index, json.toString());
            case String[] texts -> array(statement, index, "text", texts);
            case Collection<?> texts -> array(statement, index, "text", texts.toArray());
            case int[] numbers ->
                array(statement, index, "int4", Arrays.stream(numbers).boxed().toArray());
            case long[] numbers ->
                array(statement, index, "int8", Arrays.stream(numbers).boxed().toArray());
            case Object other -> statement.setObject(index, other);
        }
    }

    private static void array(PreparedStatement statement, int index, String type, Object[] elements)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
    }
}
