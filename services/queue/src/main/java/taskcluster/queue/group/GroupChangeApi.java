package taskcluster.queue.group;

import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.monitor.Monitor;
import tools.jackson.databind.JsonNode;

/** The methods that change groups as a whole. */
public final class GroupChangeApi {
    private final GroupStore store;
    private final Monitor monitor;

    public GroupChangeApi(GroupStore store, Monitor monitor) {
        this.store = store;
        this.monitor = monitor;
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task-group/<taskGroupId>/seal",
            name = "sealTaskGroup",
            scopes = "queue:seal-task-group:<schedulerId>/<taskGroupId>",
            output = "v1/task-group-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = "Task Groups",
            title = "Seal Task Group",
            description = """
                    Closes a group to further tasks, for good. Its tasks can still be scheduled and run again. Sealing a group
                    again changes nothing, but announces it once more.
                    """)
    Object sealTaskGroup(ApiRequest request) {
        String taskGroupId = request.param("taskGroupId");
        authorize(request, group(taskGroupId));
        JsonNode group = store.seal(taskGroupId);
        monitor.log(
                GroupLogTypes.SEALED,
                Map.of(
                        "taskGroupId", taskGroupId,
                        "schedulerId", group.path("schedulerId").asString(),
                        "expires", group.path("expires").asString(),
                        "sealed", group.path("sealed").asString()));
        return group;
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task-group/<taskGroupId>/cancel",
            name = "cancelTaskGroup",
            scopes = "queue:cancel-task-group:<schedulerId>/<taskGroupId>",
            output = "v1/cancel-task-group-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = "Tasks",
            title = "Cancel Task Group",
            description = """
                    Cancels all tasks of a group that are `unscheduled`, `pending` or `running` and whose deadline has not passed, as
                    `cancelTask` would. The group must have been sealed, so that none are added meanwhile. The call can be
                    repeated; it returns the tasks that it has canceled itself.
                    """)
    Object cancelTaskGroup(ApiRequest request) {
        String taskGroupId = request.param("taskGroupId");
        JsonNode group = group(taskGroupId);
        if (!group.has("sealed")) {
            throw ApiException.conflict(
                    "Task group {{taskGroupId}} must be sealed before it can be canceled: call sealTaskGroup first.",
                    Map.of("taskGroupId", taskGroupId));
        }
        authorize(request, group);
        List<String> taskIds = store.cancel(taskGroupId);
        long size = store.size(taskGroupId);
        monitor.log(
                GroupLogTypes.CANCELLED,
                Map.of("taskGroupId", taskGroupId, "taskGroupSize", size, "cancelledCount", taskIds.size()));
        return new CancelReply(taskGroupId, size, taskIds.size(), taskIds);
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task-group/<taskGroupId>/priority",
            name = "changeTaskGroupPriority",
            scopes = "queue:change-task-group-priority:<schedulerId>/<taskGroupId>",
            input = "v1/change-task-priority-request.json#",
            output = "v1/task-group-priority-change-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = "Task-Groups",
            title = "Change Task Group Priority",
            description = """
                    Gives another priority to all tasks of a group that were never resolved and whose deadline has not passed. It
                    is announced once for the group and not for each task; the reply has the tasks that had another priority.
                    """)
    Object changeTaskGroupPriority(ApiRequest request) {
        String taskGroupId = request.param("taskGroupId");
        JsonNode group = group(taskGroupId);
        authorize(request, group);
        String schedulerId = group.path("schedulerId").asString();
        String priority = request.body().path("newPriority").asString();
        List<String> taskIds = store.changePriority(taskGroupId, priority);
        monitor.log(
                GroupLogTypes.PRIORITY_CHANGED,
                Map.of(
                        "taskGroupId", taskGroupId,
                        "schedulerId", schedulerId,
                        "newPriority", priority,
                        "tasksAffected", taskIds.size()));
        return new PriorityReply(taskGroupId, schedulerId, priority, taskIds.size(), taskIds);
    }

    private JsonNode group(String taskGroupId) {
        return store.group(taskGroupId).orElseThrow(() -> GroupApi.notFound(taskGroupId));
    }

    private static void authorize(ApiRequest request, JsonNode group) {
        request.authorize(Map.of("schedulerId", group.path("schedulerId").asString()));
    }

    private record CancelReply(String taskGroupId, long taskGroupSize, int cancelledCount, List<String> taskIds) {}

    private record PriorityReply(
            String taskGroupId, String schedulerId, String newPriority, int tasksAffected, List<String> taskIds) {}
}
