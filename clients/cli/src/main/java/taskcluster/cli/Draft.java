package taskcluster.cli;

import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One task as a file has it, before anything is filled in.
 *
 * @param parent the label of the task that it extends; empty for none
 */
record Draft(String label, String taskId, String parent, ObjectNode definition) {
    /** @param node a definition, maybe with a taskId, or a map of taskId and task */
    static Draft of(JsonNode node, String where) {
        if (!node.isObject()) {
            throw CommandFailure.usage(where + " is not a map");
        }
        ObjectNode outer = (ObjectNode) node.deepCopy();
        ObjectNode definition = outer.path("task").isObject() ? (ObjectNode) outer.get("task") : outer;
        String taskId = take(outer, "taskId");
        String label = take(outer, "label");
        String parent = take(outer, "extends");
        if (!taskId.isEmpty() && !Slugid.isValid(taskId)) {
            throw CommandFailure.usage(where + ": '" + taskId + "' is not a taskId; leave it out to get one");
        }
        if (taskId.isEmpty()) {
            taskId = Slugid.nice();
        }
        if (label.isEmpty()) {
            label = definition.path("metadata").path("name").asString(taskId);
        }
        return new Draft(label, taskId, parent, definition);
    }

    Draft with(ObjectNode merged) {
        return new Draft(label, taskId, "", merged);
    }

    private static String take(ObjectNode map, String key) {
        JsonNode value = map.remove(key);
        return value == null ? "" : value.asString(Json.MAPPER.writeValueAsString(value));
    }
}
