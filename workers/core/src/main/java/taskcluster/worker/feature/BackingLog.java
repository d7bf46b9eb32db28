package taskcluster.worker.feature;

import java.util.Optional;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.log.JsonText;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/** Opens the task's log with a header, and at the very end closes and uploads it. */
final class BackingLog implements TaskFeature {
    static final String CONTENT_TYPE = "text/plain; charset=utf-8";
    static final String SWITCH = "backingLog";

    @Override
    public String name() {
        return "Backing log";
    }

    /** Whether the log becomes an artifact. It does when the payload cannot be read: there the reason is explained. */
    static boolean isUploaded(TaskContext task) {
        return task.payloadIfRead().map(payload -> !payload.declines(SWITCH)).orElse(true);
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void start() {
                String settings = JsonText.of(task.worker().metadata());
                task.log().info("Worker Type (" + task.worker().taskQueueId() + ") settings:");
                task.log().info(settings.indent(2).stripTrailing());
                task.log().info("Task ID: " + task.run().taskId());
                task.log().info("=== Task Starting ===");
            }

            @Override
            public void stop() throws TaskProblem {
                Optional<String> lost = task.state().lostBecause();
                Optional<String> last = lost.isPresent()
                        ? lost.map(why -> "This run is over for the worker: " + why)
                        : task.problems().first().map(TaskProblem::getMessage);
                last.ifPresent(task.log()::error);
                task.log().close();
                if (isUploaded(task)) {
                    upload(task);
                }
            }
        };
    }

    /** The payload's name for the log is reserved as soon as it is known. */
    static void reserve(TaskContext task, Payload payload) throws TaskProblem {
        if (!payload.declines(SWITCH)) {
            task.names().reserve("Backing log", payload.logs().backing());
        }
    }

    private static void upload(TaskContext task) throws TaskProblem {
        if (task.log().failure().isPresent()) {
            task.problems()
                    .add(new TaskProblem(
                            Resolution.RESOURCE_UNAVAILABLE,
                            "the log could not be written to disk: "
                                    + task.log().failure().get()));
        }
        task.uploader()
                .file(task.logs().backing(), task.claim().expires(), task.log().file(), task.directory(), CONTENT_TYPE);
        task.logUploaded();
    }
}
