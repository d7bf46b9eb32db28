package taskcluster.queue.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.s3.S3Object;
import tools.jackson.databind.JsonNode;

/** An artifact to delete, with the object that holds its content, if it has any here. */
record ExpiredArtifact(RunArtifact key, Instant expires, Optional<S3Object> object) {
    /** Comes before every artifact. */
    static final ExpiredArtifact NONE =
            new ExpiredArtifact(new RunArtifact("", 0, ""), Instant.EPOCH, Optional.empty());

    static ExpiredArtifact map(ResultSet row, int number) throws SQLException {
        JsonNode details = Json.MAPPER.readTree(row.getString("details"));
        return new ExpiredArtifact(
                new RunArtifact(row.getString("task_id"), row.getInt("run_id"), row.getString("name")),
                row.getObject("expires", OffsetDateTime.class).toInstant(),
                row.getString("storage_type").equals(Artifact.S3)
                        ? Optional.of(S3Details.object(details))
                        : Optional.empty());
    }
}
