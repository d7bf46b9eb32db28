package taskcluster.queue;

import java.util.ArrayList;
import java.util.List;
import taskcluster.pulse.ExchangeDeclaration;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.RoutingKeyField;

/** The exchanges on which the queue announces what happens to tasks. The stored functions write the events. */
final class QueueExchanges {
    private static final int ID_LENGTH = 22;
    private static final int NAME_LENGTH = 38;
    private static final int RUN_ID_LENGTH = 3;
    private static final String CHANGED_GROUP = "task-group-changed";

    private enum Presence {
        /** The run and its worker are always told. */
        WORKER,
        /** The run is always told, its worker if it has one. */
        RUN,
        /** Run and worker are told if they apply. */
        OPTIONAL
    }

    static final Exchanges EXCHANGES = Exchanges.builder("queue", "v1")
            .title("Queue Events")
            .description("""
                    Announcements of what happens to tasks and task groups. Messages about a task also go to a routing key \
                    `route.<route>` for each of the task's routes.

                    A message carries the task's `status` right after the change. When a run was retried, the status has the \
                    new run already: go by the `runId` of the message. Any message may come more than once.""")
            .exchange(task(
                    "task-defined",
                    "taskDefined",
                    "Task Defined",
                    "A task was created, or created again. The status is that of a task without runs; one that does not wait"
                            + " for others is announced as pending right after.",
                    Presence.OPTIONAL))
            .exchange(task(
                    "task-pending",
                    "taskPending",
                    "Task Pending",
                    "A run waits for a worker: the first one, a retry or a rerun.",
                    Presence.RUN))
            .exchange(task(
                    "task-running",
                    "taskRunning",
                    "Task Running",
                    "A worker has claimed a run. Renewed claims are not announced.",
                    Presence.WORKER))
            .exchange(task(
                    "artifact-created",
                    "artifactCreated",
                    "Artifact Created",
                    "An artifact can be read from now on. Not announced for artifacts of storage type `s3`, whose upload ends"
                            + " without the queue's knowledge.",
                    Presence.WORKER))
            .exchange(task(
                    "task-completed",
                    "taskCompleted",
                    "Task Completed",
                    "A run has ended, and its worker says that it did what it should.",
                    Presence.WORKER))
            .exchange(task(
                    "task-failed",
                    "taskFailed",
                    "Task Failed",
                    "A run has ended, and its worker says that what it found is a failure.",
                    Presence.OPTIONAL))
            .exchange(task(
                    "task-exception",
                    "taskException",
                    "Task Exception",
                    "A run has ended without a result: it was canceled, its claim or the task's deadline passed, or its worker"
                            + " could not finish it. If it is retried, the status has the next run, which is announced as"
                            + " pending right after.",
                    Presence.OPTIONAL))
            .exchange(group(
                    "task-group-resolved",
                    "taskGroupResolved",
                    "Task Group Resolved",
                    "Every task of the group has been resolved at some time. Announced again when a task is resolved again, or"
                            + " after tasks were added.",
                    CHANGED_GROUP))
            .exchange(group(
                    "task-group-sealed",
                    "taskGroupSealed",
                    "Task Group Sealed",
                    "The group was sealed: it takes no more tasks. Announced again when it is sealed again.",
                    CHANGED_GROUP))
            .exchange(task(
                    "task-priority-changed",
                    "taskPriorityChanged",
                    "Task Priority Changed",
                    "The task was given another priority by itself, not together with its group.",
                    Presence.OPTIONAL))
            .exchange(group(
                    "task-group-priority-changed",
                    "taskGroupPriorityChanged",
                    "Task Group Priority Changed",
                    "The tasks of the group were given another priority. There is no message for each of them.",
                    "task-group-priority-changed"))
            .build();

    private QueueExchanges() {}

    private static ExchangeDeclaration task(
            String exchange, String name, String title, String description, Presence presence) {
        boolean hasRun = presence != Presence.OPTIONAL;
        boolean hasWorker = presence == Presence.WORKER;
        List<RoutingKeyField> fields = new ArrayList<>();
        fields.add(RoutingKeyField.primary());
        fields.add(field("taskId", ID_LENGTH, true, "The task."));
        fields.add(field("runId", RUN_ID_LENGTH, hasRun, "The run of the task, `_` if it is about none."));
        fields.add(
                field("workerGroup", NAME_LENGTH, hasWorker, "Group of the worker that has the run, `_` if none has."));
        fields.add(field("workerId", NAME_LENGTH, hasWorker, "Worker that has the run, `_` if none has."));
        fields.add(field("provisionerId", NAME_LENGTH, true, "First part of the task queue ID."));
        fields.add(field("workerType", NAME_LENGTH, true, "Second part of the task queue ID."));
        fields.add(field("schedulerId", NAME_LENGTH, true, "Scheduler of the task."));
        fields.add(field("taskGroupId", ID_LENGTH, true, "Group of the task."));
        fields.add(RoutingKeyField.reserved());
        return new ExchangeDeclaration(exchange, name, title, description, fields, "v1/" + exchange + "-message.json#");
    }

    private static ExchangeDeclaration group(
            String exchange, String name, String title, String description, String schema) {
        return new ExchangeDeclaration(
                exchange,
                name,
                title,
                description,
                List.of(
                        RoutingKeyField.primary(),
                        field("taskGroupId", ID_LENGTH, true, "The group."),
                        field("schedulerId", NAME_LENGTH, true, "Scheduler of the group."),
                        RoutingKeyField.reserved()),
                "v1/" + schema + "-message.json#");
    }

    private static RoutingKeyField field(String name, int maxSize, boolean required, String summary) {
        return required
                ? RoutingKeyField.required(name, maxSize, summary)
                : RoutingKeyField.optional(name, maxSize, summary);
    }
}
