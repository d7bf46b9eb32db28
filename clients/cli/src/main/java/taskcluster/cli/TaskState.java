package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * Where a task is.
 *
 * @param state {@code unscheduled}, {@code pending}, {@code running}, {@code completed}, {@code failed} or {@code exception}
 */
record TaskState(
        String taskId,
        String taskGroupId,
        String taskQueueId,
        String priority,
        String state,
        Instant deadline,
        Instant expires,
        List<Run> runs) {
    /**
     * One attempt at a task.
     *
     * @param reason why it ended as it did; empty before
     * @param worker group and id of the worker; empty before one took it
     */
    record Run(
            int runId,
            String state,
            String reason,
            String worker,
            Instant scheduled,
            @Nullable Instant started,
            @Nullable Instant resolved) {
        boolean isResolved() {
            return resolved != null;
        }

        /** How long it ran until now or its end. */
        Duration time(Instant now) {
            return started == null ? Duration.ZERO : Duration.between(started, resolved == null ? now : resolved);
        }
    }

    static TaskState of(JsonNode status) {
        List<Run> runs = new ArrayList<>();
        for (JsonNode run : status.path("runs")) {
            String worker = run.path("workerGroup").asString("") + "/"
                    + run.path("workerId").asString("");
            runs.add(new Run(
                    run.path("runId").asInt(),
                    run.path("state").asString(""),
                    run.path("reasonResolved").asString(""),
                    worker.equals("/") ? "" : worker,
                    instant(run, "scheduled", Instant.EPOCH),
                    optionalInstant(run, "started"),
                    optionalInstant(run, "resolved")));
        }
        return new TaskState(
                status.path("taskId").asString(""),
                status.path("taskGroupId").asString(""),
                status.path("taskQueueId").asString(""),
                status.path("priority").asString(""),
                status.path("state").asString(""),
                instant(status, "deadline", Instant.MAX),
                instant(status, "expires", Instant.MAX),
                List.copyOf(runs));
    }

    private static Instant instant(JsonNode node, String name, Instant absent) {
        Instant found = optionalInstant(node, name);
        return found == null ? absent : found;
    }

    private static @Nullable Instant optionalInstant(JsonNode node, String name) {
        String text = node.path(name).asString("");
        return text.isEmpty() ? null : Json.parseTimestamp(text);
    }

    boolean isResolved() {
        return isCompleted() || isBroken();
    }

    boolean isCompleted() {
        return state.equals("completed");
    }

    boolean isBroken() {
        return state.equals("failed") || state.equals("exception");
    }

    /** The latest run, if there is any. */
    @Nullable
    Run latestRun() {
        return runs.isEmpty() ? null : runs.getLast();
    }

    /** The state, for exceptions with their reason. */
    String words() {
        Run run = latestRun();
        return state.equals("exception") && run != null && !run.reason().isEmpty()
                ? "exception: " + run.reason()
                : state;
    }
}
