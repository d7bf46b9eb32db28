package taskcluster.queue.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/** The methods that say what tasks are and how they fare. */
public final class TaskReadApi {
    private static final String CATEGORY = "Tasks";

    private final TaskStore store;

    public TaskReadApi(TaskStore store) {
        this.store = store;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>",
            name = "task",
            scopes = "queue:get-task:<taskId>",
            output = "v1/task.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Task Definition",
            description = """
                    Returns the definition of a task as it was submitted, with the defaults of what was left out. It does not
                    change, except for the priority. How the task fares is told by `status`.
                    """)
    Object task(ApiRequest request) {
        return store.definition(request.param("taskId")).orElseThrow(() -> notFound(request));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/status",
            name = "status",
            scopes = "queue:status:<taskId>",
            output = "v1/task-status-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Task Status",
            description = """
                    Returns the state of a task and of each of its runs.
                    """)
    Object status(ApiRequest request) {
        return new StatusReply(store.status(request.param("taskId")).orElseThrow(() -> notFound(request)));
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/tasks",
            name = "tasks",
            query = {"continuationToken", "limit"},
            scopes = "{AllOf: [{for: taskId, in: taskIds, each: 'queue:get-task:<taskId>'}]}",
            input = "v1/tasks-request.json#",
            output = "v1/tasks-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Get Multiple Task Definitions",
            description = """
                    Returns the definitions of several tasks, ordered by task ID. Tasks that do not exist are left out.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object tasks(ApiRequest request) {
        List<String> taskIds = authorizedTaskIds(request);
        TaskPage page = TaskPage.of(request);
        List<TaskRow> rows = store.definitions(taskIds, page.after(), page.limit());
        return new TasksReply(page.cut(rows, row -> new TaskEntry(row.taskId(), row.definition())), page.next(rows));
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/tasks/status",
            name = "statuses",
            query = {"continuationToken", "limit"},
            scopes = "{AllOf: [{for: taskId, in: taskIds, each: 'queue:status:<taskId>'}]}",
            input = "v1/tasks-request.json#",
            output = "v1/tasks-statuses-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Get Multiple Task Statuses",
            description = """
                    Returns the statuses of several tasks, ordered by task ID. Tasks that do not exist are left out.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object statuses(ApiRequest request) {
        List<String> taskIds = authorizedTaskIds(request);
        TaskPage page = TaskPage.of(request);
        List<TaskRow> rows = store.statuses(taskIds, page.after(), page.limit());
        return new StatusesReply(page.cut(rows, row -> new StatusEntry(row.taskId(), row.status())), page.next(rows));
    }

    /** The tasks that the body names and the caller may read; what is no slugid cannot be the ID of a task. */
    private static List<String> authorizedTaskIds(ApiRequest request) {
        List<String> taskIds = request.body()
                .path("taskIds")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        request.authorize(Map.of("taskIds", taskIds));
        return taskIds.stream().filter(Slugid::isValid).toList();
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/dependents",
            name = "listDependentTasks",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-dependent-tasks:<taskId>",
            output = "v1/list-dependent-tasks-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Dependent Tasks",
            description = """
                    Lists the tasks that depend on a task, ordered by task ID, whether or not they still wait for it.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more.
                    """)
    Object listDependentTasks(ApiRequest request) {
        String taskId = request.param("taskId");
        TaskPage page = TaskPage.of(request);
        List<TaskRow> rows = store.dependents(taskId, page.after(), page.limit());
        return new DependentsReply(taskId, page.cut(rows, TaskWithStatus::of), page.next(rows));
    }

    private static ApiException notFound(ApiRequest request) {
        return notFound(request.param("taskId"));
    }

    /** What to answer when a task does not exist. */
    public static ApiException notFound(String taskId) {
        return ApiException.notFound(
                "Task {{taskId}} does not exist. Are you sure it was created?", Map.of("taskId", taskId));
    }

    /** A reply that consists of a status. */
    public record StatusReply(JsonNode status) {}

    /** A task as listings show it. */
    public record TaskWithStatus(
            @Nullable JsonNode status, @Nullable JsonNode task) {
        public static TaskWithStatus of(TaskRow row) {
            return new TaskWithStatus(row.status(), row.definition());
        }
    }

    private record TaskEntry(String taskId, @Nullable JsonNode task) {}

    private record StatusEntry(String taskId, @Nullable JsonNode status) {}

    private record TasksReply(
            List<TaskEntry> tasks, @Nullable String continuationToken) {}

    private record StatusesReply(
            List<StatusEntry> statuses, @Nullable String continuationToken) {}

    private record DependentsReply(
            String taskId,
            List<TaskWithStatus> tasks,
            @Nullable String continuationToken) {}
}
