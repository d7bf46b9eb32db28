package taskcluster.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.cli.TaskGraph.Planned;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.node.ObjectNode;

/** A command to be run once by a generic worker. */
record OneOffTask(
        String taskQueueId,
        List<String> command,
        Map<String, String> environment,
        List<String> dependencies,
        int retries,
        Duration maxRunTime) {
    private static final int LONGEST_NAME = 60;

    TaskGraph graph(
            TaskDefaults defaults,
            @Nullable String name,
            @Nullable String description,
            @Nullable String owner,
            @Nullable String source) {
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("taskQueueId", taskQueueId);
        definition.put("retries", retries);
        definition.set("dependencies", Json.MAPPER.valueToTree(dependencies));
        ObjectNode payload = definition.putObject("payload");
        payload.set("command", Json.MAPPER.valueToTree(List.of(command)));
        payload.put("maxRunTime", maxRunTime.toSeconds());
        if (!environment.isEmpty()) {
            payload.set("env", Json.MAPPER.valueToTree(environment));
        }
        ObjectNode metadata = definition.putObject("metadata");
        String text = String.join(" ", command);
        metadata.put("description", description == null ? "`" + text + "`" : description);
        if (owner != null) {
            metadata.put("owner", owner);
        }
        if (source != null) {
            metadata.put("source", source);
        }
        String shortText = text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 3) + "...";
        String label = name == null ? FailureMessage.oneLine(shortText) : name;
        String taskId = Slugid.nice();
        Planned task = new Planned(label, taskId, defaults.complete(definition, label, "the task"), List.of());
        return new TaskGraph(taskId, List.of(task), true, Optional.empty());
    }
}
