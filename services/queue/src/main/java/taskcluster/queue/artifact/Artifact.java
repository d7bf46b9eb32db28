package taskcluster.queue.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** What reading the content of an artifact takes. */
record Artifact(String name, String storageType, JsonNode details, boolean present, Instant expires) {
    static final String S3 = "s3";
    static final String OBJECT = "object";
    static final String REFERENCE = "reference";
    static final String LINK = "link";
    static final String ERROR = "error";

    static Artifact map(ResultSet row, int number) throws SQLException {
        return new Artifact(
                row.getString("name"),
                row.getString("storage_type"),
                Json.MAPPER.readTree(row.getString("details")),
                row.getBoolean("present"),
                row.getObject("expires", OffsetDateTime.class).toInstant());
    }

    String detail(String key) {
        return details.path(key).asString();
    }
}
