package taskcluster.queue.task;

import java.time.Clock;
import java.time.Duration;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.queue.task.TaskReadApi.StatusReply;

/** The methods that create tasks and change them as a whole. */
public final class TaskApi {
    static final String CATEGORY = "Tasks";

    /** What creating a task takes, with the parameters of {@link NewTask#scopeParameters}. */
    static final String CREATE_SCOPES = """
            {AllOf: [
              {for: scope, in: scopes, each: '<scope>'},
              {for: route, in: routes, each: 'queue:route:<route>'},
              'queue:create-task:project:<projectId>',
              'queue:scheduler-id:<schedulerId>',
              {AnyOf: [
                {for: priority, in: priorities, each: 'queue:create-task:<priority>:<provisionerId>/<workerType>'}
              ]}
            ]}""";

    private final TaskStore store;
    private final Duration maxDeadline;
    private final int maxDependencies;
    private final Clock clock;

    /**
     * @param maxDeadline how far in the future a deadline may be
     * @param maxDependencies how many dependencies a task may have
     */
    public TaskApi(TaskStore store, Duration maxDeadline, int maxDependencies, Clock clock) {
        this.store = store;
        this.maxDeadline = maxDeadline;
        this.maxDependencies = maxDependencies;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.PUT,
            route = "/task/<taskId>",
            name = "createTask",
            scopes = CREATE_SCOPES,
            input = "v1/create-task-request.json#",
            output = "v1/task-status-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Create New Task",
            description = """
                    Creates a task. Its ID is chosen by the caller and must be new; the call can be repeated with the very same
                    definition, and then returns how the task fares by now. The same ID with another definition is refused.

                    A task without dependencies becomes `pending` at once. One with dependencies stays `unscheduled` until all of
                    them are `completed`, or, with `requires: all-resolved`, resolved in any way. Dependencies must have been
                    created before, and must not expire before the task's deadline. A task that is not resolved by its deadline
                    is resolved `exception`; the deadline can be up to a number of days ahead that the deployment sets, 5
                    unless it says otherwise.

                    The caller needs every scope that the task is to have, `queue:route:<route>` for each of its routes, and scopes
                    for its project, its scheduler, and its task queue at its priority or a higher one.

                    All tasks of a group have the same `schedulerId`, and a sealed group takes no more tasks.
                    """)
    Object createTask(ApiRequest request) {
        NewTask task = NewTask.parse(request.param("taskId"), request.body());
        task.checkDependencies(maxDependencies);
        request.authorize(task.scopeParameters());
        task.times().check(clock.instant(), maxDeadline);
        task.check();
        return new StatusReply(store.create(task).status());
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/schedule",
            name = "scheduleTask",
            scopes = """
                    {AnyOf: [
                      'queue:schedule-task:<schedulerId>/<taskGroupId>/<taskId>',
                      'queue:schedule-task-in-project:<projectId>',
                      {AllOf: ['queue:schedule-task', 'assume:scheduler-id:<schedulerId>/<taskGroupId>']}
                    ]}""",
            output = "v1/task-status-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Schedule Defined Task",
            description = """
                    Makes an `unscheduled` task `pending` although its dependencies are not satisfied. A task that was scheduled
                    before stays as it is. Refused when the task's deadline has passed.
                    """)
    Object scheduleTask(ApiRequest request) {
        authorize(request);
        return new StatusReply(store.schedule(request.param("taskId")).status());
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/rerun",
            name = "rerunTask",
            scopes = """
                    {AnyOf: [
                      'queue:rerun-task:<schedulerId>/<taskGroupId>/<taskId>',
                      'queue:rerun-task-in-project:<projectId>',
                      {AllOf: ['queue:rerun-task', 'assume:scheduler-id:<schedulerId>/<taskGroupId>']}
                    ]}""",
            output = "v1/task-status-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Rerun a Resolved Task",
            description = """
                    Adds a run to a task that is resolved or was never scheduled, and gives it its retries again. A task that is
                    `pending` or `running` stays as it is, so the call can be repeated. Dependencies do not matter. Refused when
                    the task's deadline has passed, or when it has had 50 runs.
                    """)
    Object rerunTask(ApiRequest request) {
        authorize(request);
        return new StatusReply(store.rerun(request.param("taskId")).status());
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/cancel",
            name = "cancelTask",
            scopes = """
                    {AnyOf: [
                      'queue:cancel-task:<schedulerId>/<taskGroupId>/<taskId>',
                      'queue:cancel-task-in-project:<projectId>',
                      {AllOf: ['queue:cancel-task', 'assume:scheduler-id:<schedulerId>/<taskGroupId>']}
                    ]}""",
            output = "v1/task-status-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Cancel Task",
            description = """
                    Resolves a task that is `unscheduled`, `pending` or `running` as `exception` with reason `canceled`. A task that
                    is resolved stays as it is. Refused when the task's deadline has passed.

                    A worker that is at work on the task learns of it when it next reclaims or reports the run, which is then
                    refused.
                    """)
    Object cancelTask(ApiRequest request) {
        authorize(request);
        return new StatusReply(store.cancel(request.param("taskId")).status());
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/priority",
            name = "changeTaskPriority",
            scopes = """
                    {AnyOf: [
                      'queue:change-task-priority:<taskId>',
                      'queue:change-task-priority-in-queue:<taskQueueId>'
                    ]}""",
            input = "v1/change-task-priority-request.json#",
            output = "v1/task-status-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Change Task Priority",
            description = """
                    Gives a task another priority; if it is `pending` it takes another place among those that wait. A task that has
                    it already stays as it is. Refused when the task has been resolved, even if it was run again since, or when its
                    deadline has passed.
                    """)
    Object changeTaskPriority(ApiRequest request) {
        authorize(request);
        String priority = request.body().path("newPriority").asString();
        return new StatusReply(
                store.changePriority(request.param("taskId"), priority).status());
    }

    private void authorize(ApiRequest request) {
        String taskId = request.param("taskId");
        request.authorize(store.affiliation(taskId)
                .orElseThrow(() -> TaskReadApi.notFound(taskId))
                .scopeParameters());
    }
}
