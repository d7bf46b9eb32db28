package taskcluster.client;

import java.util.List;
import java.util.Map;

/// Queue Events. Announcements of what happens to tasks and task groups. Messages about a task also go to a
/// routing key `route.<route>` for each of the task's routes.
///
/// A message carries the task's `status` right after the change. When a run was retried, the status has the
/// new run already: go by the `runId` of the message. Any message may come more than once.
///
/// Generated from the service's reference.
public final class QueueEvents {
    private static final ExchangeReference TASK_DEFINED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-defined",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_PENDING = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-pending",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_RUNNING = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-running",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference ARTIFACT_CREATED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/artifact-created",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_COMPLETED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-completed",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_FAILED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-failed",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_EXCEPTION = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-exception",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_GROUP_RESOLVED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-group-resolved",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_GROUP_SEALED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-group-sealed",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_PRIORITY_CHANGED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-priority-changed",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskId"),
                    RoutingKeyField.word("runId"),
                    RoutingKeyField.word("workerGroup"),
                    RoutingKeyField.word("workerId"),
                    RoutingKeyField.word("provisionerId"),
                    RoutingKeyField.word("workerType"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.words("reserved")));
    private static final ExchangeReference TASK_GROUP_PRIORITY_CHANGED = new ExchangeReference(
            "exchange/taskcluster-queue/v1/task-group-priority-changed",
            List.of(
                    RoutingKeyField.constant("routingKeyKind", "primary"),
                    RoutingKeyField.word("taskGroupId"),
                    RoutingKeyField.word("schedulerId"),
                    RoutingKeyField.words("reserved")));

    private QueueEvents() {}

    /// Task Defined.
    ///
    /// A task was created, or created again. The status is that of a task without runs; one that does not
    /// wait for others is announced as pending right after.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskDefined(Map<String, ?> routingKey) {
        return TASK_DEFINED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskDefined(String routingKeyPattern) {
        return TASK_DEFINED.bind(routingKeyPattern);
    }

    /// Task Pending.
    ///
    /// A run waits for a worker: the first one, a retry or a rerun.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskPending(Map<String, ?> routingKey) {
        return TASK_PENDING.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskPending(String routingKeyPattern) {
        return TASK_PENDING.bind(routingKeyPattern);
    }

    /// Task Running.
    ///
    /// A worker has claimed a run. Renewed claims are not announced.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskRunning(Map<String, ?> routingKey) {
        return TASK_RUNNING.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskRunning(String routingKeyPattern) {
        return TASK_RUNNING.bind(routingKeyPattern);
    }

    /// Artifact Created.
    ///
    /// An artifact can be read from now on. Not announced for artifacts of storage type `s3`, whose upload
    /// ends without the queue's knowledge.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding artifactCreated(Map<String, ?> routingKey) {
        return ARTIFACT_CREATED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding artifactCreated(String routingKeyPattern) {
        return ARTIFACT_CREATED.bind(routingKeyPattern);
    }

    /// Task Completed.
    ///
    /// A run has ended, and its worker says that it did what it should.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskCompleted(Map<String, ?> routingKey) {
        return TASK_COMPLETED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskCompleted(String routingKeyPattern) {
        return TASK_COMPLETED.bind(routingKeyPattern);
    }

    /// Task Failed.
    ///
    /// A run has ended, and its worker says that what it found is a failure.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskFailed(Map<String, ?> routingKey) {
        return TASK_FAILED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskFailed(String routingKeyPattern) {
        return TASK_FAILED.bind(routingKeyPattern);
    }

    /// Task Exception.
    ///
    /// A run has ended without a result: it was canceled, its claim or the task's deadline passed, or its
    /// worker could not finish it. If it is retried, the status has the next run, which is announced as
    /// pending right after.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskException(Map<String, ?> routingKey) {
        return TASK_EXCEPTION.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskException(String routingKeyPattern) {
        return TASK_EXCEPTION.bind(routingKeyPattern);
    }

    /// Task Group Resolved.
    ///
    /// Every task of the group has been resolved at some time. Announced again when a task is resolved
    /// again, or after tasks were added.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskGroupId`: The group.
    /// - `schedulerId`: Scheduler of the group.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskGroupResolved(Map<String, ?> routingKey) {
        return TASK_GROUP_RESOLVED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskGroupResolved(String routingKeyPattern) {
        return TASK_GROUP_RESOLVED.bind(routingKeyPattern);
    }

    /// Task Group Sealed.
    ///
    /// The group was sealed: it takes no more tasks. Announced again when it is sealed again.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskGroupId`: The group.
    /// - `schedulerId`: Scheduler of the group.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskGroupSealed(Map<String, ?> routingKey) {
        return TASK_GROUP_SEALED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskGroupSealed(String routingKeyPattern) {
        return TASK_GROUP_SEALED.bind(routingKeyPattern);
    }

    /// Task Priority Changed.
    ///
    /// The task was given another priority by itself, not together with its group.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskId`: The task.
    /// - `runId`: The run of the task, `_` if it is about none.
    /// - `workerGroup`: Group of the worker that has the run, `_` if none has.
    /// - `workerId`: Worker that has the run, `_` if none has.
    /// - `provisionerId`: First part of the task queue ID.
    /// - `workerType`: Second part of the task queue ID.
    /// - `schedulerId`: Scheduler of the task.
    /// - `taskGroupId`: Group of the task.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskPriorityChanged(Map<String, ?> routingKey) {
        return TASK_PRIORITY_CHANGED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskPriorityChanged(String routingKeyPattern) {
        return TASK_PRIORITY_CHANGED.bind(routingKeyPattern);
    }

    /// Task Group Priority Changed.
    ///
    /// The tasks of the group were given another priority. There is no message for each of them.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `taskGroupId`: The group.
    /// - `schedulerId`: Scheduler of the group.
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding taskGroupPriorityChanged(Map<String, ?> routingKey) {
        return TASK_GROUP_PRIORITY_CHANGED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding taskGroupPriorityChanged(String routingKeyPattern) {
        return TASK_GROUP_PRIORITY_CHANGED.bind(routingKeyPattern);
    }
}
