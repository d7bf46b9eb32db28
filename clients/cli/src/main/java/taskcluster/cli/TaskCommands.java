package taskcluster.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.cli.TaskGraph.Planned;
import tools.jackson.databind.JsonNode;

/** {@code task ...}: what is done with one task. */
@Command(name = "task", description = "Creates, shows and steers tasks.", synopsisSubcommandLabel = "COMMAND")
final class TaskCommands {
    private final Shell shell;
    private final Deployment deployment;

    TaskCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(description = "Creates a task from its definition and prints its taskId.")
    int create(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "YAML or JSON; standard input if left out.")
                    @Nullable
                    String file) {
        TaskDefaults defaults =
                TaskDefaults.of(shell, deployment.options().rootUrl().url());
        TaskGraph graph = RunCommand.read(shell, file == null ? "-" : file, defaults);
        if (!graph.isSingle()) {
            throw CommandFailure.usage("this is a graph of tasks: use `%s run`".formatted(shell.command()));
        }
        Planned task = graph.tasks().getFirst();
        deployment.queue().createTask(task.taskId(), task.definition());
        shell.print(task.taskId());
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Shows where a task is and why.")
    int status(
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(
                            names = {"-a", "--all-runs"},
                            description = "Show all runs, not only the latest.")
                    boolean isAll,
            @Option(
                            names = {"-r", "--run"},
                            paramLabel = "RUN",
                            description = "Show this run.")
                    @Nullable
                    Integer run) {
        new TaskReport(shell, deployment).print(taskId, isAll, run);
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Prints the log of a task; while the task runs, as it comes.")
    int log(
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(
                            names = {"-r", "--run"},
                            paramLabel = "RUN",
                            description = "The log of this run, not of the latest.")
                    @Nullable
                    Integer run) {
        TaskState state = new LogFollower(shell, deployment).follow(taskId, run);
        if (state.runs().isEmpty()) {
            shell.note("no worker ran it: " + state.words());
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Cancels tasks that are not done yet.")
    int cancel(
            @Parameters(arity = "1..*", paramLabel = "TASK_ID") List<String> taskIds,
            @Option(
                            names = {"-n", "--noop"},
                            description = "Only say what would be done.")
                    boolean isNoop,
            @Option(
                            names = {"-c", "--confirm"},
                            description = "Ask first.")
                    boolean isConfirmed) {
        for (String taskId : taskIds) {
            if (isWanted("cancel", taskId, isNoop, isConfirmed)) {
                JsonNode status = deployment.queue().cancelTask(taskId).path("status");
                shell.print(taskId + "  " + TaskState.of(status).words());
            }
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Runs tasks again that failed.")
    int rerun(
            @Parameters(arity = "1..*", paramLabel = "TASK_ID") List<String> taskIds,
            @Option(
                            names = {"-n", "--noop"},
                            description = "Only say what would be done.")
                    boolean isNoop,
            @Option(
                            names = {"-c", "--confirm"},
                            description = "Ask first.")
                    boolean isConfirmed,
            @Option(
                            names = {"-f", "--force"},
                            description = "Also if it did not fail.")
                    boolean isForced) {
        for (String taskId : taskIds) {
            TaskState before = deployment.state(taskId);
            if (!isForced && !before.isBroken()) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "task %s is %s, not failed: --force runs it again all the same"
                                .formatted(taskId, before.words()));
            }
            if (isWanted("rerun", taskId, isNoop, isConfirmed)) {
                JsonNode status = deployment.queue().rerunTask(taskId).path("status");
                shell.print(taskId + "  " + TaskState.of(status).words());
            }
        }
        return ExitStatus.SUCCESS.code();
    }

    private boolean isWanted(String verb, String taskId, boolean isNoop, boolean isConfirmed) {
        if (!isNoop && !isConfirmed) {
            return true;
        }
        String name =
                deployment.definition(taskId).path("metadata").path("name").asString("");
        String what = verb + " " + taskId + " (" + name + ")";
        if (isNoop) {
            shell.print("would " + what);
            return false;
        }
        return shell.confirm(what + "?");
    }

    @Command(description = "Lists the artifacts of a task.")
    int artifacts(
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(
                            names = {"-r", "--run"},
                            paramLabel = "RUN",
                            description = "Those of this run, not of the latest.")
                    @Nullable
                    Integer run) {
        new ArtifactCommands(shell, deployment).list(taskId, run);
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Downloads artifacts of a task: those that are named, else all.")
    int download(
            @Parameters(index = "0", paramLabel = "TASK_ID") String taskId,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME") @Nullable List<String> names,
            @Option(
                            names = {"-r", "--run"},
                            paramLabel = "RUN",
                            description = "Those of this run, not of the latest.")
                    @Nullable
                    Integer run,
            @Option(
                            names = {"-d", "--directory"},
                            paramLabel = "FOLDER",
                            description = "Where to put them; else here.")
                    @Nullable
                    Path directory) {
        Path target = directory == null ? shell.directory() : shell.directory().resolve(directory);
        if (Files.isRegularFile(target)) {
            throw CommandFailure.usage(target + " is a file, not a folder");
        }
        new ArtifactCommands(shell, deployment).download(taskId, run, names == null ? List.of() : names, target);
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Prints the definition of a task as JSON.")
    int def(@Parameters(paramLabel = "TASK_ID") String taskId) {
        shell.print(PrettyJson.of(deployment.definition(taskId)));
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Prints the name of a task.")
    int name(@Parameters(paramLabel = "TASK_ID") String taskId) {
        shell.print(deployment.definition(taskId).path("metadata").path("name").asString(""));
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Prints the group of a task.")
    int group(@Parameters(paramLabel = "TASK_ID") String taskId) {
        shell.print(deployment.state(taskId).taskGroupId());
        return ExitStatus.SUCCESS.code();
    }

    @Command(
            description = "Runs a command as a task of its own on a generic worker and follows it.",
            customSynopsis = "taskcluster task run [OPTIONS] -- COMMAND...")
    int run(
            @Option(
                            names = "--provisioner",
                            defaultValue = "standalone",
                            description = "First part of the task queue; ${DEFAULT-VALUE} if left out.")
                    String provisioner,
            @Option(
                            names = "--worker-type",
                            defaultValue = "generic",
                            description = "Second part of the task queue; ${DEFAULT-VALUE} if left out.")
                    String workerType,
            @Option(names = "-e", paramLabel = "NAME=VALUE", description = "An environment variable.") @Nullable
                    Map<String, String> environment,
            @Option(names = "--name", description = "The task's name.") @Nullable String name,
            @Option(names = "--description", description = "What it is for.") @Nullable String description,
            @Option(names = "--owner", description = "Whom to ask about it.") @Nullable String owner,
            @Option(names = "--source", description = "A URL that tells where it comes from.") @Nullable String source,
            @Option(names = "--dependency", paramLabel = "TASK_ID", description = "A task that must complete first.")
                    @Nullable
                    List<String> dependencies,
            @Option(names = "--retries", defaultValue = "5", description = "How often to try again when workers fail.")
                    int retries,
            @Option(
                            names = "--max-run-time",
                            defaultValue = "1 hour",
                            description = "When it is stopped; ${DEFAULT-VALUE} if left out.")
                    Duration maxRunTime,
            @Option(
                            names = {"-d", "--detach"},
                            description = "Only print the taskId.")
                    boolean isDetached,
            @Parameters(arity = "1..*", paramLabel = "COMMAND") List<String> command) {
        TaskDefaults defaults =
                TaskDefaults.of(shell, deployment.options().rootUrl().url());
        OneOffTask task = new OneOffTask(
                provisioner + "/" + workerType,
                command,
                environment == null ? Map.of() : environment,
                dependencies == null ? List.of() : dependencies,
                retries,
                maxRunTime);
        TaskGraph graph = task.graph(defaults, name, description, owner, source);
        return new Runner(shell, deployment).run(graph, defaults, isDetached).code();
    }
}
