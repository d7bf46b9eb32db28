package taskcluster.queue.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** An artifact as the API lists it. */
record ArtifactListing(
        String storageType,
        String name,
        Instant expires,
        String contentType,
        @Nullable Long contentLength) {

    static ArtifactListing map(ResultSet row, int number) throws SQLException {
        return new ArtifactListing(
                row.getString("storage_type"),
                row.getString("name"),
                row.getObject("expires", OffsetDateTime.class).toInstant(),
                row.getString("content_type"),
                row.getObject("content_length", Long.class));
    }
}
