package taskcluster.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A task of {@link FakeDeployment}: it gets on by one step whenever somebody asks for its state. */
final class FakeTask {
    /**
     * What becomes of a task's run.
     *
     * @param pending how many times it is seen pending
     * @param running how many times it is seen running
     */
    record Life(int pending, int running, String state, String reason) {
        static final Life COMPLETED = new Life(1, 1, "completed", "completed");
        static final Life FAILED = new Life(1, 1, "failed", "failed");

        static Life exception(String reason) {
            return new Life(1, 1, "exception", reason);
        }
    }

    private record Run(String state, @Nullable String reason, Instant scheduled, Instant started, Instant resolved) {
        Run with(String newState, @Nullable String newReason, Instant now) {
            return new Run(
                    newState,
                    newReason,
                    scheduled,
                    newState.equals("running") ? now : started,
                    newState.equals("pending") || newState.equals("running") ? Instant.EPOCH : now);
        }
    }

    final String taskId;
    final ObjectNode definition;
    final Map<String, byte[]> artifacts = new ConcurrentSkipListMap<>();
    private final List<Life> lives;
    private final List<Run> runs = new ArrayList<>();
    private int asked;

    FakeTask(String taskId, ObjectNode definition, List<Life> lives) {
        this.taskId = taskId;
        this.definition = definition;
        this.lives = lives;
    }

    String name() {
        return definition.path("metadata").path("name").asString("");
    }

    String state() {
        return runs.isEmpty() ? "unscheduled" : runs.getLast().state();
    }

    boolean isResolved() {
        return List.of("completed", "failed", "exception").contains(state());
    }

    void schedule(Instant now) {
        if (runs.isEmpty()) {
            runs.add(new Run("pending", null, now, Instant.EPOCH, Instant.EPOCH));
        }
    }

    /** Claimed, resolved or cancelled by a call. */
    void set(String state, @Nullable String reason, Instant now) {
        schedule(now);
        runs.set(runs.size() - 1, runs.getLast().with(state, reason, now));
    }

    void rerun(Instant now) {
        runs.add(new Run("pending", null, now, Instant.EPOCH, Instant.EPOCH));
        asked = 0;
    }

    void step(Instant now) {
        if (runs.isEmpty() || isResolved()) {
            return;
        }
        Life life = lives.get(Math.min(runs.size(), lives.size()) - 1);
        asked++;
        if (asked == life.pending() + 1) {
            set("running", null, now);
        } else if (asked > life.pending() + life.running()) {
            set(life.state(), life.reason(), now);
            if (runs.size() < lives.size()) {
                rerun(now);
            }
        }
    }

    JsonNode status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("taskId", taskId);
        status.put("taskQueueId", definition.path("taskQueueId").asString());
        status.put("taskGroupId", definition.path("taskGroupId").asString(taskId));
        status.put("priority", definition.path("priority").asString("lowest"));
        status.put("deadline", definition.path("deadline").asString());
        status.put("expires", "2099-01-01T00:00:00.000Z");
        status.put("state", state());
        List<Map<String, Object>> list = new ArrayList<>();
        for (Run run : runs) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("runId", list.size());
            entry.put("state", run.state());
            entry.put("scheduled", run.scheduled());
            if (run.reason() != null) {
                entry.put("reasonResolved", run.reason());
            }
            if (run.started().isAfter(Instant.EPOCH)) {
                entry.put("started", run.started());
                entry.put("workerGroup", "local");
                entry.put("workerId", "w" + list.size());
            }
            if (run.resolved().isAfter(Instant.EPOCH)) {
                entry.put("resolved", run.resolved());
            }
            list.add(entry);
        }
        status.put("runs", list);
        return Json.MAPPER.valueToTree(status);
    }
}
