package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.cli.Terminal.Colour;
import taskcluster.cli.Terminal.Symbols;

/**
 * One task of a graph that is being watched.
 *
 * @param state null until the first answer
 * @param waitsFor the labels of the tasks that it waits for
 * @param blockedBy the label of a task whose failure keeps this one from running; empty for none
 */
record TaskProgress(TaskGraph.Planned task, @Nullable TaskState state, List<String> waitsFor, String blockedBy) {
    /** Whether nothing more will happen to it by itself. */
    boolean isOver() {
        return isBlocked() || (state != null && state.isResolved());
    }

    boolean isCompleted() {
        return state != null && state.isCompleted();
    }

    boolean isBroken() {
        return state != null && state.isBroken();
    }

    boolean isBlocked() {
        return !blockedBy.isEmpty();
    }

    String state(String unknown) {
        return state == null ? unknown : state.state();
    }

    /** What changes when something happens to this task itself. */
    String event() {
        return waitsFor.isEmpty() ? words() : "waits";
    }

    /** What to say about it, without times. */
    String words() {
        if (isBlocked()) {
            return "not run: " + blockedBy + " did not complete";
        }
        if (state == null) {
            return "created";
        }
        TaskState.Run run = state.latestRun();
        return switch (state.state()) {
                    case "unscheduled" ->
                        waitsFor.isEmpty() ? "unscheduled" : "waits for " + String.join(", ", waitsFor);
                    case "running" -> run == null ? "running" : "running on " + run.worker();
                    default -> state.words();
                }
                + (run != null && run.runId() > 0 ? ", run " + run.runId() : "");
    }

    /** How long its run took or has taken so far; zero if it does not run. */
    Duration time(Instant now) {
        TaskState.Run run = state == null ? null : state.latestRun();
        return run == null || run.started() == null ? Duration.ZERO : run.time(now);
    }

    String mark(Symbols symbols) {
        return switch (isBlocked() ? "blocked" : state("unscheduled")) {
            case "completed" -> symbols.done();
            case "failed", "exception" -> symbols.broken();
            case "running" -> symbols.running();
            case "pending" -> symbols.pending();
            default -> symbols.waiting();
        };
    }

    Colour colour() {
        return switch (isBlocked() ? "blocked" : state("unscheduled")) {
            case "completed" -> Colour.GOOD;
            case "failed", "exception" -> Colour.BAD;
            case "running" -> Colour.BUSY;
            case "blocked" -> Colour.ODD;
            case "pending" -> Colour.PLAIN;
            default -> Colour.FAINT;
        };
    }
}
