package taskcluster.queue.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** What is known of a task queue. */
record TaskQueueRow(String id, Instant expires, Instant lastDateActive, String description, String stability) {

    static TaskQueueRow map(ResultSet row, int number) throws SQLException {
        return new TaskQueueRow(
                row.getString("task_queue_id"),
                time(row, "expires"),
                time(row, "last_date_active"),
                row.getString("description"),
                row.getString("stability"));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
