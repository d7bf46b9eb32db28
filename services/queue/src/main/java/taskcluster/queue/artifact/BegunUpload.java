package taskcluster.queue.artifact;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The upload of an artifact to the object service.
 *
 * @param projectId that of the task
 * @param workerGroup the worker that has the run
 */
record BegunUpload(String uploadId, String projectId, String workerGroup, String workerId) {

    static BegunUpload map(ResultSet row, int number) throws SQLException {
        return new BegunUpload(
                row.getString("upload_id"),
                row.getString("project_id"),
                row.getString("worker_group"),
                row.getString("worker_id"));
    }

    /** Without the uploadId, which is a secret. */
    @Override
    public String toString() {
        return "upload by " + workerGroup + "/" + workerId;
    }
}
