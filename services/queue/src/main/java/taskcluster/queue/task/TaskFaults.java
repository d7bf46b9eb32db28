package taskcluster.queue.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskcluster.api.ApiException;

/** What is wrong with which tasks of a graph, so that one reply names all of them. Used by one thread. */
final class TaskFaults {
    private final Map<String, List<String>> taskIdsByProblem = new LinkedHashMap<>();

    /** What is wrong with some tasks, as replies have it. */
    record Fault(String problem, List<String> taskIds) {}

    /** A check of one task. */
    interface Check {
        /**
         * Runs it.
         *
         * @throws ApiException if the task cannot be created
         */
        void run();
    }

    void add(String taskId, String problem) {
        taskIdsByProblem.computeIfAbsent(problem, _ -> new ArrayList<>()).add(taskId);
    }

    /** Runs a check; what it complains of is a fault of the task. */
    void check(String taskId, Check check) {
        try {
            check.run();
        } catch (ApiException e) {
            add(taskId, e.text());
        }
    }

    /**
     * Refuses the graph if there is any fault.
     *
     * @param code that of the error
     * @throws ApiException with {@code faults} that say what is wrong with which tasks
     */
    void refuse(String code) {
        if (!taskIdsByProblem.isEmpty()) {
            List<Fault> faults = new ArrayList<>();
            taskIdsByProblem.forEach((problem, taskIds) -> faults.add(new Fault(problem, List.copyOf(taskIds))));
            throw new ApiException(
                    code,
                    "None of the tasks was created, since some of them cannot be:\n\n{{faults}}",
                    Map.of("faults", faults));
        }
    }
}
