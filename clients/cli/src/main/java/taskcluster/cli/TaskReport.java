package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.cli.Terminal.Colour;
import taskcluster.client.ApiCallException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Tells where a task is and why it is there. */
final class TaskReport {
    private final Shell shell;
    private final Deployment deployment;

    TaskReport(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    void print(String taskId, boolean isAll, @Nullable Integer onlyRun) {
        TaskState state = deployment.state(taskId);
        JsonNode definition = deployment.definition(taskId);
        Instant now = shell.clock().instant();
        String name = definition.path("metadata").path("name").asString("");
        shell.print(shell.paint(Colour.STRONG, name) + "  " + taskId);
        line("state", shell.paint(colour(state), state.words()) + because(state));
        line("queue", state.taskQueueId() + ", priority " + state.priority());
        if (!state.taskGroupId().equals(taskId)) {
            line("group", state.taskGroupId());
        }
        line("created", created(definition, state, now));
        dependencies(definition, state).forEach(text -> line("needs", text));
        runs(state, isAll, onlyRun).forEach(run -> line("run " + run.runId(), words(run, now)));
        int hidden = state.runs().size() - 1;
        if (!isAll && onlyRun == null && hidden > 0) {
            line("", Words.count(hidden, "earlier run") + ": -a shows them");
        }
        hint(state);
    }

    private void line(String heading, String text) {
        shell.print("  " + shell.paint(Colour.FAINT, heading) + " ".repeat(Math.max(1, 9 - heading.length())) + text);
    }

    private static Colour colour(TaskState state) {
        return switch (state.state()) {
            case "completed" -> Colour.GOOD;
            case "failed", "exception" -> Colour.BAD;
            case "running" -> Colour.BUSY;
            default -> Colour.PLAIN;
        };
    }

    private String because(TaskState state) {
        TaskState.Run run = state.latestRun();
        if (state.isBroken() && run != null && !Words.explain(run.reason()).isEmpty()) {
            return ", " + Words.explain(run.reason());
        }
        return state.state().equals("pending") ? ", " + waiting(state) : "";
    }

    /** A pending task may wait for its turn, or for a worker that does not exist. */
    private String waiting(TaskState state) {
        try {
            JsonNode counts = deployment.queue().taskQueueCounts(state.taskQueueId());
            long pending = counts.path("pendingTasks").asLong();
            long claimed = counts.path("claimedTasks").asLong();
            return claimed == 0
                    ? "and no worker is busy with any of the %s of its queue: is one running?"
                            .formatted(Words.count(pending, "task"))
                    : "%s pending in its queue, %d running".formatted(Words.count(pending, "task"), claimed);
        } catch (ApiCallException noRight) {
            return "waiting for a worker";
        }
    }

    private static String created(JsonNode definition, TaskState state, Instant now) {
        Instant created = Json.parseTimestamp(definition.path("created").asString());
        String ago = Words.time(Duration.between(created, now)) + " ago";
        if (state.isResolved()) {
            return ago;
        }
        return ago
                + (state.deadline().isAfter(now)
                        ? ", deadline in " + Words.time(Duration.between(now, state.deadline()))
                        : ", deadline is over");
    }

    /** What an unscheduled task still waits for. */
    private List<String> dependencies(JsonNode definition, TaskState state) {
        List<String> lines = new ArrayList<>();
        if (!state.state().equals("unscheduled")) {
            return lines;
        }
        for (JsonNode dependency : definition.path("dependencies")) {
            TaskState required = deployment.state(dependency.asString());
            if (!required.isCompleted()) {
                String name = deployment
                        .definition(required.taskId())
                        .path("metadata")
                        .path("name")
                        .asString("");
                lines.add(required.taskId() + "  " + name + ", " + shell.paint(colour(required), required.words()));
            }
        }
        return lines;
    }

    private static List<TaskState.Run> runs(TaskState state, boolean isAll, @Nullable Integer onlyRun) {
        if (onlyRun != null) {
            return state.runs().stream().filter(run -> run.runId() == onlyRun).toList();
        }
        int size = state.runs().size();
        return isAll || size == 0 ? state.runs() : state.runs().subList(size - 1, size);
    }

    private static String words(TaskState.Run run, Instant now) {
        StringBuilder words = new StringBuilder(run.state());
        if (!run.reason().isEmpty() && !run.reason().equals(run.state())) {
            words.append(": ").append(run.reason());
        }
        if (run.started() != null) {
            words.append(run.isResolved() ? " after " : " for ").append(Words.time(run.time(now)));
        }
        return run.worker().isEmpty() ? words.toString() : words + " on " + run.worker();
    }

    private void hint(TaskState state) {
        TaskState.Run run = state.latestRun();
        if (run != null && run.started() != null) {
            shell.print("  " + shell.paint(Colour.FAINT, "log")
                    + "      `%s task log %s`".formatted(shell.command(), state.taskId()));
        }
    }
}
