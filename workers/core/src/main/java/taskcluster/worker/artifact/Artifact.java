package taskcluster.worker.artifact;

import java.nio.file.Path;
import java.time.Instant;

/** Something to publish for a run. */
public sealed interface Artifact {
    String name();

    Instant expires();

    /** Whether the task succeeds even if this cannot be published. */
    boolean optional();

    /**
     * The content of a file.
     *
     * @param path the file as the task knows it; its name decides what is not declared
     * @param contentEncoding how the worker sends it
     */
    record Content(
            String name,
            Instant expires,
            boolean optional,
            Path path,
            String contentType,
            ContentEncoding contentEncoding)
            implements Artifact {}

    /**
     * A note, in the place of a file, why the file is not there.
     *
     * @param path the file or directory that was asked for
     */
    record Missing(String name, Instant expires, boolean optional, Path path, Reason reason, String message)
            implements Artifact {}

    /** Why a file could not be published. */
    enum Reason {
        FILE_MISSING("file-missing-on-worker"),
        INVALID_RESOURCE("invalid-resource-on-worker"),
        NOT_READABLE("file-not-readable-on-worker");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The word that the queue knows. */
        public String word() {
            return word;
        }
    }
}
