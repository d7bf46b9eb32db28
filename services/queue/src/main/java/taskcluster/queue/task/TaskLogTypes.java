package taskcluster.queue.task;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType;

/** The log lines about how tasks move on; each is written when the event of the same name was appended. */
public final class TaskLogTypes {
    private static final String TASK_ID = "The task.";
    private static final String RUN_ID = "The run of the task.";

    static final LogType DEFINED = new LogType(
            "taskDefined",
            "Task Defined",
            "task-defined",
            LogType.Level.NOTICE,
            1,
            "A task was created, or created again.",
            Map.of("taskId", TASK_ID));

    static final LogType PENDING = ofRun("taskPending", "Task Pending", "task-pending", "A run waits for a worker.");
    static final LogType RUNNING = ofRun("taskRunning", "Task Running", "task-running", "A run was claimed.");
    static final LogType COMPLETED =
            ofRun("taskCompleted", "Task Completed", "task-completed", "A run ended successfully.");
    static final LogType FAILED = ofRun("taskFailed", "Task Failed", "task-failed", "A run ended and had failed.");
    static final LogType EXCEPTION =
            ofRun("taskException", "Task Exception", "task-exception", "A run ended without a result of its own.");

    static final LogType PRIORITY_CHANGED = new LogType(
            "taskPriorityChanged",
            "Task Priority Changed",
            "task-priority-changed",
            LogType.Level.NOTICE,
            1,
            "A task was given another priority.",
            Map.of(
                    "taskId", TASK_ID,
                    "oldPriority", "The priority that it had.",
                    "newPriority", "The priority that it has now."));

    /** All of them, for the log reference. */
    public static final List<LogType> ALL =
            List.of(DEFINED, PENDING, RUNNING, COMPLETED, FAILED, EXCEPTION, PRIORITY_CHANGED);

    private TaskLogTypes() {}

    private static LogType ofRun(String name, String title, String type, String description) {
        return new LogType(
                name, title, type, LogType.Level.NOTICE, 1, description, Map.of("taskId", TASK_ID, "runId", RUN_ID));
    }
}
