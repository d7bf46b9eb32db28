package taskcluster.api;

import java.util.List;
import java.util.Map;

/**
 * A metric that a service exposes, for its published reference.
 *
 * @param name as exposed, such as {@code queue_pending_tasks}
 * @param labels the description of each label by its name
 * @param buckets the upper bounds of a histogram, empty for other kinds
 * @param registers the groups that it belongs to, usually {@code default}
 */
public record MetricType(
        String name,
        Kind kind,
        String title,
        String description,
        Map<String, String> labels,
        List<Double> buckets,
        List<String> registers) {
    /** The kinds of metrics. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY
    }

    public MetricType {
        labels = Map.copyOf(labels);
        buckets = List.copyOf(buckets);
        registers = List.copyOf(registers);
    }
}
