package taskcluster.worker.feature;

import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.Termination;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/** Aborts the task when the worker must end without finishing its tasks. */
final class AbortFeature implements TaskFeature {
    private final Termination termination;

    AbortFeature(Termination termination) {
        this.termination = termination;
    }

    @Override
    public String name() {
        return "Abort";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void start() {
                termination.register(task.run(), finishTasks -> {
                    if (!finishTasks) {
                        abort(task);
                    }
                });
            }

            @Override
            public void stop() {
                termination.deregister(task.run());
            }
        };
    }

    private static void abort(TaskContext task) {
        boolean aborted = task.state()
                .abort(new TaskProblem(
                        Resolution.WORKER_SHUTDOWN,
                        "Task aborted: graceful termination of the worker was requested without time to finish tasks"));
        if (aborted) {
            task.log().error("Aborting task...");
        }
    }
}
