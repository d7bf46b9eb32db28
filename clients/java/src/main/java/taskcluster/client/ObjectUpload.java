package taskcluster.client;

import java.nio.file.Path;
import java.time.Instant;
import taskcluster.core.Slugid;

/**
 * A file to be stored as an object.
 *
 * @param projectId the project that the object is accounted to
 * @param name the object's name, printable ASCII
 * @param contentType its MIME type, such as {@code text/plain; charset=utf-8}
 * @param expires until when it is kept
 * @param file the content; it must not change during the upload
 * @param uploadId a slugid that reserves the name; give the same one to repeat an upload that did not succeed
 */
public record ObjectUpload(
        String projectId, String name, String contentType, Instant expires, Path file, String uploadId) {

    /** An upload that nobody began yet. */
    public ObjectUpload(String projectId, String name, String contentType, Instant expires, Path file) {
        this(projectId, name, contentType, expires, file, Slugid.nice());
    }

    /** Without the uploadId, which is a secret. */
    @Override
    public String toString() {
        return "upload of " + name;
    }
}
