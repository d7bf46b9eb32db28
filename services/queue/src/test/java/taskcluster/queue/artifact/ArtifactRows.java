package taskcluster.queue.artifact;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.core.Json;
import taskcluster.core.Slugid;

/** Rows of artifacts, written and read behind the back of the functions. */
final class ArtifactRows {
    private final JdbcTemplate admin;

    ArtifactRows(DataSource admin) {
        this.admin = new JdbcTemplate(admin);
    }

    void insert(RunArtifact key, String storageType, Map<String, String> details, Instant expires) {
        admin.update(
                "insert into taskcluster.queue_artifacts values (?, ?, ?, ?, 'text/plain', null, ?::jsonb, true, ?)",
                key.taskId(),
                key.runId(),
                key.name(),
                storageType,
                Json.MAPPER.writeValueAsString(details),
                expires.atOffset(ZoneOffset.UTC));
    }

    /** The row of an artifact in an object service whose upload has not ended. */
    void insertUnfinished(RunArtifact key, Instant expires) {
        insert(key, "object", Map.of("uploadId", Slugid.nice()), expires);
        admin.update("update taskcluster.queue_artifacts set present = false where task_id = ?", key.taskId());
    }

    /** Names of the artifacts of a task, sorted. */
    List<String> names(String taskId) {
        return admin.queryForList(
                "select name from taskcluster.queue_artifacts where task_id = ? order by name", String.class, taskId);
    }

    void clear() {
        admin.execute("truncate taskcluster.queue_artifacts");
    }
}
