package taskcluster.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import taskcluster.api.Api;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.SchemaSet;
import tools.jackson.databind.JsonNode;

/** What the index asks of the queue, answered from memory over HTTP; signatures and scopes are checked as usual. */
public final class FakeQueue {
    private final Map<String, Map<String, Object>> tasks = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> contents = new ConcurrentHashMap<>();
    private final List<String> callers = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    Api api() {
        return Api.builder("queue", "v1")
                .title("Fake queue")
                .description("For tests")
                .schemas(SchemaSet.load("queue"))
                .handlers(this)
                .build();
    }

    public void putTask(String taskId, Map<String, Object> definition) {
        tasks.put(taskId, definition);
    }

    /** What is said about the content of an artifact, of whatever task. */
    public void putContent(String name, Map<String, String> content) {
        contents.put(name, content);
    }

    /** Whether every call fails. */
    public void setAway(boolean isAway) {
        away = isAway;
    }

    /** Who has called. */
    public List<String> callers() {
        return callers;
    }

    @ApiMethod(
            name = "tasks",
            verb = HttpVerb.POST,
            route = "/tasks",
            scopes = "{AllOf: [{for: taskId, in: taskIds, each: 'queue:get-task:<taskId>'}]}",
            input = "v1/tasks-request.json#",
            title = "Tasks",
            description = "Tasks")
    Object tasks(ApiRequest request) {
        List<String> taskIds = request.body()
                .path("taskIds")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        request.authorize(Map.of("taskIds", taskIds));
        called(request);
        return ApiReply.of(
                200,
                Map.of(
                        "tasks",
                        taskIds.stream()
                                .filter(tasks::containsKey)
                                .map(taskId -> Map.of("taskId", taskId, "task", tasks.getOrDefault(taskId, Map.of())))
                                .toList()));
    }

    @ApiMethod(
            name = "latestArtifact",
            route = "/task/<taskId>/artifact-content/<name*>",
            scopes = "queue:get-artifact:<name>",
            title = "Content",
            description = "Content")
    Object latestArtifact(ApiRequest request) {
        return Optional.ofNullable(contents.get(called(request).param("name"))).orElseThrow(this::notFound);
    }

    @ApiMethod(
            name = "getLatestArtifact",
            route = "/task/<taskId>/artifacts/<name*>",
            scopes = "queue:get-artifact:<name>",
            title = "Artifact",
            description = "Artifact")
    Object getLatestArtifact(ApiRequest request) {
        String name = called(request).param("name");
        return ApiReply.of(200, Map.of("artifact", name, "task", request.param("taskId")));
    }

    private ApiRequest called(ApiRequest request) {
        callers.add(request.clientId());
        if (away) {
            throw new IllegalStateException("the queue is away");
        }
        return request;
    }

    private ApiException notFound() {
        return ApiException.notFound("There is nothing", Map.of());
    }
}
