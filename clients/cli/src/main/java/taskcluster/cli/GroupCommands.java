package taskcluster.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.cli.Deployment.GroupMember;
import tools.jackson.databind.JsonNode;

/** {@code group ...}: what is done with the tasks of a group. */
@Command(name = "group", description = "Shows and cancels task groups.", synopsisSubcommandLabel = "COMMAND")
final class GroupCommands {
    private static final List<String> STATES =
            List.of("unscheduled", "pending", "running", "completed", "failed", "exception");

    private final Shell shell;
    private final Deployment deployment;

    GroupCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(description = "Lists the tasks of a group: taskId, state and name.")
    int list(
            @Parameters(paramLabel = "TASK_GROUP_ID") String taskGroupId,
            @Option(
                            names = {"-a", "--all"},
                            description = "All tasks; so it is without any of these options.")
                    boolean isAll,
            @Option(
                            names = {"-r", "--running"},
                            description = "Running tasks.")
                    boolean isRunning,
            @Option(
                            names = {"-f", "--failed"},
                            description = "Failed tasks.")
                    boolean isFailed,
            @Option(
                            names = {"-e", "--exception"},
                            description = "Tasks that ended as an exception.")
                    boolean isException,
            @Option(
                            names = {"-c", "--complete"},
                            description = "Completed tasks.")
                    boolean isCompleted,
            @Option(
                            names = {"-u", "--unscheduled"},
                            description = "Tasks that wait for others.")
                    boolean isUnscheduled,
            @Option(
                            names = {"-p", "--pending"},
                            description = "Tasks that wait for a worker.")
                    boolean isPending,
            @Option(
                            names = "--format-string",
                            paramLabel = "FORMAT",
                            description = "A line for each task, for example"
                                    + " '{{ .Status.TaskID }} {{ .Task.Metadata.Name }} {{ .Status.State }}'.")
                    @Nullable
                    String format) {
        boolean[] wanted = {isUnscheduled, isPending, isRunning, isCompleted, isFailed, isException};
        List<String> states = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                states.add(STATES.get(i));
            }
        }
        deployment
                .group(taskGroupId)
                .filter(member -> isAll
                        || states.isEmpty()
                        || states.contains(member.state().state()))
                .map(member -> format == null ? line(member) : filled(format, member.json()))
                .forEach(shell::print);
        return ExitStatus.SUCCESS.code();
    }

    private static String line(GroupMember member) {
        return "%s  %-11s  %s".formatted(member.state().taskId(), member.state().state(), member.name());
    }

    /** Fills in {@code {{ .Path.Of.Keys }}}; upper and lower case do not matter. */
    private static String filled(String format, JsonNode member) {
        Matcher matcher = Pattern.compile("\\{\\{\\s*\\.([A-Za-z.]+)\\s*}}").matcher(format);
        return matcher.replaceAll(found -> {
            JsonNode node = member;
            for (String key : found.group(1).split("\\.", -1)) {
                JsonNode parent = node;
                node = parent.propertyNames().stream()
                        .filter(name -> name.equalsIgnoreCase(key))
                        .findFirst()
                        .map(parent::path)
                        .orElseThrow(
                                () -> CommandFailure.usage("a task has no '" + found.group(1) + "' to format it with"));
            }
            return Matcher.quoteReplacement(node.isContainer() ? node.toString() : node.asString());
        });
    }

    @Command(description = "Counts the tasks of a group by their states.")
    int status(@Parameters(paramLabel = "TASK_GROUP_ID") String taskGroupId) {
        Map<String, Long> counts = new TreeMap<>();
        deployment
                .group(taskGroupId)
                .forEach(member -> counts.merge(member.state().state(), 1L, Long::sum));
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        shell.print("task group " + taskGroupId + ", " + Words.count(total, "task"));
        for (String state : STATES) {
            if (counts.containsKey(state)) {
                shell.print("  %-11s  %d".formatted(state, counts.get(state)));
            }
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Cancels all tasks of a group that are not done yet.")
    int cancel(
            @Parameters(paramLabel = "TASK_GROUP_ID") String taskGroupId,
            @Option(
                            names = {"-w", "--worker-type"},
                            paramLabel = "TYPE",
                            description = "Only those for this worker type.")
                    @Nullable
                    String workerType,
            @Option(
                            names = {"-f", "--force"},
                            description = "Do not ask first.")
                    boolean isForced) {
        List<GroupMember> members = deployment
                .group(taskGroupId)
                .filter(member -> !member.state().isResolved())
                .filter(member ->
                        workerType == null || member.state().taskQueueId().endsWith("/" + workerType))
                .toList();
        if (members.isEmpty()) {
            shell.print("no task of the group is left to cancel");
            return ExitStatus.SUCCESS.code();
        }
        boolean isSure = isForced
                || !shell.terminal().isInteractive()
                || shell.confirm("cancel " + Words.count(members.size(), "task") + "?");
        if (isSure) {
            for (GroupMember member : members) {
                deployment.queue().cancelTask(member.state().taskId());
                shell.print("cancelled " + member.state().taskId() + "  " + member.name());
            }
        }
        return ExitStatus.SUCCESS.code();
    }
}
