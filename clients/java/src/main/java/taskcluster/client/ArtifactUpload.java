package taskcluster.client;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file to be stored as an artifact.
 *
 * @param name the artifact's name, such as {@code public/build.log}
 * @param contentType its MIME type, such as {@code text/plain; charset=utf-8}
 * @param expires until when it is kept, no longer than its task
 * @param file the content; it must not change during the upload
 * @param encoding how it is stored
 */
public record ArtifactUpload(String name, String contentType, Instant expires, Path file, ContentEncoding encoding) {}
