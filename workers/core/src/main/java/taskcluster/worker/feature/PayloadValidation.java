package taskcluster.worker.feature;

import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.log.Durations;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.payload.InvalidPayloadException;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.payload.PayloadReader;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/** Reads the payload. A malformed one is explained in the log, in full, and once more in short at its end. */
final class PayloadValidation implements TaskFeature {
    private final PayloadReader reader;

    PayloadValidation(PayloadReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "Payload Validator";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void start() throws TaskProblem {
                Payload payload = read(task);
                task.payload(payload);
                BackingLog.reserve(task, payload);
                if (payload.maxRunTime().compareTo(task.worker().maxTaskRunTime()) > 0) {
                    throw new TaskProblem(
                            Resolution.MALFORMED_PAYLOAD,
                            "task's maxRunTime of " + Durations.text(payload.maxRunTime())
                                    + " exceeded allowed maximum of "
                                    + Durations.text(task.worker().maxTaskRunTime()));
                }
            }
        };
    }

    private Payload read(TaskContext task) throws TaskProblem {
        try {
            return reader.read(task.claim());
        } catch (InvalidPayloadException e) {
            TaskLog log = task.log();
            if (e.schemaHelps()) {
                log.error("Task payload for this worker type must conform to the following jsonschema:");
                log.error(reader.schemaText());
                log.error(String.valueOf(e.getMessage()));
            }
            throw new TaskProblem(Resolution.MALFORMED_PAYLOAD, String.valueOf(e.getMessage()), e);
        }
    }
}
