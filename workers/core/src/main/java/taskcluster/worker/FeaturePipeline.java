package taskcluster.worker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;

/**
 * Takes a task through its features: starts them in order until one fails or the run is stopped, then stops those that
 * were started in reverse order, whatever happens. Problems are collected; a defect of the worker counts as one.
 */
final class FeaturePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(FeaturePipeline.class);

    private final List<TaskFeature> features;

    FeaturePipeline(List<TaskFeature> features) {
        this.features = List.copyOf(features);
    }

    void run(TaskContext task) {
        Deque<TaskFeature.Session> started = new ArrayDeque<>();
        for (TaskFeature feature : features) {
            if (task.state().isStopped() || !attempt(task, feature, () -> start(task, feature, started))) {
                break;
            }
        }
        while (!started.isEmpty()) {
            TaskFeature.Session session = started.pop();
            attempt(task, session, session::stop);
        }
    }

    private static void start(TaskContext task, TaskFeature feature, Deque<TaskFeature.Session> started)
            throws TaskProblem {
        if (!feature.isRequested(task)) {
            return;
        }
        if (!feature.isEnabled()) {
            throw new TaskProblem(Resolution.MALFORMED_PAYLOAD, notEnabled(feature, task.worker()));
        }
        for (String name : feature.reservedArtifacts(task)) {
            task.names().reserve(feature.name(), name);
        }
        TaskFeature.Session session = feature.begin(task);
        started.push(session);
        session.start();
    }

    private static String notEnabled(TaskFeature feature, WorkerSettings worker) {
        return "This task requests feature \"" + feature.name() + "\" but it is not enabled on worker pool "
                + worker.taskQueueId() + ". See "
                + worker.rootUrl()
                        .ui("worker-manager/" + URLEncoder.encode(worker.taskQueueId(), StandardCharsets.UTF_8))
                + " for what the pool offers.";
    }

    private interface Step {
        void run() throws TaskProblem;
    }

    /** Does one step; false: it failed, and the problem is noted. */
    private static boolean attempt(TaskContext task, Object step, Step action) {
        try {
            action.run();
            return true;
        } catch (TaskProblem problem) {
            task.problems().add(problem);
        } catch (RuntimeException | Error e) {
            LOG.error("Unexpected failure in {} of {}", step.getClass().getName(), task.run(), e);
            task.problems().add(new TaskProblem(Resolution.INTERNAL_ERROR, "The worker failed unexpectedly: " + e, e));
        }
        return false;
    }
}
