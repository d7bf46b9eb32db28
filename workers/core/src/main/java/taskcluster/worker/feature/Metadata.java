package taskcluster.worker.feature;

import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.WorkerState;
import taskcluster.worker.task.RunKey;

/** Leaves the URL of the latest task where the machine's owner finds it. */
final class Metadata implements TaskFeature {
    private final WorkerState files;
    private final boolean enabled;

    Metadata(WorkerState files, boolean enabled) {
        this.files = files;
        this.enabled = enabled;
    }

    @Override
    public String name() {
        return "Metadata";
    }

    @Override
    public boolean isRequested(TaskContext task) {
        return enabled;
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void start() {
                RunKey run = task.run();
                files.lastTask(task.worker().rootUrl().ui("tasks/" + run.taskId() + "/runs/" + run.runId()));
            }
        };
    }
}
