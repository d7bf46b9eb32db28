package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import taskcluster.cli.TaskGraph.Planned;
import taskcluster.cli.Terminal.Colour;

/** Submits a graph, follows it to its end and sums up. */
final class Runner {
    private final Shell shell;
    private final Deployment deployment;

    Runner(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    /** @param isDetached whether to come back as soon as the tasks are created */
    ExitStatus run(TaskGraph graph, TaskDefaults defaults, boolean isDetached) {
        if (graph.isSingle()) {
            Planned task = graph.tasks().getFirst();
            new Submission(shell, deployment).create(graph, defaults);
            if (isDetached) {
                shell.print(task.taskId());
                return ExitStatus.SUCCESS;
            }
            return followOne(task);
        }
        shell.print("task group " + graph.taskGroupId() + ", "
                + Words.count(graph.tasks().size(), "task"));
        Instant start = shell.clock().instant();
        String cancel = "`%s group cancel %s`".formatted(shell.command(), graph.taskGroupId());
        try (Interruption _ = new Interruption(shell, "the tasks go on; " + cancel + " cancels them")) {
            new Submission(shell, deployment).create(graph, defaults);
            if (isDetached) {
                return ExitStatus.SUCCESS;
            }
            List<TaskProgress> tasks = new GraphWatch(shell, deployment, graph).watch();
            return sumUp(tasks, Duration.between(start, shell.clock().instant()));
        }
    }

    private ExitStatus followOne(Planned task) {
        String queue = task.definition()
                .path("taskQueueId")
                .asString(task.definition().path("provisionerId").asString("") + "/"
                        + task.definition().path("workerType").asString(""));
        shell.note("%s  %s  %s".formatted(task.label(), task.taskId(), queue));
        String hint = "the task goes on; `%s task cancel %s` cancels it".formatted(shell.command(), task.taskId());
        try (Interruption _ = new Interruption(shell, hint)) {
            TaskState state = new LogFollower(shell, deployment).follow(task.taskId(), null);
            TaskState.Run run = state.latestRun();
            String took = run == null
                    ? ""
                    : " after " + Words.time(run.time(shell.clock().instant()));
            String explanation = run == null ? "" : Words.explain(run.reason());
            shell.err()
                    .println(shell.paint(
                            state.isCompleted() ? Colour.GOOD : Colour.BAD,
                            state.words() + took + (explanation.isEmpty() ? "" : ", " + explanation)));
            if (state.isBroken() && run != null) {
                shell.err().println("log: " + deployment.artifactUrl(task.taskId(), run.runId(), LogReader.LIVE));
            }
            return state.isCompleted() ? ExitStatus.SUCCESS : ExitStatus.FAILED;
        }
    }

    private ExitStatus sumUp(List<TaskProgress> tasks, Duration took) {
        List<TaskProgress> others =
                tasks.stream().filter(task -> !task.isCompleted()).toList();
        String counts = List.of("completed", "failed", "exception", "not run").stream()
                .map(kind -> count(tasks, kind))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>();
        lines.add(shell.paint(
                others.isEmpty() ? Colour.GOOD : Colour.BAD,
                "%s in %s: %s".formatted(Words.count(tasks.size(), "task"), Words.time(took), counts)));
        for (TaskProgress task : others) {
            if (task.isBroken()) {
                lines.add("  %s: `%s task log %s`"
                        .formatted(
                                task.task().label(),
                                shell.command(),
                                task.task().taskId()));
            }
        }
        lines.forEach(shell::print);
        return others.isEmpty() ? ExitStatus.SUCCESS : ExitStatus.FAILED;
    }

    private static String count(List<TaskProgress> tasks, String kind) {
        long count = tasks.stream()
                .filter(task -> kind.equals(task.isBlocked() ? "not run" : task.state("")))
                .count();
        return count == 0 ? "" : count + " " + kind;
    }
}
