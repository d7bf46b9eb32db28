package taskcluster.queue.task;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import taskcluster.api.ApiException;
import tools.jackson.databind.JsonNode;

/**
 * Tasks that a caller asks to create together; they may depend on each other.
 *
 * @param tasks in the order in which they were given, each ID once
 */
record NewTaskGraph(List<NewTask> tasks) {
    private static final String INPUT_ERROR = "InputError";

    NewTaskGraph {
        tasks = List.copyOf(tasks);
    }

    /**
     * Reads a request body that satisfies its schema.
     *
     * @param maxDependencies how many dependencies a task may have
     * @throws ApiException InputError that names each task that cannot be read, is there twice, or depends on too many others
     */
    static NewTaskGraph parse(JsonNode body, int maxDependencies) {
        Map<String, NewTask> tasks = new LinkedHashMap<>();
        TaskFaults faults = new TaskFaults();
        for (JsonNode entry : body.path("tasks")) {
            String taskId = entry.path("taskId").asString();
            faults.check(taskId, () -> {
                NewTask task = NewTask.parse(taskId, entry.path("task"));
                task.checkDependencies(maxDependencies);
                if (tasks.put(taskId, task) != null) {
                    faults.add(taskId, "The taskId is that of two tasks of the request.");
                }
            });
        }
        faults.refuse(INPUT_ERROR);
        return new NewTaskGraph(List.copyOf(tasks.values()));
    }

    /**
     * Checks what the schema cannot say of tasks that their caller may create.
     *
     * @param maxDeadline how far ahead deadlines may be
     * @throws ApiException InputError that names each faulty task
     */
    void check(Instant now, Duration maxDeadline) {
        TaskFaults faults = new TaskFaults();
        for (NewTask task : tasks) {
            faults.check(task.taskId(), () -> {
                task.times().check(now, maxDeadline);
                task.check();
            });
        }
        checkGroups(faults);
        checkCycles(faults);
        faults.refuse(INPUT_ERROR);
    }

    private void checkGroups(TaskFaults faults) {
        Map<String, String> schedulerIds = new HashMap<>();
        for (NewTask task : tasks) {
            String first = schedulerIds.putIfAbsent(task.taskGroupId(), task.schedulerId());
            if (first != null && !first.equals(task.schedulerId())) {
                faults.add(
                        task.taskId(),
                        "Task group " + task.taskGroupId() + " would have tasks of the schedulers " + first + " and "
                                + task.schedulerId() + ": all tasks of a group have the same schedulerId.");
            }
        }
    }

    /** Tasks that wait for each other would wait for ever. A task that depends on itself alone may: it waits for a person. */
    private void checkCycles(TaskFaults faults) {
        Map<String, Integer> waitsFor = new LinkedHashMap<>();
        tasks.forEach(task -> waitsFor.put(task.taskId(), 0));
        Map<String, List<String>> dependents = new HashMap<>();
        for (NewTask task : tasks) {
            for (String required : task.dependencies()) {
                if (waitsFor.containsKey(required) && !required.equals(task.taskId())) {
                    waitsFor.merge(task.taskId(), 1, Integer::sum);
                    dependents.computeIfAbsent(required, _ -> new ArrayList<>()).add(task.taskId());
                }
            }
        }
        Set<String> left = removeAll(waitsFor, dependents);
        for (String taskId : left) {
            faults.add(
                    taskId,
                    "The task waits for itself: it depends on a task that, in the end, depends on it or on such a one.");
        }
    }

    /** Takes away the tasks that wait for none, over and over; what is left waits in a circle, or for one that does. */
    private static Set<String> removeAll(Map<String, Integer> waitsFor, Map<String, List<String>> dependents) {
        Deque<String> free = waitsFor.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(ArrayDeque::new));
        while (!free.isEmpty()) {
            String taskId = free.remove();
            waitsFor.remove(taskId);
            for (String dependent : dependents.getOrDefault(taskId, List.of())) {
                if (waitsFor.merge(dependent, -1, Integer::sum) == 0) {
                    free.add(dependent);
                }
            }
        }
        return waitsFor.keySet();
    }
}
