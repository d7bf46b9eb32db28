package taskcluster.object.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upload to begin or to go on with.
 *
 * @param uploadExpires when it is given up if it is not finished
 * @param contentLength bytes that will be uploaded, null if that is not known yet
 * @param hashes by algorithm
 */
public record NewUpload(
        String name,
        String projectId,
        String backendId,
        String uploadId,
        Instant uploadExpires,
        Instant expires,
        @Nullable Long contentLength,
        Map<String, String> hashes) {

    /** Without the uploadId, which is a secret. */
    @Override
    public String toString() {
        return "upload of " + name;
    }
}
