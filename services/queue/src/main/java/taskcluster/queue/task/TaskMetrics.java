package taskcluster.queue.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskcluster.api.MetricType;

/** What is counted about tasks: announcements, so that repeated reports count again. */
public final class TaskMetrics {
    static final String COMPLETED = "queue_completed_tasks";
    static final String FAILED = "queue_failed_tasks";
    static final String EXCEPTION = "queue_exception_tasks";

    private static final Map<String, String> LABELS = Map.of(
            "provisionerId", "First part of the task queue ID.", "workerType", "Second part of the task queue ID.");

    private TaskMetrics() {}

    /** For the metrics reference. */
    public static List<MetricType> types() {
        return List.of(
                counter(COMPLETED, "Completed runs", "Runs that ended successfully.", List.of("default"), false),
                counter(FAILED, "Failed runs", "Runs that ended and had failed.", List.of("default"), true),
                counter(
                        EXCEPTION,
                        "Runs ended by an exception",
                        "Runs that ended without a result of their own, whether or not another run followed.",
                        List.of("default", "resolvers"),
                        true));
    }

    private static MetricType counter(
            String name, String title, String description, List<String> registers, boolean hasReason) {
        Map<String, String> labels = new LinkedHashMap<>(LABELS);
        if (hasReason) {
            labels.put("reasonResolved", "Why the run ended.");
        }
        return new MetricType(name, MetricType.Kind.COUNTER, title, description, labels, List.of(), registers);
    }
}
