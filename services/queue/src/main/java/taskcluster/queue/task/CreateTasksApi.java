package taskcluster.queue.task;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;

/** The method that creates a whole graph of tasks. */
public final class CreateTasksApi {
    private static final String INSUFFICIENT_SCOPES = "InsufficientScopes";

    private final TaskStore store;
    private final Duration maxDeadline;
    private final int maxDependencies;
    private final Clock clock;

    /**
     * @param maxDeadline how far in the future a deadline may be
     * @param maxDependencies how many dependencies a task may have
     */
    public CreateTasksApi(TaskStore store, Duration maxDeadline, int maxDependencies, Clock clock) {
        this.store = store;
        this.maxDeadline = maxDeadline;
        this.maxDependencies = maxDependencies;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.PUT,
            route = "/tasks",
            name = "createTasks",
            scopes = TaskApi.CREATE_SCOPES,
            input = "v1/create-tasks-request.json#",
            maxInputMegabytes = 32,
            output = "v1/create-tasks-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = TaskApi.CATEGORY,
            title = "Create New Tasks",
            description = """
                    Creates up to 10,000 tasks at once, such as a whole graph: all of them or none. Each is what `createTask` would
                    make of it, and takes the same scopes.

                    The tasks may depend on each other, in any order, and on tasks that were created before. The call can be repeated
                    with the very same tasks; those that exist already are left as they are. If any task cannot be created none is,
                    and the error says what is wrong with which tasks.

                    The reply tells the state of each task; `statuses` and `listTaskGroup` tell more.
                    """)
    Object createTasks(ApiRequest request) {
        NewTaskGraph graph = NewTaskGraph.parse(request.body(), maxDependencies);
        authorize(request, graph);
        graph.check(clock.instant(), maxDeadline);
        Map<String, String> states = new HashMap<>();
        for (TaskChange change : store.create(graph.tasks())) {
            states.put(change.taskId(), change.state());
        }
        return new Reply(graph.tasks().stream()
                .map(task -> new Entry(task.taskId(), states.getOrDefault(task.taskId(), "")))
                .toList());
    }

    /** Tasks that take the same scopes are authorised together. */
    private static void authorize(ApiRequest request, NewTaskGraph graph) {
        Map<Map<String, Object>, List<String>> taskIdsByScopes = new HashMap<>();
        for (NewTask task : graph.tasks()) {
            taskIdsByScopes
                    .computeIfAbsent(task.scopeParameters(), _ -> new ArrayList<>())
                    .add(task.taskId());
        }
        TaskFaults faults = new TaskFaults();
        taskIdsByScopes.forEach((parameters, taskIds) -> {
            try {
                request.authorize(parameters);
            } catch (ApiException e) {
                if (!e.code().equals(INSUFFICIENT_SCOPES)) {
                    throw e;
                }
                taskIds.forEach(taskId -> faults.add(taskId, e.text()));
            }
        });
        faults.refuse(INSUFFICIENT_SCOPES);
    }

    /** The body of the reply, in the order of the request. */
    private record Reply(List<Entry> tasks) {}

    private record Entry(String taskId, String state) {}
}
