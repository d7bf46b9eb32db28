package taskcluster.worker.payload;

import taskcluster.worker.task.ClaimedTask;

/** Understands one form of payload. */
public interface PayloadReader {
    /** The schema of the payloads accepted here, as indented JSON. */
    String schemaText();

    /**
     * Checks and reads the payload of a task.
     *
     * @throws InvalidPayloadException with all that is wrong with it
     */
    Payload read(ClaimedTask task) throws InvalidPayloadException;
}
