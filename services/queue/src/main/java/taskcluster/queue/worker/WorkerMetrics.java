package taskcluster.queue.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import taskcluster.api.MetricType;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;

/** Measures now and then how much there is to do in each task queue, and who is there to do it. */
public final class WorkerMetrics implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    private static final String PROVISIONER_ID = "provisionerId";
    private static final String WORKER_TYPE = "workerType";

    private static final List<Measure> MEASURES = List.of(
            new Measure("queue_pending_tasks", "Pending runs", "Runs that wait for a worker.", Stats::pending),
            new Measure("queue_claimed_tasks", "Claimed runs", "Runs that a worker has.", Stats::claimed),
            new Measure(
                    "queue_workers_total",
                    "Workers",
                    "Workers that have asked for work lately or are quarantined.",
                    Stats::workers),
            new Measure(
                    "queue_quarantined_workers",
                    "Quarantined workers",
                    "Workers that get no work for now.",
                    Stats::quarantined),
            new Measure(
                    "queue_running_workers",
                    "Running workers",
                    "Workers that have a run, each counted as having one.",
                    Stats::claimed),
            new Measure(
                    "queue_idle_workers",
                    "Idle workers",
                    "Workers that are neither quarantined nor have a run.",
                    stats -> Math.max(0, stats.workers() - stats.quarantined() - stats.claimed())));

    private final Database database;
    private final Clock clock;
    private final Map<Measure, MultiGauge> gauges = new LinkedHashMap<>();
    private final Loop loop;

    /** What can be measured of a task queue. */
    private record Stats(String taskQueueId, long workers, long quarantined, long claimed, long pending) {
        static Stats map(ResultSet row, int number) throws SQLException {
            return new Stats(
                    row.getString("task_queue_id"),
                    row.getLong("workers"),
                    row.getLong("quarantined"),
                    row.getLong("claimed"),
                    row.getLong("pending"));
        }

        Tags tags() {
            TaskQueueId id = TaskQueueId.parse(taskQueueId);
            return Tags.of(PROVISIONER_ID, id.provisionerId(), WORKER_TYPE, id.workerType());
        }
    }

    private record Measure(String name, String title, String description, ToLongFunction<Stats> value) {}

    /** @param interval how often to measure */
    public WorkerMetrics(Database database, Clock clock, Duration interval, MeterRegistry metrics, Monitor monitor) {
        this.database = database;
        this.clock = clock;
        for (Measure measure : MEASURES) {
            gauges.put(
                    measure,
                    MultiGauge.builder(measure.name())
                            .description(measure.description())
                            .register(metrics));
        }
        this.loop = Loop.builder("queue-metrics", monitor.child("queue-metrics"))
                .every(interval)
                .maxIterationTime(LONGEST_LOOK)
                .quiet()
                .run(_ -> measure())
                .start();
    }

    /** Task queues that have gone lose their gauges. */
    private void measure() {
        List<Stats> all =
                database.call("queue.task_queue_stats", clock.instant()).list(Stats::map);
        gauges.forEach((measure, gauge) -> gauge.register(
                all.stream()
                        .map(stats ->
                                MultiGauge.Row.of(stats.tags(), measure.value().applyAsLong(stats)))
                        .toList(),
                true));
    }

    /** For the metrics reference. */
    public static List<MetricType> types() {
        return MEASURES.stream()
                .map(measure -> new MetricType(
                        measure.name(),
                        MetricType.Kind.GAUGE,
                        measure.title(),
                        measure.description(),
                        Map.of(
                                PROVISIONER_ID, "First part of the task queue ID.",
                                WORKER_TYPE, "Second part of the task queue ID."),
                        List.of(),
                        List.of("totals")))
                .toList();
    }

    @Override
    public void close() {
        loop.close();
    }
}
