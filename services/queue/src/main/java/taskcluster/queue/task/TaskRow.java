package taskcluster.queue.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** One row of a listing of tasks, with whatever of it was asked for. */
public record TaskRow(
        String taskId, @Nullable JsonNode status, @Nullable JsonNode definition) {

    public static TaskRow mapDefinition(ResultSet row, int number) throws SQLException {
        return new TaskRow(row.getString("task_id"), null, json(row, "definition"));
    }

    public static TaskRow mapStatus(ResultSet row, int number) throws SQLException {
        return new TaskRow(row.getString("task_id"), json(row, "status"), null);
    }

    public static TaskRow mapBoth(ResultSet row, int number) throws SQLException {
        return new TaskRow(row.getString("task_id"), json(row, "status"), json(row, "definition"));
    }

    private static JsonNode json(ResultSet row, String column) throws SQLException {
        return Json.MAPPER.readTree(row.getString(column));
    }
}
