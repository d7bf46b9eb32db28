package taskcluster.worker.payload;

import java.time.Instant;
import java.util.Optional;

/**
 * A file or directory that a payload asks to upload when the commands are done.
 *
 * @param kind what the path must be
 * @param path relative to the task directory, or absolute
 * @param name the artifact's name, for a directory the prefix of its files' names; empty: the path
 * @param expires empty: when the task expires
 * @param contentType empty: by extension
 * @param contentEncoding {@code identity} or {@code gzip}; empty: by extension
 * @param optional whether the task succeeds without it
 */
public record DeclaredArtifact(
        Kind kind,
        String path,
        Optional<String> name,
        Optional<Instant> expires,
        Optional<String> contentType,
        Optional<String> contentEncoding,
        boolean optional) {

    /** What a declared path must be. */
    public enum Kind {
        FILE,
        DIRECTORY
    }
}
