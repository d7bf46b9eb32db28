package taskcluster.queue.resolver;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType;
import taskcluster.monitor.Monitor;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.Subscription;
import taskcluster.queue.resolver.ResolverStore.EndedRun;
import taskcluster.queue.task.TaskAnnouncer;
import tools.jackson.databind.JsonNode;

/**
 * Ends the runs of workers that worker-manager has stopped or removed, so that they are retried at once and not only when their
 * claims lapse. Hearing of a worker again changes nothing: it has no runs by then.
 */
public final class RemovedWorkers {
    static final LogType RESOLVED = new LogType(
            "taskResolvedByWorkerRemoved",
            "Task Resolved By Worker Removed",
            "task-resolved-by-worker-removed",
            LogType.Level.NOTICE,
            1,
            "A run was ended because its worker is gone.",
            Map.of(
                    "taskId", "The task.",
                    "runId", "The run of the task.",
                    "workerPoolId", "The worker pool, which is the task queue.",
                    "workerGroup", "The group of the worker that had the run.",
                    "workerId", "The worker that had the run.",
                    "reason", "Why the worker was removed, `unknown` if it stopped by itself."));

    /** All of them, for the log reference. */
    public static final List<LogType> LOG_TYPES = List.of(RESOLVED);

    private static final String CONSUMER = "queue/worker-removed-resolver";
    private static final String EXCHANGES = "exchange/taskcluster-worker-manager/v1/";
    private static final int BATCH = 100;

    private final ResolverStore store;
    private final TaskAnnouncer announcer;
    private final Monitor monitor;

    public RemovedWorkers(ResolverStore store, TaskAnnouncer announcer, Monitor monitor) {
        this.store = store;
        this.announcer = announcer;
        this.monitor = monitor.child("worker-removed-resolver");
    }

    /** Begins to listen to what worker-manager announces. */
    public Subscription consume(EventConsumers consumers) {
        return consumers.consume(
                CONSUMER,
                List.of(new Binding(EXCHANGES + "worker-stopped", "#"), new Binding(EXCHANGES + "worker-removed", "#")),
                this::handle);
    }

    void handle(Event event) {
        JsonNode message = event.json();
        String workerPoolId = message.required("workerPoolId").asString();
        String workerGroup = message.required("workerGroup").asString();
        String workerId = message.required("workerId").asString();
        String reason = message.path("reason").asString("unknown");
        List<EndedRun> ended;
        do {
            ended = store.endRunsOfWorker(workerPoolId, workerGroup, workerId, BATCH);
            for (EndedRun run : ended) {
                monitor.log(
                        RESOLVED,
                        Map.of(
                                "taskId", run.change().taskId(),
                                "runId", run.runId(),
                                "workerPoolId", workerPoolId,
                                "workerGroup", workerGroup,
                                "workerId", workerId,
                                "reason", reason));
                announcer.announce(run.change(), monitor);
            }
        } while (ended.size() == BATCH);
    }
}
