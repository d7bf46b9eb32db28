package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Compares the events of a deployment with what its tasks went through. */
final class EventCount {
    private final Map<String, Long> byChange;

    EventCount(StandaloneProcess deployment) {
        byChange = EventReader.readAll(deployment).stream()
                .collect(Collectors.groupingBy(EventReader.Change::toString, TreeMap::new, Collectors.counting()));
    }

    /** Every run of these statuses was announced once as pending, running and resolved. */
    void requireOneEventForEachChange(List<JsonNode> statuses) {
        for (JsonNode status : statuses) {
            String taskId = status.path("taskId").asString();
            for (JsonNode run : status.path("runs")) {
                int runId = run.path("runId").asInt();
                requireOne("task-pending", taskId, runId);
                if (run.has("started")) {
                    requireOne("task-running", taskId, runId);
                }
                requireOne("task-" + run.path("state").asString(), taskId, runId);
            }
        }
    }

    private void requireOne(String exchange, String taskId, int runId) {
        String change = new EventReader.Change(exchange, taskId, runId).toString();
        // A repeated createTask announces the pending run again.
        assertThat(byChange.getOrDefault(change, 0L))
                .as("events for %s", change)
                .isBetween(1L, exchange.equals("task-pending") ? 2L : 1L);
    }
}
