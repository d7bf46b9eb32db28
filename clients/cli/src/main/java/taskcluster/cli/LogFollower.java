package taskcluster.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints the log of a task as it comes, until the task is resolved. */
final class LogFollower {
    private final Shell shell;
    private final Deployment deployment;
    private final LogReader logs;
    private String lastNote = "";
    private int runId = -1;
    private long printed;
    private boolean hasReachedEnd;

    LogFollower(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
        this.logs = new LogReader(deployment.options());
    }

    /**
     * Follows one run, or each run after the other until the task is resolved. The log goes to standard output, what
     * becomes of the task to standard error.
     *
     * @param onlyRun null for the latest run and those that replace it
     * @return the last state that was seen
     */
    TaskState follow(String taskId, @Nullable Integer onlyRun) {
        Patience patience = new Patience(shell.clock(), shell::note);
        while (true) {
            Optional<TaskState> end = patience.ask(() -> step(taskId, onlyRun)).flatMap(found -> found);
            if (end.isPresent()) {
                return end.get();
            }
            shell.pause();
        }
    }

    /** Prints what is new; gives the state once there will be nothing more to print. */
    private Optional<TaskState> step(String taskId, @Nullable Integer onlyRun) {
        TaskState state = deployment.state(taskId);
        TaskState.Run run = onlyRun == null ? state.latestRun() : run(state, onlyRun);
        if (run == null) {
            note(state, null);
            return state.isResolved() ? Optional.of(state) : Optional.empty();
        }
        if (run.runId() != runId) {
            start(state, run);
        }
        note(state, run);
        if (run.isResolved()) {
            finish(state, run);
            return onlyRun != null || state.isResolved() ? Optional.of(state) : Optional.empty();
        }
        if (run.state().equals("running") && !hasReachedEnd) {
            LogReader.Copied copied = logs.copyLive(taskId, run.runId(), printed, shell.out());
            printed = copied.position();
            hasReachedEnd = copied.isWhole();
        }
        return Optional.empty();
    }

    private void start(TaskState state, TaskState.Run run) {
        if (runId >= 0) {
            String reason = run(state, runId).reason();
            shell.note("run %d ended: %s%s; trying again".formatted(runId, reason, explanation(reason)));
        }
        runId = run.runId();
        printed = 0;
        hasReachedEnd = false;
    }

    private static String explanation(String reason) {
        String explanation = Words.explain(reason);
        return explanation.isEmpty() ? "" : ", " + explanation;
    }

    private void finish(TaskState state, TaskState.Run run) {
        boolean hasLog = logs.copyKept(state.taskId(), run.runId(), printed, shell.out());
        if (!hasLog && printed == 0) {
            shell.note(run.started() == null ? "no worker started it" : "run " + run.runId() + " left no log");
        }
        shell.out().flush();
    }

    private void note(TaskState state, TaskState.@Nullable Run run) {
        String note = run == null ? state.state() : words(run);
        if (run != null && (run.runId() > 0 || state.runs().size() > 1)) {
            note = "run " + run.runId() + " " + note;
        }
        if (!note.equals(lastNote) && (run == null || !run.isResolved())) {
            shell.note(note);
        }
        lastNote = note;
    }

    private static String words(TaskState.Run run) {
        return run.state().equals("running") ? "running on " + run.worker() : run.state();
    }

    private static TaskState.Run run(TaskState state, int runId) {
        return state.runs().stream()
                .filter(run -> run.runId() == runId)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.FAILED,
                        "task %s has no run %d, only %s"
                                .formatted(
                                        state.taskId(),
                                        runId,
                                        Words.count(state.runs().size(), "run"))));
    }
}
