package taskcluster.worker.feature;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import taskcluster.worker.Engine;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;
import taskcluster.worker.task.TaskWorld;

/** Makes the place in which the commands run, kills what runs there when the run is stopped, and removes it at the end. */
final class TaskPlace implements TaskFeature {
    private final Engine engine;

    TaskPlace(Engine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return "Task Environment";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Opened(task);
    }

    private final class Opened implements Session {
        private final TaskContext task;
        private @Nullable TaskWorld world;

        Opened(TaskContext task) {
            this.task = task;
        }

        @Override
        public void start() throws TaskProblem {
            engine.warning().ifPresent(task.log()::warn);
            try {
                TaskWorld opened = engine.open(task.run());
                world = opened;
                task.world(opened);
                task.state()
                        .onStop(() ->
                                Thread.ofVirtual().name("kill-" + task.run()).start(opened::killAll));
            } catch (IOException e) {
                throw new TaskProblem(
                        Resolution.INTERNAL_ERROR, "The worker could not prepare a place for the task: " + e, e);
            }
        }

        @Override
        public void stop() {
            if (world != null) {
                world.close();
            }
        }
    }
}
