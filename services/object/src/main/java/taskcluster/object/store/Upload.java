package taskcluster.object.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as its uploader sees it.
 *
 * @param uploadId null once the upload is finished
 * @param contentLength bytes that were announced, null if none were
 * @param hashes by algorithm
 */
public record Upload(
        String projectId,
        String backendId,
        @Nullable String uploadId,
        @Nullable Long contentLength,
        Map<String, String> hashes) {

    static Upload map(ResultSet row, int number) throws SQLException {
        return new Upload(
                row.getString("project_id"),
                row.getString("backend_id"),
                row.getString("upload_id"),
                row.getObject("content_length", Long.class),
                StoredObject.hashes(row));
    }

    /** Whether the upload still waits to be finished, by a caller who knows these. */
    public boolean awaits(String callersProjectId, String callersUploadId) {
        return projectId.equals(callersProjectId) && callersUploadId.equals(uploadId);
    }

    /** Without the uploadId, which is a secret. */
    @Override
    public String toString() {
        return "upload of " + projectId + " to " + backendId;
    }
}
