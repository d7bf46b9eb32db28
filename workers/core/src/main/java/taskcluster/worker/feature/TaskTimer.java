package taskcluster.worker.feature;

import java.time.Duration;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.log.Durations;

/** Notes in the log when the commands are done, and how long they took together. */
final class TaskTimer implements TaskFeature {
    @Override
    public String name() {
        return "Task Timer";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            private long started;

            @Override
            public void start() {
                started = System.nanoTime();
            }

            @Override
            public void stop() {
                task.log().info("=== Task Finished ===");
                task.log().info("Task Duration: " + Durations.text(Duration.ofNanos(System.nanoTime() - started)));
            }
        };
    }
}
