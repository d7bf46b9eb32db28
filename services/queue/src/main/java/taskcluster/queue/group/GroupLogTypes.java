package taskcluster.queue.group;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType;

/** The log lines about groups as a whole. */
public final class GroupLogTypes {
    private static final Map.Entry<String, String> TASK_GROUP_ID = Map.entry("taskGroupId", "The group.");
    private static final Map.Entry<String, String> SCHEDULER_ID = Map.entry("schedulerId", "Scheduler of the group.");

    static final LogType SEALED = new LogType(
            "taskGroupSealed",
            "Task Group Sealed",
            "task-group-sealed",
            LogType.Level.NOTICE,
            1,
            "A group was closed to further tasks, maybe not for the first time.",
            Map.ofEntries(
                    TASK_GROUP_ID,
                    SCHEDULER_ID,
                    Map.entry("expires", "When the group expires."),
                    Map.entry("sealed", "When it was sealed.")));

    static final LogType CANCELLED = new LogType(
            "taskGroupCancelled",
            "Task Group Cancelled",
            "task-group-cancelled",
            LogType.Level.NOTICE,
            1,
            "The tasks of a group were canceled.",
            Map.ofEntries(
                    TASK_GROUP_ID,
                    Map.entry("taskGroupSize", "Number of tasks in the group."),
                    Map.entry("cancelledCount", "Number of those that were canceled.")));

    static final LogType PRIORITY_CHANGED = new LogType(
            "taskGroupPriorityChanged",
            "Task Group Priority Changed",
            "task-group-priority-changed",
            LogType.Level.NOTICE,
            1,
            "The tasks of a group were given another priority.",
            Map.ofEntries(
                    TASK_GROUP_ID,
                    SCHEDULER_ID,
                    Map.entry("newPriority", "The priority that they have now."),
                    Map.entry("tasksAffected", "Number of tasks that had another one.")));

    /** All of them, for the log reference. */
    public static final List<LogType> ALL = List.of(SEALED, CANCELLED, PRIORITY_CHANGED);

    private GroupLogTypes() {}
}
