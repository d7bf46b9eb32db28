package taskcluster.queue.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * A worker as listings show it.
 *
 * @param latestTask the run that it claimed last, null if it has had none
 * @param quarantineUntil null if it is not quarantined
 */
record WorkerRow(
        String workerGroup,
        String workerId,
        Instant firstClaim,
        Instant lastDateActive,
        @Nullable JsonNode latestTask,
        @Nullable Instant quarantineUntil) {

    static WorkerRow map(ResultSet row, int number) throws SQLException {
        String latestTask = row.getString("latest_task");
        OffsetDateTime quarantineUntil = row.getObject("quarantine_until", OffsetDateTime.class);
        return new WorkerRow(
                row.getString("worker_group"),
                row.getString("worker_id"),
                TaskQueueRow.time(row, "first_claim"),
                TaskQueueRow.time(row, "last_date_active"),
                latestTask == null ? null : Json.MAPPER.readTree(latestTask),
                quarantineUntil == null ? null : quarantineUntil.toInstant());
    }
}
