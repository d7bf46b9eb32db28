package taskcluster.notify.task;

import java.util.Map;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What there is to tell about a task.
 *
 * @param task its definition
 * @param status its status, as it was announced
 */
record TaskReport(JsonNode task, JsonNode status, RootUrl rootUrl) {
    String taskId() {
        return status.path("taskId").asString("");
    }

    String state() {
        return status.path("state").asString("");
    }

    String name() {
        return metadata("name");
    }

    String metadata(String key) {
        return task.path("metadata").path(key).asString("");
    }

    int runs() {
        return status.path("runs").size();
    }

    String taskGroupId() {
        return status.path("taskGroupId").asString("");
    }

    /** The page of the task. */
    String url() {
        return rootUrl.ui("tasks/" + taskId());
    }

    /** The page of its group. */
    String groupUrl() {
        return rootUrl.ui("tasks/groups/" + taskGroupId() + "/tasks");
    }

    /** What the author of the task wants notifications to be like. */
    JsonNode wishes() {
        return task.path("extra").path("notify");
    }

    /** What templates of the author can refer to. */
    Map<String, JsonNode> context() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return Map.of(
                "task",
                task,
                "status",
                status,
                "taskId",
                nodes.stringNode(taskId()),
                "rootUrl",
                nodes.stringNode(rootUrl.url()));
    }

    boolean isResolved() {
        return switch (state()) {
            case "completed", "failed", "exception" -> true;
            default -> false;
        };
    }
}
