package taskcluster.index.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.index.entry.NewEntry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is entered for a task, by its definition. */
final class TaskEntry {
    /** How long a task without {@code expires} is kept. */
    private static final Duration LIFE = Duration.ofDays(365);

    private TaskEntry() {}

    /**
     * The entry of a task: rank, data and expiry as {@code extra.index} says, else rank 0, no data and the expiry of the
     * task, which the entry never outlives. Nothing if what {@code extra.index} says cannot be entered.
     */
    static Optional<NewEntry> of(String taskId, JsonNode task) {
        JsonNode index = task.path("extra").path("index");
        Optional<Instant> end = taskEnd(task);
        Optional<Integer> rank = index.has("rank") ? NewEntry.rank(index.path("rank")) : Optional.of(0);
        Optional<ObjectNode> data = index.has("data")
                ? Optional.of(index.path("data")).filter(JsonNode::isObject).map(ObjectNode.class::cast)
                : Optional.of(Json.MAPPER.createObjectNode());
        Optional<Instant> expires = index.has("expires") ? NewEntry.expires(index.path("expires")) : end;
        if (end.isEmpty() || rank.isEmpty() || data.isEmpty() || expires.isEmpty()) {
            return Optional.empty();
        }
        Instant first = expires.get().isBefore(end.get()) ? expires.get() : end.get();
        return Optional.of(new NewEntry(taskId, rank.get(), data.get(), first));
    }

    private static Optional<Instant> taskEnd(JsonNode task) {
        return task.has("expires")
                ? NewEntry.expires(task.path("expires"))
                : NewEntry.expires(task.path("created")).map(created -> created.plus(LIFE));
    }
}
