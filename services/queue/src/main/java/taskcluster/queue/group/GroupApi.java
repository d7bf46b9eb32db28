package taskcluster.queue.group;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.queue.group.GroupStore.Members;
import taskcluster.queue.task.TaskPage;
import taskcluster.queue.task.TaskReadApi.TaskWithStatus;
import tools.jackson.databind.JsonNode;

/** The methods that say what belongs to a task group. */
public final class GroupApi {
    private static final String CATEGORY = "Task Groups";

    private final GroupStore store;

    public GroupApi(GroupStore store) {
        this.store = store;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-group/<taskGroupId>/list",
            name = "listTaskGroup",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-task-group:<taskGroupId>",
            output = "v1/list-task-group-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Task Group",
            description = """
                    Lists the tasks of a group, ordered by task ID, with their statuses.

                    At most 1000 at a time, or `limit` if that is less; as long as the reply has a `continuationToken` there
                    are more. Tasks that are added meanwhile may or may not be listed; listen to events rather than list a
                    group again and again.
                    """)
    Object listTaskGroup(ApiRequest request) {
        String taskGroupId = request.param("taskGroupId");
        TaskPage page = TaskPage.of(request);
        Members members = store.list(taskGroupId, page.after(), page.limit()).orElseThrow(() -> notFound(taskGroupId));
        return new GroupReply(
                taskGroupId,
                members.group().path("schedulerId"),
                members.group().path("expires"),
                members.group().get("sealed"),
                page.cut(members.tasks()).stream().map(TaskWithStatus::of).toList(),
                page.next(members.tasks()));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task-group/<taskGroupId>",
            name = "getTaskGroup",
            scopes = "queue:list-task-group:<taskGroupId>",
            output = "v1/task-group-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Task Group",
            description = """
                    Returns a group's scheduler, its expiry and, if it was sealed, when; not its tasks.
                    """)
    Object getTaskGroup(ApiRequest request) {
        String taskGroupId = request.param("taskGroupId");
        return store.group(taskGroupId).orElseThrow(() -> notFound(taskGroupId));
    }

    static ApiException notFound(String taskGroupId) {
        return ApiException.notFound("There is no task group {{taskGroupId}}.", Map.of("taskGroupId", taskGroupId));
    }

    private record GroupReply(
            String taskGroupId,
            JsonNode schedulerId,
            JsonNode expires,
            @Nullable JsonNode sealed,
            List<TaskWithStatus> tasks,
            @Nullable String continuationToken) {}
}
