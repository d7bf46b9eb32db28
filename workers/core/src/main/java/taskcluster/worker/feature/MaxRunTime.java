package taskcluster.worker.feature;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/** Aborts commands that take longer than the payload allows them. Uploading is not counted. */
final class MaxRunTime implements TaskFeature {
    @Override
    public String name() {
        return "Max Run Time";
    }

    @Override
    public Session begin(TaskContext task) {
        CountDownLatch finished = new CountDownLatch(1);
        return new Session() {
            @Override
            public void start() {
                Thread.ofVirtual().name("max-run-time-" + task.run()).start(() -> watch(task, finished));
            }

            @Override
            public void stop() {
                finished.countDown();
            }
        };
    }

    private static void watch(TaskContext task, CountDownLatch finished) {
        try {
            if (!finished.await(task.payload().maxRunTime().toNanos(), TimeUnit.NANOSECONDS)) {
                task.state().abort(new TaskProblem(Resolution.FAILED, "task aborted - max run time exceeded"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
