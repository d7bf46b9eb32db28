package taskcluster.worker;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.worker.task.RunKey;
import tools.jackson.databind.node.ObjectNode;

/** Milestones of the worker and its tasks, one line of the worker log each: {@code WORKER_METRICS {...}}. */
final class WorkerMetrics {
    private static final Logger LOG = LoggerFactory.getLogger("taskcluster.worker.metrics");

    private final WorkerSettings settings;
    private final Clock clock;

    WorkerMetrics(WorkerSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The worker is about to ask for work for the first time. */
    void workerReady() {
        log(event("workerReady", clock.instant()));
    }

    void task(String eventType, RunKey run) {
        task(eventType, run, clock.instant());
    }

    void task(String eventType, RunKey run, Instant time) {
        log(event(eventType, time).put("taskId", run.taskId()).put("runId", run.runId()));
    }

    private ObjectNode event(String eventType, Instant time) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("eventType", eventType)
                .put("worker", settings.implementation())
                .put("workerPoolId", settings.taskQueueId())
                .put("workerId", settings.workerId())
                .put("timestamp", time.getEpochSecond());
        settings.region().ifPresent(region -> event.put("region", region));
        settings.instanceType().ifPresent(type -> event.put("instanceType", type));
        return event;
    }

    private static void log(ObjectNode event) {
        LOG.info("WORKER_METRICS {}", event);
    }
}
