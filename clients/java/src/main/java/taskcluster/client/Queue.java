package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;
import static taskcluster.client.ApiMethod.Reply.AWAITED_OBJECT;
import static taskcluster.client.ApiMethod.Reply.OBJECT;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Queue Service. The queue keeps tasks and hands them to workers.
///
/// A task is created with `createTask`. It waits for the tasks it depends on, then for a worker, which
/// claims it with `claimWork`, renews its claim with `reclaimTask` while it works, creates artifacts, and
/// reports how it went. Each such attempt is a *run*; a task whose worker disappears is run again while it
/// has retries. A task that is not resolved by its deadline is resolved as an exception.
///
/// Everything that happens is announced on the queue's exchanges as well.
///
/// Generated from the service's reference.
public final class Queue {
    private static final ApiMethod LIST_DEPENDENT_TASKS = new ApiMethod(
            "listDependentTasks",
            "GET",
            "/task/<taskId>/dependents",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod STATUS =
            new ApiMethod("status", "GET", "/task/<taskId>/status", Set.of(), NONE, OBJECT);
    private static final ApiMethod STATUSES =
            new ApiMethod("statuses", "POST", "/tasks/status", Set.of("continuationToken", "limit"), JSON, OBJECT);
    private static final ApiMethod TASK = new ApiMethod("task", "GET", "/task/<taskId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod TASKS =
            new ApiMethod("tasks", "POST", "/tasks", Set.of("continuationToken", "limit"), JSON, OBJECT);
    private static final ApiMethod CANCEL_TASK =
            new ApiMethod("cancelTask", "POST", "/task/<taskId>/cancel", Set.of(), NONE, OBJECT);
    private static final ApiMethod CHANGE_TASK_PRIORITY =
            new ApiMethod("changeTaskPriority", "POST", "/task/<taskId>/priority", Set.of(), JSON, OBJECT);
    private static final ApiMethod CREATE_TASK =
            new ApiMethod("createTask", "PUT", "/task/<taskId>", Set.of(), JSON, OBJECT);
    private static final ApiMethod RERUN_TASK =
            new ApiMethod("rerunTask", "POST", "/task/<taskId>/rerun", Set.of(), NONE, OBJECT);
    private static final ApiMethod SCHEDULE_TASK =
            new ApiMethod("scheduleTask", "POST", "/task/<taskId>/schedule", Set.of(), NONE, OBJECT);
    private static final ApiMethod CREATE_TASKS = new ApiMethod("createTasks", "PUT", "/tasks", Set.of(), JSON, OBJECT);
    private static final ApiMethod GET_TASK_GROUP =
            new ApiMethod("getTaskGroup", "GET", "/task-group/<taskGroupId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_TASK_GROUP = new ApiMethod(
            "listTaskGroup",
            "GET",
            "/task-group/<taskGroupId>/list",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod CANCEL_TASK_GROUP =
            new ApiMethod("cancelTaskGroup", "POST", "/task-group/<taskGroupId>/cancel", Set.of(), NONE, OBJECT);
    private static final ApiMethod CHANGE_TASK_GROUP_PRIORITY = new ApiMethod(
            "changeTaskGroupPriority", "POST", "/task-group/<taskGroupId>/priority", Set.of(), JSON, OBJECT);
    private static final ApiMethod SEAL_TASK_GROUP =
            new ApiMethod("sealTaskGroup", "POST", "/task-group/<taskGroupId>/seal", Set.of(), NONE, OBJECT);
    private static final ApiMethod CLAIM_TASK =
            new ApiMethod("claimTask", "POST", "/task/<taskId>/runs/<runId>/claim", Set.of(), JSON, OBJECT);
    private static final ApiMethod CLAIM_WORK =
            new ApiMethod("claimWork", "POST", "/claim-work/<taskQueueId>", Set.of(), JSON, AWAITED_OBJECT);
    private static final ApiMethod RECLAIM_TASK =
            new ApiMethod("reclaimTask", "POST", "/task/<taskId>/runs/<runId>/reclaim", Set.of(), NONE, OBJECT);
    private static final ApiMethod WATCH_RUN =
            new ApiMethod("watchRun", "GET", "/task/<taskId>/runs/<runId>/watch", Set.of(), NONE, AWAITED_OBJECT);
    private static final ApiMethod REPORT_COMPLETED =
            new ApiMethod("reportCompleted", "POST", "/task/<taskId>/runs/<runId>/completed", Set.of(), NONE, OBJECT);
    private static final ApiMethod REPORT_EXCEPTION =
            new ApiMethod("reportException", "POST", "/task/<taskId>/runs/<runId>/exception", Set.of(), JSON, OBJECT);
    private static final ApiMethod REPORT_FAILED =
            new ApiMethod("reportFailed", "POST", "/task/<taskId>/runs/<runId>/failed", Set.of(), NONE, OBJECT);
    private static final ApiMethod ARTIFACT_INFO = new ApiMethod(
            "artifactInfo", "GET", "/task/<taskId>/runs/<runId>/artifact-info/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod CREATE_ARTIFACT = new ApiMethod(
            "createArtifact", "POST", "/task/<taskId>/runs/<runId>/artifacts/<name>", Set.of(), JSON, OBJECT);
    private static final ApiMethod LATEST_ARTIFACT_INFO =
            new ApiMethod("latestArtifactInfo", "GET", "/task/<taskId>/artifact-info/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_ARTIFACTS = new ApiMethod(
            "listArtifacts",
            "GET",
            "/task/<taskId>/runs/<runId>/artifacts",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod LIST_LATEST_ARTIFACTS = new ApiMethod(
            "listLatestArtifacts",
            "GET",
            "/task/<taskId>/artifacts",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod ARTIFACT = new ApiMethod(
            "artifact", "GET", "/task/<taskId>/runs/<runId>/artifact-content/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod GET_ARTIFACT =
            new ApiMethod("getArtifact", "GET", "/task/<taskId>/runs/<runId>/artifacts/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod GET_LATEST_ARTIFACT =
            new ApiMethod("getLatestArtifact", "GET", "/task/<taskId>/artifacts/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LATEST_ARTIFACT =
            new ApiMethod("latestArtifact", "GET", "/task/<taskId>/artifact-content/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod FINISH_ARTIFACT =
            new ApiMethod("finishArtifact", "PUT", "/task/<taskId>/runs/<runId>/artifacts/<name>", Set.of(), JSON, ANY);
    private static final ApiMethod GET_TASK_QUEUE =
            new ApiMethod("getTaskQueue", "GET", "/task-queues/<taskQueueId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_TASK_QUEUES =
            new ApiMethod("listTaskQueues", "GET", "/task-queues", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod PENDING_TASKS =
            new ApiMethod("pendingTasks", "GET", "/pending/<taskQueueId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod TASK_QUEUE_COUNTS =
            new ApiMethod("taskQueueCounts", "GET", "/task-queues/<taskQueueId>/counts", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_CLAIMED_TASKS = new ApiMethod(
            "listClaimedTasks",
            "GET",
            "/task-queues/<taskQueueId>/claimed",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod LIST_PENDING_TASKS = new ApiMethod(
            "listPendingTasks",
            "GET",
            "/task-queues/<taskQueueId>/pending",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod GET_PROVISIONER =
            new ApiMethod("getProvisioner", "GET", "/provisioners/<provisionerId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod GET_WORKER_TYPE = new ApiMethod(
            "getWorkerType", "GET", "/provisioners/<provisionerId>/worker-types/<workerType>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_PROVISIONERS = new ApiMethod(
            "listProvisioners", "GET", "/provisioners", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod LIST_WORKER_TYPES = new ApiMethod(
            "listWorkerTypes",
            "GET",
            "/provisioners/<provisionerId>/worker-types",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod DECLARE_WORKER = new ApiMethod(
            "declareWorker",
            "PUT",
            "/provisioners/<provisionerId>/worker-types/<workerType>/<workerGroup>/<workerId>",
            Set.of(),
            JSON,
            OBJECT);
    private static final ApiMethod GET_WORKER = new ApiMethod(
            "getWorker",
            "GET",
            "/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
            Set.of(),
            NONE,
            OBJECT);
    private static final ApiMethod LIST_WORKERS = new ApiMethod(
            "listWorkers",
            "GET",
            "/provisioners/<provisionerId>/worker-types/<workerType>/workers",
            Set.of("continuationToken", "limit", "quarantined"),
            NONE,
            OBJECT);
    private static final ApiMethod QUARANTINE_WORKER = new ApiMethod(
            "quarantineWorker",
            "PUT",
            "/provisioners/<provisionerId>/worker-types/<workerType>/workers/<workerGroup>/<workerId>",
            Set.of(),
            JSON,
            OBJECT);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public Queue(ClientOptions options) {
        this.service = new ServiceClient(options, "queue", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// List Dependent Tasks.
    ///
    /// Lists the tasks that depend on a task, ordered by task ID, whether or not they still wait for it.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-dependent-tasks:<taskId>`.
    public ObjectNode listDependentTasks(String taskId) {
        return service.object(LIST_DEPENDENT_TASKS.at(taskId), Map.of(), null);
    }

    /// List Dependent Tasks.
    ///
    /// Lists the tasks that depend on a task, ordered by task ID, whether or not they still wait for it.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-dependent-tasks:<taskId>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listDependentTasks(String taskId, Map<String, String> query) {
        return service.object(LIST_DEPENDENT_TASKS.at(taskId), query, null);
    }

    /// All pages of `listDependentTasks`, fetched while the stream is read.
    public Stream<ObjectNode> listDependentTasksPages(String taskId, Map<String, String> query) {
        return service.pages(LIST_DEPENDENT_TASKS.at(taskId), query, null);
    }

    /// The `tasks` of all pages of `listDependentTasks`, fetched while the stream is read.
    public Stream<JsonNode> listDependentTasksStream(String taskId, Map<String, String> query) {
        return service.elements("tasks", LIST_DEPENDENT_TASKS.at(taskId), query, null);
    }

    /// The URL of `listDependentTasks`, unsigned.
    public URI listDependentTasksUrl(String taskId, Map<String, String> query) {
        return service.url(LIST_DEPENDENT_TASKS.at(taskId), query);
    }

    /// The URL of `listDependentTasks`, signed for anybody's use for the given time.
    public URI listDependentTasksSignedUrl(String taskId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_DEPENDENT_TASKS.at(taskId), query, life);
    }

    /// Get Task Status.
    ///
    /// Returns the state of a task and of each of its runs.
    ///
    /// Scopes: `queue:status:<taskId>`.
    public ObjectNode status(String taskId) {
        return service.object(STATUS.at(taskId), Map.of(), null);
    }

    /// The URL of `status`, unsigned.
    public URI statusUrl(String taskId) {
        return service.url(STATUS.at(taskId), Map.of());
    }

    /// The URL of `status`, signed for anybody's use for the given time.
    public URI statusSignedUrl(String taskId, Duration life) {
        return service.signedUrl(STATUS.at(taskId), Map.of(), life);
    }

    /// Get Multiple Task Statuses.
    ///
    /// Returns the statuses of several tasks, ordered by task ID. Tasks that do not exist are left out.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:status:<taskId>` for each `taskId` of `taskIds`.
    ///
    /// This method may still change.
    public ObjectNode statuses(Object payload) {
        return service.object(STATUSES.at(), Map.of(), payload);
    }

    /// Get Multiple Task Statuses.
    ///
    /// Returns the statuses of several tasks, ordered by task ID. Tasks that do not exist are left out.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:status:<taskId>` for each `taskId` of `taskIds`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode statuses(Object payload, Map<String, String> query) {
        return service.object(STATUSES.at(), query, payload);
    }

    /// All pages of `statuses`, fetched while the stream is read.
    public Stream<ObjectNode> statusesPages(Object payload, Map<String, String> query) {
        return service.pages(STATUSES.at(), query, payload);
    }

    /// The `statuses` of all pages of `statuses`, fetched while the stream is read.
    public Stream<JsonNode> statusesStream(Object payload, Map<String, String> query) {
        return service.elements("statuses", STATUSES.at(), query, payload);
    }

    /// Get Task Definition.
    ///
    /// Returns the definition of a task as it was submitted, with the defaults of what was left out. It
    /// does not
    /// change, except for the priority. How the task fares is told by `status`.
    ///
    /// Scopes: `queue:get-task:<taskId>`.
    public ObjectNode task(String taskId) {
        return service.object(TASK.at(taskId), Map.of(), null);
    }

    /// The URL of `task`, unsigned.
    public URI taskUrl(String taskId) {
        return service.url(TASK.at(taskId), Map.of());
    }

    /// The URL of `task`, signed for anybody's use for the given time.
    public URI taskSignedUrl(String taskId, Duration life) {
        return service.signedUrl(TASK.at(taskId), Map.of(), life);
    }

    /// Get Multiple Task Definitions.
    ///
    /// Returns the definitions of several tasks, ordered by task ID. Tasks that do not exist are left out.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:get-task:<taskId>` for each `taskId` of `taskIds`.
    ///
    /// This method may still change.
    public ObjectNode tasks(Object payload) {
        return service.object(TASKS.at(), Map.of(), payload);
    }

    /// Get Multiple Task Definitions.
    ///
    /// Returns the definitions of several tasks, ordered by task ID. Tasks that do not exist are left out.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:get-task:<taskId>` for each `taskId` of `taskIds`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode tasks(Object payload, Map<String, String> query) {
        return service.object(TASKS.at(), query, payload);
    }

    /// All pages of `tasks`, fetched while the stream is read.
    public Stream<ObjectNode> tasksPages(Object payload, Map<String, String> query) {
        return service.pages(TASKS.at(), query, payload);
    }

    /// The `tasks` of all pages of `tasks`, fetched while the stream is read.
    public Stream<JsonNode> tasksStream(Object payload, Map<String, String> query) {
        return service.elements("tasks", TASKS.at(), query, payload);
    }

    /// Cancel Task.
    ///
    /// Resolves a task that is `unscheduled`, `pending` or `running` as `exception` with reason `canceled`.
    /// A task that
    /// is resolved stays as it is. Refused when the task's deadline has passed.
    ///
    /// A worker that is at work on the task learns of it when it next reclaims or reports the run, which is
    /// then
    /// refused.
    ///
    /// Scopes: `queue:cancel-task:<schedulerId>/<taskGroupId>/<taskId>` or
    /// `queue:cancel-task-in-project:<projectId>` or (`queue:cancel-task` and
    /// `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
    public ObjectNode cancelTask(String taskId) {
        return service.object(CANCEL_TASK.at(taskId), Map.of(), null);
    }

    /// Change Task Priority.
    ///
    /// Gives a task another priority; if it is `pending` it takes another place among those that wait. A
    /// task that has
    /// it already stays as it is. Refused when the task has been resolved, even if it was run again since,
    /// or when its
    /// deadline has passed.
    ///
    /// Scopes: `queue:change-task-priority:<taskId>` or
    /// `queue:change-task-priority-in-queue:<taskQueueId>`.
    ///
    /// This method may still change.
    public ObjectNode changeTaskPriority(String taskId, Object payload) {
        return service.object(CHANGE_TASK_PRIORITY.at(taskId), Map.of(), payload);
    }

    /// Create New Task.
    ///
    /// Creates a task. Its ID is chosen by the caller and must be new; the call can be repeated with the
    /// very same
    /// definition, and then returns how the task fares by now. The same ID with another definition is
    /// refused.
    ///
    /// A task without dependencies becomes `pending` at once. One with dependencies stays `unscheduled`
    /// until all of
    /// them are `completed`, or, with `requires: all-resolved`, resolved in any way. Dependencies must have
    /// been
    /// created before, and must not expire before the task's deadline. A task that is not resolved by its
    /// deadline
    /// is resolved `exception`; the deadline can be up to a number of days ahead that the deployment sets,
    /// 5
    /// unless it says otherwise.
    ///
    /// The caller needs every scope that the task is to have, `queue:route:<route>` for each of its routes,
    /// and scopes
    /// for its project, its scheduler, and its task queue at its priority or a higher one.
    ///
    /// All tasks of a group have the same `schedulerId`, and a sealed group takes no more tasks.
    ///
    /// Scopes: `<scope>` for each `scope` of `scopes` and `queue:route:<route>` for each `route` of
    /// `routes` and `queue:create-task:project:<projectId>` and `queue:scheduler-id:<schedulerId>` and
    /// (`queue:create-task:<priority>:<provisionerId>/<workerType>` for each `priority` of `priorities`).
    public ObjectNode createTask(String taskId, Object payload) {
        return service.object(CREATE_TASK.at(taskId), Map.of(), payload);
    }

    /// Rerun a Resolved Task.
    ///
    /// Adds a run to a task that is resolved or was never scheduled, and gives it its retries again. A task
    /// that is
    /// `pending` or `running` stays as it is, so the call can be repeated. Dependencies do not matter.
    /// Refused when
    /// the task's deadline has passed, or when it has had 50 runs.
    ///
    /// Scopes: `queue:rerun-task:<schedulerId>/<taskGroupId>/<taskId>` or
    /// `queue:rerun-task-in-project:<projectId>` or (`queue:rerun-task` and
    /// `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
    public ObjectNode rerunTask(String taskId) {
        return service.object(RERUN_TASK.at(taskId), Map.of(), null);
    }

    /// Schedule Defined Task.
    ///
    /// Makes an `unscheduled` task `pending` although its dependencies are not satisfied. A task that was
    /// scheduled
    /// before stays as it is. Refused when the task's deadline has passed.
    ///
    /// Scopes: `queue:schedule-task:<schedulerId>/<taskGroupId>/<taskId>` or
    /// `queue:schedule-task-in-project:<projectId>` or (`queue:schedule-task` and
    /// `assume:scheduler-id:<schedulerId>/<taskGroupId>`).
    public ObjectNode scheduleTask(String taskId) {
        return service.object(SCHEDULE_TASK.at(taskId), Map.of(), null);
    }

    /// Create New Tasks.
    ///
    /// Creates up to 10,000 tasks at once, such as a whole graph: all of them or none. Each is what
    /// `createTask` would
    /// make of it, and takes the same scopes.
    ///
    /// The tasks may depend on each other, in any order, and on tasks that were created before. The call
    /// can be repeated
    /// with the very same tasks; those that exist already are left as they are. If any task cannot be
    /// created none is,
    /// and the error says what is wrong with which tasks.
    ///
    /// The reply tells the state of each task; `statuses` and `listTaskGroup` tell more.
    ///
    /// Scopes: `<scope>` for each `scope` of `scopes` and `queue:route:<route>` for each `route` of
    /// `routes` and `queue:create-task:project:<projectId>` and `queue:scheduler-id:<schedulerId>` and
    /// (`queue:create-task:<priority>:<provisionerId>/<workerType>` for each `priority` of `priorities`).
    ///
    /// This method may still change.
    public ObjectNode createTasks(Object payload) {
        return service.object(CREATE_TASKS.at(), Map.of(), payload);
    }

    /// Get Task Group.
    ///
    /// Returns a group's scheduler, its expiry and, if it was sealed, when; not its tasks.
    ///
    /// Scopes: `queue:list-task-group:<taskGroupId>`.
    public ObjectNode getTaskGroup(String taskGroupId) {
        return service.object(GET_TASK_GROUP.at(taskGroupId), Map.of(), null);
    }

    /// The URL of `getTaskGroup`, unsigned.
    public URI getTaskGroupUrl(String taskGroupId) {
        return service.url(GET_TASK_GROUP.at(taskGroupId), Map.of());
    }

    /// The URL of `getTaskGroup`, signed for anybody's use for the given time.
    public URI getTaskGroupSignedUrl(String taskGroupId, Duration life) {
        return service.signedUrl(GET_TASK_GROUP.at(taskGroupId), Map.of(), life);
    }

    /// List Task Group.
    ///
    /// Lists the tasks of a group, ordered by task ID, with their statuses.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more. Tasks that are added meanwhile may or may not be listed; listen to events rather than list
    /// a
    /// group again and again.
    ///
    /// Scopes: `queue:list-task-group:<taskGroupId>`.
    public ObjectNode listTaskGroup(String taskGroupId) {
        return service.object(LIST_TASK_GROUP.at(taskGroupId), Map.of(), null);
    }

    /// List Task Group.
    ///
    /// Lists the tasks of a group, ordered by task ID, with their statuses.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more. Tasks that are added meanwhile may or may not be listed; listen to events rather than list
    /// a
    /// group again and again.
    ///
    /// Scopes: `queue:list-task-group:<taskGroupId>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listTaskGroup(String taskGroupId, Map<String, String> query) {
        return service.object(LIST_TASK_GROUP.at(taskGroupId), query, null);
    }

    /// All pages of `listTaskGroup`, fetched while the stream is read.
    public Stream<ObjectNode> listTaskGroupPages(String taskGroupId, Map<String, String> query) {
        return service.pages(LIST_TASK_GROUP.at(taskGroupId), query, null);
    }

    /// The `tasks` of all pages of `listTaskGroup`, fetched while the stream is read.
    public Stream<JsonNode> listTaskGroupStream(String taskGroupId, Map<String, String> query) {
        return service.elements("tasks", LIST_TASK_GROUP.at(taskGroupId), query, null);
    }

    /// The URL of `listTaskGroup`, unsigned.
    public URI listTaskGroupUrl(String taskGroupId, Map<String, String> query) {
        return service.url(LIST_TASK_GROUP.at(taskGroupId), query);
    }

    /// The URL of `listTaskGroup`, signed for anybody's use for the given time.
    public URI listTaskGroupSignedUrl(String taskGroupId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_TASK_GROUP.at(taskGroupId), query, life);
    }

    /// Cancel Task Group.
    ///
    /// Cancels all tasks of a group that are `unscheduled`, `pending` or `running` and whose deadline has
    /// not passed, as
    /// `cancelTask` would. The group must have been sealed, so that none are added meanwhile. The call can
    /// be
    /// repeated; it returns the tasks that it has canceled itself.
    ///
    /// Scopes: `queue:cancel-task-group:<schedulerId>/<taskGroupId>`.
    ///
    /// This method may still change.
    public ObjectNode cancelTaskGroup(String taskGroupId) {
        return service.object(CANCEL_TASK_GROUP.at(taskGroupId), Map.of(), null);
    }

    /// Change Task Group Priority.
    ///
    /// Gives another priority to all tasks of a group that were never resolved and whose deadline has not
    /// passed. It
    /// is announced once for the group and not for each task; the reply has the tasks that had another
    /// priority.
    ///
    /// Scopes: `queue:change-task-group-priority:<schedulerId>/<taskGroupId>`.
    ///
    /// This method may still change.
    public ObjectNode changeTaskGroupPriority(String taskGroupId, Object payload) {
        return service.object(CHANGE_TASK_GROUP_PRIORITY.at(taskGroupId), Map.of(), payload);
    }

    /// Seal Task Group.
    ///
    /// Closes a group to further tasks, for good. Its tasks can still be scheduled and run again. Sealing a
    /// group
    /// again changes nothing, but announces it once more.
    ///
    /// Scopes: `queue:seal-task-group:<schedulerId>/<taskGroupId>`.
    ///
    /// This method may still change.
    public ObjectNode sealTaskGroup(String taskGroupId) {
        return service.object(SEAL_TASK_GROUP.at(taskGroupId), Map.of(), null);
    }

    /// Claim Task.
    ///
    /// Hands one run, which must be pending, to a worker. The same worker may repeat the call. Never use
    /// this in a
    /// worker that also uses `claimWork`, which is what workers should use.
    ///
    /// Scopes: `queue:claim-task:<provisionerId>/<workerType>` and
    /// `queue:worker-id:<workerGroup>/<workerId>`.
    ///
    /// This method will be removed.
    public ObjectNode claimTask(String taskId, String runId, Object payload) {
        return service.object(CLAIM_TASK.at(taskId, runId), Map.of(), payload);
    }

    /// Claim Work.
    ///
    /// Hands up to `tasks` pending runs of a task queue to a worker: those of the highest priority, and
    /// among them those
    /// that have waited longest. When there are none the call waits for some, about 20 seconds, and then
    /// returns an
    /// empty list. It returns as soon as there is one run; fewer runs than asked for do not mean that there
    /// are no
    /// more.
    ///
    /// Each claim lasts until its `takenUntil`. Before then the worker has to report the run or renew the
    /// claim with
    /// `reclaimTask`, using the claim's credentials; otherwise the run is resolved `exception` with reason
    /// `claim-expired`, and retried while the task has retries.
    ///
    /// A quarantined worker waits in vain.
    ///
    /// When a reply gets lost, its claims are the worker's all the same, and lapse unused. To get them
    /// after all, the
    /// worker sends a header `x-taskcluster-idempotency-key`, 22 random characters of `A-Z a-z 0-9 _ -`
    /// such as a
    /// slugid, and repeats the call with the same one until it is answered. As long as the worker still has
    /// runs
    /// that it claimed with that key, it gets those, with their claims renewed and with fresh credentials,
    /// and no
    /// others. Once it has got some it takes another key for its next call.
    ///
    /// Scopes: `queue:claim-work:<taskQueueId>` and `queue:worker-id:<workerGroup>/<workerId>`.
    public ObjectNode claimWork(String taskQueueId, Object payload) {
        return service.object(CLAIM_WORK.at(taskQueueId), Map.of(), payload);
    }

    /// Reclaim Task.
    ///
    /// Renews the claim on a run, and returns credentials that last as long as the new claim. To be called
    /// by the worker
    /// that has the run, well before `takenUntil`; the credentials that it has already stay valid until
    /// they end.
    ///
    /// Refused when the run is no longer running, for instance because the task was canceled or the claim
    /// has lapsed:
    /// then the worker should stop and report nothing.
    ///
    /// Scopes: `queue:reclaim-task:<taskId>/<runId>`.
    public ObjectNode reclaimTask(String taskId, String runId) {
        return service.object(RECLAIM_TASK.at(taskId, runId), Map.of(), null);
    }

    /// Watch Run.
    ///
    /// Waits until a run is no longer running, and tells how it ended: a worker that watches its run learns
    /// at once that
    /// the task was canceled, or that its deadline or the claim has passed. The credentials of a claim
    /// suffice.
    ///
    /// While the run goes on the call takes up to about 20 seconds and then answers `running`: the worker
    /// calls again.
    /// It keeps no claim; that takes `reclaimTask`.
    ///
    /// Scopes: `queue:reclaim-task:<taskId>/<runId>`.
    ///
    /// This method may still change.
    public ObjectNode watchRun(String taskId, String runId) {
        return service.object(WATCH_RUN.at(taskId, runId), Map.of(), null);
    }

    /// The URL of `watchRun`, unsigned.
    public URI watchRunUrl(String taskId, String runId) {
        return service.url(WATCH_RUN.at(taskId, runId), Map.of());
    }

    /// The URL of `watchRun`, signed for anybody's use for the given time.
    public URI watchRunSignedUrl(String taskId, String runId, Duration life) {
        return service.signedUrl(WATCH_RUN.at(taskId, runId), Map.of(), life);
    }

    /// Report Run Completed.
    ///
    /// Resolves a running run as `completed`: it did what it should. The call can be repeated as long as
    /// the run is the
    /// last one of its task.
    ///
    /// Scopes: `queue:resolve-task:<taskId>/<runId>`.
    public ObjectNode reportCompleted(String taskId, String runId) {
        return service.object(REPORT_COMPLETED.at(taskId, runId), Map.of(), null);
    }

    /// Report Task Exception.
    ///
    /// Resolves a running run as `exception`: it could not be done as it should. Reasons:
    ///
    /// * `worker-shutdown`: the worker has to stop. The run is retried while the task has retries.
    /// * `intermittent-task`: the task asked to be run again. It is retried as well.
    /// * `malformed-payload`: the payload is not what the worker understands.
    /// * `resource-unavailable`: something that the task refers to is not there.
    /// * `internal-error`: the worker failed in a way that is not the task's fault.
    ///
    /// The call can be repeated with the same reason, also after one more run was added.
    ///
    /// Scopes: `queue:resolve-task:<taskId>/<runId>`.
    public ObjectNode reportException(String taskId, String runId, Object payload) {
        return service.object(REPORT_EXCEPTION.at(taskId, runId), Map.of(), payload);
    }

    /// Report Run Failed.
    ///
    /// Resolves a running run as `failed`: it ran, and what it found is a failure, such as a test that does
    /// not pass.
    /// Failed runs are not retried. The call can be repeated as long as the run is the last one of its
    /// task.
    ///
    /// Scopes: `queue:resolve-task:<taskId>/<runId>`.
    public ObjectNode reportFailed(String taskId, String runId) {
        return service.object(REPORT_FAILED.at(taskId, runId), Map.of(), null);
    }

    /// Get Artifact Information.
    ///
    /// Describes one artifact of a run, as listing it would. Links are not followed: what is described is
    /// the
    /// link itself.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>:<runId>`.
    public ObjectNode artifactInfo(String taskId, String runId, String name) {
        return service.object(ARTIFACT_INFO.at(taskId, runId, name), Map.of(), null);
    }

    /// The URL of `artifactInfo`, unsigned.
    public URI artifactInfoUrl(String taskId, String runId, String name) {
        return service.url(ARTIFACT_INFO.at(taskId, runId, name), Map.of());
    }

    /// The URL of `artifactInfo`, signed for anybody's use for the given time.
    public URI artifactInfoSignedUrl(String taskId, String runId, String name, Duration life) {
        return service.signedUrl(ARTIFACT_INFO.at(taskId, runId, name), Map.of(), life);
    }

    /// Create Artifact.
    ///
    /// Adds an artifact to a run. Meant for the worker that has the run, and for what it starts: while the
    /// run
    /// is `running`, and for 25 minutes after it ended with an exception, so that logs can still be saved.
    ///
    /// For an `s3` artifact the reply has a signed URL that the content must be uploaded to within 45
    /// minutes.
    /// Such an artifact is listed at once, whether or not its content has arrived. For an `object` artifact
    /// the
    /// reply has what the upload to the object service takes; then call `finishArtifact`. Artifacts of type
    /// `reference`, `link` and `error` are complete with this call.
    ///
    /// The call can be repeated: with the same properties it changes nothing and returns a fresh upload
    /// URL, or
    /// fresh credentials for the upload that was begun. `expires` may be moved to a later time, except that
    /// of
    /// an `object`; a `reference` may be given another `url`, or be replaced by a
    /// `link`. Anything else that differs from the existing artifact is refused with `RequestConflict`.
    ///
    /// Scopes: `queue:create-artifact:<taskId>/<runId>`.
    public ObjectNode createArtifact(String taskId, String runId, String name, Object payload) {
        return service.object(CREATE_ARTIFACT.at(taskId, runId, name), Map.of(), payload);
    }

    /// Get Artifact Information from the Latest Run.
    ///
    /// Describes one artifact of the task's latest run, whatever the state of that run. Links are not
    /// followed.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>`.
    public ObjectNode latestArtifactInfo(String taskId, String name) {
        return service.object(LATEST_ARTIFACT_INFO.at(taskId, name), Map.of(), null);
    }

    /// The URL of `latestArtifactInfo`, unsigned.
    public URI latestArtifactInfoUrl(String taskId, String name) {
        return service.url(LATEST_ARTIFACT_INFO.at(taskId, name), Map.of());
    }

    /// The URL of `latestArtifactInfo`, signed for anybody's use for the given time.
    public URI latestArtifactInfoSignedUrl(String taskId, String name, Duration life) {
        return service.signedUrl(LATEST_ARTIFACT_INFO.at(taskId, name), Map.of(), life);
    }

    /// List Artifacts of a Run.
    ///
    /// Lists the artifacts of a run, ordered by name. At most 1000 at a time, or `limit` if that is less;
    /// as
    /// long as the reply has a `continuationToken` there may be more.
    ///
    /// Artifacts that have expired are listed until they are swept.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>:<runId>`.
    public ObjectNode listArtifacts(String taskId, String runId) {
        return service.object(LIST_ARTIFACTS.at(taskId, runId), Map.of(), null);
    }

    /// List Artifacts of a Run.
    ///
    /// Lists the artifacts of a run, ordered by name. At most 1000 at a time, or `limit` if that is less;
    /// as
    /// long as the reply has a `continuationToken` there may be more.
    ///
    /// Artifacts that have expired are listed until they are swept.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>:<runId>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listArtifacts(String taskId, String runId, Map<String, String> query) {
        return service.object(LIST_ARTIFACTS.at(taskId, runId), query, null);
    }

    /// All pages of `listArtifacts`, fetched while the stream is read.
    public Stream<ObjectNode> listArtifactsPages(String taskId, String runId, Map<String, String> query) {
        return service.pages(LIST_ARTIFACTS.at(taskId, runId), query, null);
    }

    /// The `artifacts` of all pages of `listArtifacts`, fetched while the stream is read.
    public Stream<JsonNode> listArtifactsStream(String taskId, String runId, Map<String, String> query) {
        return service.elements("artifacts", LIST_ARTIFACTS.at(taskId, runId), query, null);
    }

    /// The URL of `listArtifacts`, unsigned.
    public URI listArtifactsUrl(String taskId, String runId, Map<String, String> query) {
        return service.url(LIST_ARTIFACTS.at(taskId, runId), query);
    }

    /// The URL of `listArtifacts`, signed for anybody's use for the given time.
    public URI listArtifactsSignedUrl(String taskId, String runId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_ARTIFACTS.at(taskId, runId), query, life);
    }

    /// List Artifacts of the Latest Run.
    ///
    /// Lists the artifacts of the task's latest run, whatever its state, ordered by name. Note that the
    /// latest
    /// run may change between two pages; name the run to list where that matters.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>`.
    public ObjectNode listLatestArtifacts(String taskId) {
        return service.object(LIST_LATEST_ARTIFACTS.at(taskId), Map.of(), null);
    }

    /// List Artifacts of the Latest Run.
    ///
    /// Lists the artifacts of the task's latest run, whatever its state, ordered by name. Note that the
    /// latest
    /// run may change between two pages; name the run to list where that matters.
    ///
    /// Scopes: `queue:list-artifacts:<taskId>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listLatestArtifacts(String taskId, Map<String, String> query) {
        return service.object(LIST_LATEST_ARTIFACTS.at(taskId), query, null);
    }

    /// All pages of `listLatestArtifacts`, fetched while the stream is read.
    public Stream<ObjectNode> listLatestArtifactsPages(String taskId, Map<String, String> query) {
        return service.pages(LIST_LATEST_ARTIFACTS.at(taskId), query, null);
    }

    /// The `artifacts` of all pages of `listLatestArtifacts`, fetched while the stream is read.
    public Stream<JsonNode> listLatestArtifactsStream(String taskId, Map<String, String> query) {
        return service.elements("artifacts", LIST_LATEST_ARTIFACTS.at(taskId), query, null);
    }

    /// The URL of `listLatestArtifacts`, unsigned.
    public URI listLatestArtifactsUrl(String taskId, Map<String, String> query) {
        return service.url(LIST_LATEST_ARTIFACTS.at(taskId), query);
    }

    /// The URL of `listLatestArtifacts`, signed for anybody's use for the given time.
    public URI listLatestArtifactsSignedUrl(String taskId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_LATEST_ARTIFACTS.at(taskId), query, life);
    }

    /// Get Artifact Content from a Run.
    ///
    /// Says where the content of an artifact is, for clients that would rather fetch it themselves than be
    /// redirected. Of an `object` artifact it gives the name and credentials to download it from the object
    /// service, so that the content can be verified. Scopes, links and errors are as with `getArtifact`,
    /// except that an `error` artifact is
    /// described with status 200.
    ///
    /// Scopes: `queue:get-artifact:<name>` for each `name` of `names`.
    public ObjectNode artifact(String taskId, String runId, String name) {
        return service.object(ARTIFACT.at(taskId, runId, name), Map.of(), null);
    }

    /// The URL of `artifact`, unsigned.
    public URI artifactUrl(String taskId, String runId, String name) {
        return service.url(ARTIFACT.at(taskId, runId, name), Map.of());
    }

    /// The URL of `artifact`, signed for anybody's use for the given time.
    public URI artifactSignedUrl(String taskId, String runId, String name, Duration life) {
        return service.signedUrl(ARTIFACT.at(taskId, runId, name), Map.of(), life);
    }

    /// Get Artifact Data from a Run.
    ///
    /// Redirects (303) to the content of an artifact, so that an HTTP client that follows redirects simply
    /// gets the content. The header `x-taskcluster-artifact-storage-type` says how it is stored. A signed
    /// URL
    /// of this method can be handed to tools that know nothing of Taskcluster.
    ///
    /// The scope `queue:get-artifact:<name>` is needed for the name asked for and, if that is a link, for
    /// every
    /// name on the way. Usually those that start with `public/` are readable without credentials.
    ///
    /// An `error` artifact answers 424 with its `reason` and `message`. An artifact past its expiry answers
    /// 410 until it is swept, and 404 after that. Links that lead back to themselves answer 400.
    ///
    /// Redirects to the public bucket go through the deployment's CDN, if it has one, except for callers in
    /// the
    /// bucket's own AWS region. The request header `x-taskcluster-skip-cdn: true` avoids the CDN as well.
    ///
    /// Scopes: `queue:get-artifact:<name>` for each `name` of `names`.
    public ObjectNode getArtifact(String taskId, String runId, String name) {
        return service.object(GET_ARTIFACT.at(taskId, runId, name), Map.of(), null);
    }

    /// The URL of `getArtifact`, unsigned.
    public URI getArtifactUrl(String taskId, String runId, String name) {
        return service.url(GET_ARTIFACT.at(taskId, runId, name), Map.of());
    }

    /// The URL of `getArtifact`, signed for anybody's use for the given time.
    public URI getArtifactSignedUrl(String taskId, String runId, String name, Duration life) {
        return service.signedUrl(GET_ARTIFACT.at(taskId, runId, name), Map.of(), life);
    }

    /// Get Artifact Data from the Latest Run.
    ///
    /// Redirects to the content of an artifact of the task's latest run, whatever the state of that run,
    /// and
    /// otherwise works as `getArtifact`. Until the latest run has made the artifact the answer is 404, even
    /// if
    /// an earlier run has one of that name.
    ///
    /// Scopes: `queue:get-artifact:<name>` for each `name` of `names`.
    public ObjectNode getLatestArtifact(String taskId, String name) {
        return service.object(GET_LATEST_ARTIFACT.at(taskId, name), Map.of(), null);
    }

    /// The URL of `getLatestArtifact`, unsigned.
    public URI getLatestArtifactUrl(String taskId, String name) {
        return service.url(GET_LATEST_ARTIFACT.at(taskId, name), Map.of());
    }

    /// The URL of `getLatestArtifact`, signed for anybody's use for the given time.
    public URI getLatestArtifactSignedUrl(String taskId, String name, Duration life) {
        return service.signedUrl(GET_LATEST_ARTIFACT.at(taskId, name), Map.of(), life);
    }

    /// Get Artifact Content from the Latest Run.
    ///
    /// Says where the content of an artifact of the task's latest run is, whatever the state of that run,
    /// and
    /// otherwise works as `artifact`.
    ///
    /// Scopes: `queue:get-artifact:<name>` for each `name` of `names`.
    public ObjectNode latestArtifact(String taskId, String name) {
        return service.object(LATEST_ARTIFACT.at(taskId, name), Map.of(), null);
    }

    /// The URL of `latestArtifact`, unsigned.
    public URI latestArtifactUrl(String taskId, String name) {
        return service.url(LATEST_ARTIFACT.at(taskId, name), Map.of());
    }

    /// The URL of `latestArtifact`, signed for anybody's use for the given time.
    public URI latestArtifactSignedUrl(String taskId, String name, Duration life) {
        return service.signedUrl(LATEST_ARTIFACT.at(taskId, name), Map.of(), life);
    }

    /// Finish Artifact.
    ///
    /// Declares the content of an `object` artifact complete: from now on it can be read, and that is
    /// announced. The object service must have finished its upload; give the `uploadId` that
    /// `createArtifact`
    /// returned. The run may have ended meanwhile.
    ///
    /// The call can be repeated; it then announces the artifact again.
    ///
    /// Scopes: `queue:create-artifact:<taskId>/<runId>`.
    public void finishArtifact(String taskId, String runId, String name, Object payload) {
        service.call(FINISH_ARTIFACT.at(taskId, runId, name), Map.of(), payload);
    }

    /// Get Task Queue.
    ///
    /// Returns what is known of a task queue. It is known as long as workers use it, and for a few days
    /// after.
    ///
    /// Scopes: `queue:get-task-queue:<taskQueueId>`.
    public ObjectNode getTaskQueue(String taskQueueId) {
        return service.object(GET_TASK_QUEUE.at(taskQueueId), Map.of(), null);
    }

    /// The URL of `getTaskQueue`, unsigned.
    public URI getTaskQueueUrl(String taskQueueId) {
        return service.url(GET_TASK_QUEUE.at(taskQueueId), Map.of());
    }

    /// The URL of `getTaskQueue`, signed for anybody's use for the given time.
    public URI getTaskQueueSignedUrl(String taskQueueId, Duration life) {
        return service.signedUrl(GET_TASK_QUEUE.at(taskQueueId), Map.of(), life);
    }

    /// List Task Queues.
    ///
    /// Lists the task queues that workers have used lately, ordered by ID.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-task-queues`.
    public ObjectNode listTaskQueues() {
        return service.object(LIST_TASK_QUEUES.at(), Map.of(), null);
    }

    /// List Task Queues.
    ///
    /// Lists the task queues that workers have used lately, ordered by ID.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-task-queues`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listTaskQueues(Map<String, String> query) {
        return service.object(LIST_TASK_QUEUES.at(), query, null);
    }

    /// All pages of `listTaskQueues`, fetched while the stream is read.
    public Stream<ObjectNode> listTaskQueuesPages(Map<String, String> query) {
        return service.pages(LIST_TASK_QUEUES.at(), query, null);
    }

    /// The `taskQueues` of all pages of `listTaskQueues`, fetched while the stream is read.
    public Stream<JsonNode> listTaskQueuesStream(Map<String, String> query) {
        return service.elements("taskQueues", LIST_TASK_QUEUES.at(), query, null);
    }

    /// The URL of `listTaskQueues`, unsigned.
    public URI listTaskQueuesUrl(Map<String, String> query) {
        return service.url(LIST_TASK_QUEUES.at(), query);
    }

    /// The URL of `listTaskQueues`, signed for anybody's use for the given time.
    public URI listTaskQueuesSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_TASK_QUEUES.at(), query, life);
    }

    /// Get Number of Pending Tasks.
    ///
    /// Returns how many runs of a task queue wait for a worker. A task queue that nobody has used has none.
    /// Use
    /// `taskQueueCounts`, which says more.
    ///
    /// Scopes: `queue:pending-count:<taskQueueId>`.
    ///
    /// This method will be removed.
    public ObjectNode pendingTasks(String taskQueueId) {
        return service.object(PENDING_TASKS.at(taskQueueId), Map.of(), null);
    }

    /// The URL of `pendingTasks`, unsigned.
    public URI pendingTasksUrl(String taskQueueId) {
        return service.url(PENDING_TASKS.at(taskQueueId), Map.of());
    }

    /// The URL of `pendingTasks`, signed for anybody's use for the given time.
    public URI pendingTasksSignedUrl(String taskQueueId, Duration life) {
        return service.signedUrl(PENDING_TASKS.at(taskQueueId), Map.of(), life);
    }

    /// Get Number of Pending and Claimed Tasks.
    ///
    /// Returns how many runs of a task queue wait for a worker, and how many are claimed by one. A task
    /// queue that nobody
    /// has used has none.
    ///
    /// Scopes: `queue:pending-count:<taskQueueId>` and `queue:claimed-count:<taskQueueId>`.
    public ObjectNode taskQueueCounts(String taskQueueId) {
        return service.object(TASK_QUEUE_COUNTS.at(taskQueueId), Map.of(), null);
    }

    /// The URL of `taskQueueCounts`, unsigned.
    public URI taskQueueCountsUrl(String taskQueueId) {
        return service.url(TASK_QUEUE_COUNTS.at(taskQueueId), Map.of());
    }

    /// The URL of `taskQueueCounts`, signed for anybody's use for the given time.
    public URI taskQueueCountsSignedUrl(String taskQueueId, Duration life) {
        return service.signedUrl(TASK_QUEUE_COUNTS.at(taskQueueId), Map.of(), life);
    }

    /// List Claimed Tasks.
    ///
    /// Lists the runs of a task queue that workers have, in the order in which they were claimed, or their
    /// claims were
    /// last renewed.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:claimed-list:<taskQueueId>`.
    ///
    /// This method may still change.
    public ObjectNode listClaimedTasks(String taskQueueId) {
        return service.object(LIST_CLAIMED_TASKS.at(taskQueueId), Map.of(), null);
    }

    /// List Claimed Tasks.
    ///
    /// Lists the runs of a task queue that workers have, in the order in which they were claimed, or their
    /// claims were
    /// last renewed.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:claimed-list:<taskQueueId>`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listClaimedTasks(String taskQueueId, Map<String, String> query) {
        return service.object(LIST_CLAIMED_TASKS.at(taskQueueId), query, null);
    }

    /// All pages of `listClaimedTasks`, fetched while the stream is read.
    public Stream<ObjectNode> listClaimedTasksPages(String taskQueueId, Map<String, String> query) {
        return service.pages(LIST_CLAIMED_TASKS.at(taskQueueId), query, null);
    }

    /// The `tasks` of all pages of `listClaimedTasks`, fetched while the stream is read.
    public Stream<JsonNode> listClaimedTasksStream(String taskQueueId, Map<String, String> query) {
        return service.elements("tasks", LIST_CLAIMED_TASKS.at(taskQueueId), query, null);
    }

    /// The URL of `listClaimedTasks`, unsigned.
    public URI listClaimedTasksUrl(String taskQueueId, Map<String, String> query) {
        return service.url(LIST_CLAIMED_TASKS.at(taskQueueId), query);
    }

    /// The URL of `listClaimedTasks`, signed for anybody's use for the given time.
    public URI listClaimedTasksSignedUrl(String taskQueueId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_CLAIMED_TASKS.at(taskQueueId), query, life);
    }

    /// List Pending Tasks.
    ///
    /// Lists the runs of a task queue that wait for a worker, longest waiting first. This is not the order
    /// in which
    /// workers get them, since that goes by priority first.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:pending-list:<taskQueueId>`.
    ///
    /// This method may still change.
    public ObjectNode listPendingTasks(String taskQueueId) {
        return service.object(LIST_PENDING_TASKS.at(taskQueueId), Map.of(), null);
    }

    /// List Pending Tasks.
    ///
    /// Lists the runs of a task queue that wait for a worker, longest waiting first. This is not the order
    /// in which
    /// workers get them, since that goes by priority first.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:pending-list:<taskQueueId>`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listPendingTasks(String taskQueueId, Map<String, String> query) {
        return service.object(LIST_PENDING_TASKS.at(taskQueueId), query, null);
    }

    /// All pages of `listPendingTasks`, fetched while the stream is read.
    public Stream<ObjectNode> listPendingTasksPages(String taskQueueId, Map<String, String> query) {
        return service.pages(LIST_PENDING_TASKS.at(taskQueueId), query, null);
    }

    /// The `tasks` of all pages of `listPendingTasks`, fetched while the stream is read.
    public Stream<JsonNode> listPendingTasksStream(String taskQueueId, Map<String, String> query) {
        return service.elements("tasks", LIST_PENDING_TASKS.at(taskQueueId), query, null);
    }

    /// The URL of `listPendingTasks`, unsigned.
    public URI listPendingTasksUrl(String taskQueueId, Map<String, String> query) {
        return service.url(LIST_PENDING_TASKS.at(taskQueueId), query);
    }

    /// The URL of `listPendingTasks`, signed for anybody's use for the given time.
    public URI listPendingTasksSignedUrl(String taskQueueId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_PENDING_TASKS.at(taskQueueId), query, life);
    }

    /// Get Provisioner.
    ///
    /// Returns what the task queues of a provisioner have in common.
    ///
    /// Scopes: `queue:get-provisioner:<provisionerId>`.
    ///
    /// This method will be removed.
    public ObjectNode getProvisioner(String provisionerId) {
        return service.object(GET_PROVISIONER.at(provisionerId), Map.of(), null);
    }

    /// The URL of `getProvisioner`, unsigned.
    public URI getProvisionerUrl(String provisionerId) {
        return service.url(GET_PROVISIONER.at(provisionerId), Map.of());
    }

    /// The URL of `getProvisioner`, signed for anybody's use for the given time.
    public URI getProvisionerSignedUrl(String provisionerId, Duration life) {
        return service.signedUrl(GET_PROVISIONER.at(provisionerId), Map.of(), life);
    }

    /// Get Worker Type.
    ///
    /// Returns what is known of a task queue. Use `getTaskQueue`.
    ///
    /// Scopes: `queue:get-worker-type:<provisionerId>/<workerType>`.
    ///
    /// This method will be removed.
    public ObjectNode getWorkerType(String provisionerId, String workerType) {
        return service.object(GET_WORKER_TYPE.at(provisionerId, workerType), Map.of(), null);
    }

    /// The URL of `getWorkerType`, unsigned.
    public URI getWorkerTypeUrl(String provisionerId, String workerType) {
        return service.url(GET_WORKER_TYPE.at(provisionerId, workerType), Map.of());
    }

    /// The URL of `getWorkerType`, signed for anybody's use for the given time.
    public URI getWorkerTypeSignedUrl(String provisionerId, String workerType, Duration life) {
        return service.signedUrl(GET_WORKER_TYPE.at(provisionerId, workerType), Map.of(), life);
    }

    /// List Provisioners.
    ///
    /// Lists the provisioners of all task queues that workers have used lately, ordered by ID. Use
    /// `listTaskQueues`,
    /// which says more.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-provisioners`.
    ///
    /// This method will be removed.
    public ObjectNode listProvisioners() {
        return service.object(LIST_PROVISIONERS.at(), Map.of(), null);
    }

    /// List Provisioners.
    ///
    /// Lists the provisioners of all task queues that workers have used lately, ordered by ID. Use
    /// `listTaskQueues`,
    /// which says more.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-provisioners`.
    ///
    /// This method will be removed.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listProvisioners(Map<String, String> query) {
        return service.object(LIST_PROVISIONERS.at(), query, null);
    }

    /// All pages of `listProvisioners`, fetched while the stream is read.
    public Stream<ObjectNode> listProvisionersPages(Map<String, String> query) {
        return service.pages(LIST_PROVISIONERS.at(), query, null);
    }

    /// The `provisioners` of all pages of `listProvisioners`, fetched while the stream is read.
    public Stream<JsonNode> listProvisionersStream(Map<String, String> query) {
        return service.elements("provisioners", LIST_PROVISIONERS.at(), query, null);
    }

    /// The URL of `listProvisioners`, unsigned.
    public URI listProvisionersUrl(Map<String, String> query) {
        return service.url(LIST_PROVISIONERS.at(), query);
    }

    /// The URL of `listProvisioners`, signed for anybody's use for the given time.
    public URI listProvisionersSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_PROVISIONERS.at(), query, life);
    }

    /// List Worker Types.
    ///
    /// Lists the task queues of a provisioner that workers have used lately, ordered by worker type. A
    /// provisioner that
    /// does not exist has none. Use `listTaskQueues`.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-worker-types:<provisionerId>`.
    ///
    /// This method will be removed.
    public ObjectNode listWorkerTypes(String provisionerId) {
        return service.object(LIST_WORKER_TYPES.at(provisionerId), Map.of(), null);
    }

    /// List Worker Types.
    ///
    /// Lists the task queues of a provisioner that workers have used lately, ordered by worker type. A
    /// provisioner that
    /// does not exist has none. Use `listTaskQueues`.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-worker-types:<provisionerId>`.
    ///
    /// This method will be removed.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listWorkerTypes(String provisionerId, Map<String, String> query) {
        return service.object(LIST_WORKER_TYPES.at(provisionerId), query, null);
    }

    /// All pages of `listWorkerTypes`, fetched while the stream is read.
    public Stream<ObjectNode> listWorkerTypesPages(String provisionerId, Map<String, String> query) {
        return service.pages(LIST_WORKER_TYPES.at(provisionerId), query, null);
    }

    /// The `workerTypes` of all pages of `listWorkerTypes`, fetched while the stream is read.
    public Stream<JsonNode> listWorkerTypesStream(String provisionerId, Map<String, String> query) {
        return service.elements("workerTypes", LIST_WORKER_TYPES.at(provisionerId), query, null);
    }

    /// The URL of `listWorkerTypes`, unsigned.
    public URI listWorkerTypesUrl(String provisionerId, Map<String, String> query) {
        return service.url(LIST_WORKER_TYPES.at(provisionerId), query);
    }

    /// The URL of `listWorkerTypes`, signed for anybody's use for the given time.
    public URI listWorkerTypesSignedUrl(String provisionerId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_WORKER_TYPES.at(provisionerId), query, life);
    }

    /// Declare a Worker.
    ///
    /// Makes a worker and its task queue known until a time, or keeps them known for longer; never for less
    /// long than
    /// they are already. Workers that ask for work are known without this.
    ///
    /// Scopes: `queue:declare-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>#<property>` for
    /// each `property` of `properties`.
    ///
    /// This method may still change.
    public ObjectNode declareWorker(
            String provisionerId, String workerType, String workerGroup, String workerId, Object payload) {
        return service.object(DECLARE_WORKER.at(provisionerId, workerType, workerGroup, workerId), Map.of(), payload);
    }

    /// Get Worker.
    ///
    /// Returns what is known of a worker, with the runs that it claimed last and the history of its
    /// quarantines.
    ///
    /// Scopes: `queue:get-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
    ///
    /// This method will be removed.
    public ObjectNode getWorker(String provisionerId, String workerType, String workerGroup, String workerId) {
        return service.object(GET_WORKER.at(provisionerId, workerType, workerGroup, workerId), Map.of(), null);
    }

    /// The URL of `getWorker`, unsigned.
    public URI getWorkerUrl(String provisionerId, String workerType, String workerGroup, String workerId) {
        return service.url(GET_WORKER.at(provisionerId, workerType, workerGroup, workerId), Map.of());
    }

    /// The URL of `getWorker`, signed for anybody's use for the given time.
    public URI getWorkerSignedUrl(
            String provisionerId, String workerType, String workerGroup, String workerId, Duration life) {
        return service.signedUrl(GET_WORKER.at(provisionerId, workerType, workerGroup, workerId), Map.of(), life);
    }

    /// List Workers.
    ///
    /// Lists the workers of a task queue that have asked for work lately or are quarantined, ordered by
    /// worker group
    /// and ID. With `quarantined`, `true` or `false`, only those that are, or are not.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-workers:<provisionerId>/<workerType>`.
    ///
    /// This method will be removed.
    public ObjectNode listWorkers(String provisionerId, String workerType) {
        return service.object(LIST_WORKERS.at(provisionerId, workerType), Map.of(), null);
    }

    /// List Workers.
    ///
    /// Lists the workers of a task queue that have asked for work lately or are quarantined, ordered by
    /// worker group
    /// and ID. With `quarantined`, `true` or `false`, only those that are, or are not.
    ///
    /// At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken`
    /// there
    /// are more.
    ///
    /// Scopes: `queue:list-workers:<provisionerId>/<workerType>`.
    ///
    /// This method will be removed.
    ///
    /// @param query any of `continuationToken`, `limit`, `quarantined`
    public ObjectNode listWorkers(String provisionerId, String workerType, Map<String, String> query) {
        return service.object(LIST_WORKERS.at(provisionerId, workerType), query, null);
    }

    /// All pages of `listWorkers`, fetched while the stream is read.
    public Stream<ObjectNode> listWorkersPages(String provisionerId, String workerType, Map<String, String> query) {
        return service.pages(LIST_WORKERS.at(provisionerId, workerType), query, null);
    }

    /// The `workers` of all pages of `listWorkers`, fetched while the stream is read.
    public Stream<JsonNode> listWorkersStream(String provisionerId, String workerType, Map<String, String> query) {
        return service.elements("workers", LIST_WORKERS.at(provisionerId, workerType), query, null);
    }

    /// The URL of `listWorkers`, unsigned.
    public URI listWorkersUrl(String provisionerId, String workerType, Map<String, String> query) {
        return service.url(LIST_WORKERS.at(provisionerId, workerType), query);
    }

    /// The URL of `listWorkers`, signed for anybody's use for the given time.
    public URI listWorkersSignedUrl(String provisionerId, String workerType, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_WORKERS.at(provisionerId, workerType), query, life);
    }

    /// Quarantine a Worker.
    ///
    /// Keeps a worker from getting work until a time, or, if that is in the past, lets it work again. Runs
    /// that it has
    /// already are not concerned. Who did it, when and why is added to the history of the worker, which
    /// keeps the last
    /// 100 changes. The worker must be known.
    ///
    /// Scopes: `queue:quarantine-worker:<provisionerId>/<workerType>/<workerGroup>/<workerId>`.
    ///
    /// This method may still change.
    public ObjectNode quarantineWorker(
            String provisionerId, String workerType, String workerGroup, String workerId, Object payload) {
        return service.object(
                QUARANTINE_WORKER.at(provisionerId, workerType, workerGroup, workerId), Map.of(), payload);
    }

    /// Heartbeat.
    ///
    /// Checks what the service cannot work without, such as its database, and lists the result of each
    /// check.
    /// If one fails the status is 503.
    public JsonNode heartbeat() {
        return service.call(HEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `heartbeat`, unsigned.
    public URI heartbeatUrl() {
        return service.url(HEARTBEAT.at(), Map.of());
    }

    /// The URL of `heartbeat`, signed for anybody's use for the given time.
    public URI heartbeatSignedUrl(Duration life) {
        return service.signedUrl(HEARTBEAT.at(), Map.of(), life);
    }

    /// Load Balancer Heartbeat.
    ///
    /// Replies whenever the process is there, without looking at what it depends on.
    public JsonNode lbheartbeat() {
        return service.call(LBHEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `lbheartbeat`, unsigned.
    public URI lbheartbeatUrl() {
        return service.url(LBHEARTBEAT.at(), Map.of());
    }

    /// The URL of `lbheartbeat`, signed for anybody's use for the given time.
    public URI lbheartbeatSignedUrl(Duration life) {
        return service.signedUrl(LBHEARTBEAT.at(), Map.of(), life);
    }

    /// Ping Server.
    ///
    /// Replies at once, without doing anything. Says for how many seconds the service has been up.
    public JsonNode ping() {
        return service.call(PING.at(), Map.of(), null);
    }

    /// The URL of `ping`, unsigned.
    public URI pingUrl() {
        return service.url(PING.at(), Map.of());
    }

    /// The URL of `ping`, signed for anybody's use for the given time.
    public URI pingSignedUrl(Duration life) {
        return service.signedUrl(PING.at(), Map.of(), life);
    }

    /// Taskcluster Version.
    ///
    /// The version, commit, source and build of the running service.
    public JsonNode version() {
        return service.call(VERSION.at(), Map.of(), null);
    }

    /// The URL of `version`, unsigned.
    public URI versionUrl() {
        return service.url(VERSION.at(), Map.of());
    }

    /// The URL of `version`, signed for anybody's use for the given time.
    public URI versionSignedUrl(Duration life) {
        return service.signedUrl(VERSION.at(), Map.of(), life);
    }
}
