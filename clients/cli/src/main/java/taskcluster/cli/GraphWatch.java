package taskcluster.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import taskcluster.cli.TaskGraph.Planned;
import taskcluster.cli.Terminal.Colour;

/** Watches the tasks of a graph until nothing more will happen to any of them. */
final class GraphWatch {
    private static final int TAIL_LINES = 20;
    private static final int MOST_IDS_A_CALL = 500;

    private final Shell shell;
    private final Deployment deployment;
    private final TaskGraph graph;
    private final LogReader logs;
    private final Map<String, TaskState> states = new LinkedHashMap<>();
    private final Set<String> reported = new HashSet<>();

    GraphWatch(Shell shell, Deployment deployment, TaskGraph graph) {
        this.shell = shell;
        this.deployment = deployment;
        this.graph = graph;
        this.logs = new LogReader(deployment.options());
    }

    /** The tasks as they are in the end. */
    List<TaskProgress> watch() {
        try (ProgressDisplay display = ProgressDisplay.on(shell)) {
            Patience patience =
                    new Patience(shell.clock(), notice -> display.print(List.of(shell.paint(Colour.ODD, notice))));
            while (true) {
                refresh(patience);
                List<TaskProgress> tasks = progress();
                display.show(tasks);
                reportBroken(tasks, display);
                if (tasks.stream().allMatch(TaskProgress::isOver)) {
                    return tasks;
                }
                shell.pause();
            }
        }
    }

    private void refresh(Patience patience) {
        List<String> open = graph.tasks().stream()
                .map(Planned::taskId)
                .filter(taskId ->
                        !states.containsKey(taskId) || !states.get(taskId).isResolved())
                .toList();
        for (int from = 0; from < open.size(); from += MOST_IDS_A_CALL) {
            List<String> asked = open.subList(from, Math.min(open.size(), from + MOST_IDS_A_CALL));
            patience.ask(() -> deployment.states(asked).toList())
                    .ifPresent(found -> found.forEach(state -> states.put(state.taskId(), state)));
        }
    }

    private List<TaskProgress> progress() {
        Map<String, TaskProgress> byLabel = new LinkedHashMap<>();
        for (Planned task : graph.tasks()) {
            TaskState state = states.get(task.taskId());
            boolean isOpen = state == null || state.state().equals("unscheduled");
            List<String> waitsFor = new ArrayList<>();
            String blockedBy = "";
            for (String label : isOpen ? task.dependencies() : List.<String>of()) {
                TaskProgress dependency = byLabel.get(label);
                if (dependency == null || dependency.isCompleted()) {
                    continue;
                }
                if (dependency.isBlocked() || (dependency.isBroken() && task.needsSuccess())) {
                    blockedBy = label;
                } else if (!dependency.isOver()) {
                    waitsFor.add(label);
                }
            }
            byLabel.put(task.label(), new TaskProgress(task, state, List.copyOf(waitsFor), blockedBy));
        }
        return List.copyOf(byLabel.values());
    }

    private void reportBroken(List<TaskProgress> tasks, ProgressDisplay display) {
        for (TaskProgress task : tasks) {
            TaskState state = task.state();
            TaskState.Run run = state == null ? null : state.latestRun();
            if (state != null && run != null && task.isBroken() && reported.add(state.taskId())) {
                display.print(tail(task.task().label(), state, run));
            }
        }
    }

    private List<String> tail(String label, TaskState state, TaskState.Run run) {
        String explanation = Words.explain(run.reason());
        String what = label + ": " + state.words() + (explanation.isEmpty() ? "" : ", " + explanation);
        List<String> lines = new ArrayList<>();
        logs.tail(state.taskId(), run.runId(), TAIL_LINES)
                .ifPresentOrElse(
                        tail -> {
                            String part = tail.isWhole() ? "its log" : "the last " + TAIL_LINES + " lines of its log";
                            lines.add(rule(what + "; " + part));
                            lines.addAll(tail.lines());
                            lines.add(rule(deployment.artifactUrl(state.taskId(), run.runId(), tail.artifact())));
                        },
                        () -> lines.add(rule(what + "; it left no log")));
        return lines;
    }

    private String rule(String text) {
        String rule = shell.terminal().symbols().rule().repeat(2);
        return shell.paint(Colour.BAD, rule + " " + text + " " + rule);
    }
}
