package taskcluster.queue.claim;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType;

/** The log lines about claims. */
public final class ClaimLogTypes {
    private static final Map.Entry<String, String> WORKER_GROUP =
            Map.entry("workerGroup", "The group of the worker that has the run.");
    private static final Map.Entry<String, String> WORKER_ID = Map.entry("workerId", "The worker that has the run.");
    private static final Map.Entry<String, String> TASK_ID = Map.entry("taskId", "The task.");
    private static final Map.Entry<String, String> RUN_ID = Map.entry("runId", "The run of the task.");

    static final LogType CLAIMED = new LogType(
            "taskClaimed",
            "Task Claimed",
            "task-claimed",
            LogType.Level.NOTICE,
            1,
            "A worker has claimed a run.",
            Map.ofEntries(Map.entry("taskQueueId", "The task queue."), WORKER_GROUP, WORKER_ID, TASK_ID, RUN_ID));

    static final LogType RECLAIMED = new LogType(
            "taskReclaimed",
            "Task Reclaimed",
            "task-reclaimed",
            LogType.Level.NOTICE,
            1,
            "A worker has renewed its claim on a run.",
            Map.ofEntries(WORKER_GROUP, WORKER_ID, TASK_ID, RUN_ID));

    static final LogType HINT_POLLER = new LogType(
            "hintPoller",
            "Hint Poller",
            "hint-poller",
            LogType.Level.INFO,
            1,
            "A worker has asked for work and got its answer.",
            Map.of(
                    "claimed", "How many runs it got.",
                    "released", "How many runs were found for it and given back: none, since finding is claiming.",
                    "slept", "Whether it had to wait."));

    /** All of them, for the log reference. */
    public static final List<LogType> ALL = List.of(CLAIMED, RECLAIMED, HINT_POLLER);

    private ClaimLogTypes() {}
}
