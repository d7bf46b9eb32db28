package taskcluster.queue.task;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * A task that a caller asks to create.
 *
 * @param definition all of it, in canonical form: every key is there, the ways to name a task queue agree, and dates have
 *     milliseconds, so that the same task submitted twice has the same definition
 */
record NewTask(String taskId, ObjectNode definition, TaskTimes times) {
    /** An AMQP routing key has up to 255 bytes, of which {@code route.} takes 6. */
    private static final int MAX_ROUTE_BYTES = 249;

    /**
     * Reads a request body that satisfies its schema.
     *
     * @throws ApiException InputError if the body names no task queue or two, or dates that cannot be stored
     */
    static NewTask parse(String taskId, JsonNode body) {
        String taskQueueId = taskQueueId(body);
        TaskTimes times = TaskTimes.parse(body);
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("provisionerId", taskQueueId.substring(0, taskQueueId.indexOf('/')));
        definition.put("workerType", taskQueueId.substring(taskQueueId.indexOf('/') + 1));
        definition.put("taskQueueId", taskQueueId);
        definition.set("schedulerId", body.get("schedulerId"));
        definition.put("projectId", body.path("projectId").asString("none"));
        definition.put("taskGroupId", body.path("taskGroupId").asString(taskId));
        for (String name : List.of("dependencies", "requires", "routes", "priority")) {
            definition.set(name, body.get(name));
        }
        definition.put("retries", body.path("retries").asInt());
        definition.put("created", Json.timestamp(times.created()));
        definition.put("deadline", Json.timestamp(times.deadline()));
        definition.put("expires", Json.timestamp(times.expires()));
        for (String name : List.of("scopes", "payload", "metadata", "tags", "extra")) {
            definition.set(name, body.get(name));
        }
        return new NewTask(taskId, definition, times);
    }

    /**
     * Checks how many dependencies it has.
     *
     * @throws ApiException InputError if they are more than this
     */
    void checkDependencies(int max) {
        int count = dependencies().size();
        if (count > max) {
            throw ApiException.inputError(
                    "A task can have up to {{max}} dependencies; this one has {{count}}.",
                    Map.of("max", max, "count", count));
        }
    }

    /**
     * Checks what the schema cannot say of a task that its caller may create.
     *
     * @throws ApiException InputError
     */
    void check() {
        for (String scope : scopes()) {
            if (scope.endsWith("**")) {
                throw ApiException.inputError(
                        "Scope '{{scope}}' ends in `**`, which no scope of a task may: it would be a pattern for "
                                + "patterns.",
                        Map.of("scope", scope));
            }
        }
        for (String route : routes()) {
            if (route.getBytes(StandardCharsets.UTF_8).length > MAX_ROUTE_BYTES) {
                throw ApiException.inputError(
                        "Route '{{route}}' has more than {{max}} bytes in UTF-8.",
                        Map.of("route", route, "max", MAX_ROUTE_BYTES));
            }
        }
    }

    private static String taskQueueId(JsonNode body) {
        String provisionerId = body.path("provisionerId").asString("");
        String workerType = body.path("workerType").asString("");
        String taskQueueId = body.path("taskQueueId").asString("");
        boolean isPair = !provisionerId.isEmpty() && !workerType.isEmpty();
        if (!isPair && taskQueueId.isEmpty()) {
            throw ApiException.inputError(
                    "A task needs either `taskQueueId` or both `provisionerId` and `workerType`.", Map.of());
        }
        if (isPair && !taskQueueId.isEmpty() && !taskQueueId.equals(provisionerId + "/" + workerType)) {
            throw ApiException.inputError(
                    "`taskQueueId` {{taskQueueId}} is not {{provisionerId}}/{{workerType}}, which `provisionerId` and "
                            + "`workerType` say.",
                    Map.of("taskQueueId", taskQueueId, "provisionerId", provisionerId, "workerType", workerType));
        }
        return taskQueueId.isEmpty() ? provisionerId + "/" + workerType : taskQueueId;
    }

    /** The definition as it is stored. */
    String definitionText() {
        return Json.MAPPER.writeValueAsString(definition);
    }

    /**
     * As {@code queue.create_tasks} takes it.
     *
     * @param definitionText the {@link #definitionText}
     */
    ObjectNode row(String definitionText) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("task_id", taskId);
        row.put("task_queue_id", taskQueueId());
        row.put("scheduler_id", schedulerId());
        row.put("project_id", projectId());
        row.put("task_group_id", taskGroupId());
        row.put("priority", priority().lowerCase());
        row.put("retries", retries());
        row.put("deadline", text("deadline"));
        row.put("expires", text("expires"));
        for (String name : List.of("requires", "dependencies", "routes", "tags")) {
            row.set(name, definition.get(name));
        }
        row.putRawValue("definition", new RawValue(definitionText));
        return row;
    }

    String taskQueueId() {
        return text("taskQueueId");
    }

    String schedulerId() {
        return text("schedulerId");
    }

    String projectId() {
        return text("projectId");
    }

    String taskGroupId() {
        return text("taskGroupId");
    }

    String requires() {
        return text("requires");
    }

    Priority priority() {
        return Priority.of(text("priority"));
    }

    int retries() {
        return definition.path("retries").asInt();
    }

    List<String> dependencies() {
        return texts("dependencies");
    }

    List<String> routes() {
        return texts("routes");
    }

    List<String> scopes() {
        return texts("scopes");
    }

    JsonNode tags() {
        return definition.path("tags");
    }

    /** The values for the parameters of the scopes that creating it takes. */
    Map<String, Object> scopeParameters() {
        return Map.of(
                "scopes", scopes(),
                "routes", routes(),
                "projectId", projectId(),
                "schedulerId", schedulerId(),
                "priorities", priority().orHigher(),
                "provisionerId", text("provisionerId"),
                "workerType", text("workerType"));
    }

    private String text(String name) {
        return definition.path(name).asString();
    }

    private List<String> texts(String name) {
        return definition.path(name).valueStream().map(JsonNode::asString).toList();
    }
}
