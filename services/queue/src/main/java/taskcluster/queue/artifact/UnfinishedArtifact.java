package taskcluster.queue.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An artifact that somebody wants to finish.
 *
 * @param uploadId of the upload that it waits for, null if it waits for none
 */
record UnfinishedArtifact(
        String storageType, boolean present, @Nullable String uploadId) {

    static UnfinishedArtifact map(ResultSet row, int number) throws SQLException {
        return new UnfinishedArtifact(
                row.getString("storage_type"), row.getBoolean("present"), row.getString("upload_id"));
    }

    /** Whether the content has yet to be complete in the object service. */
    boolean waitsFor(String upload) {
        return storageType.equals(Artifact.OBJECT) && !present && upload.equals(uploadId);
    }
}
