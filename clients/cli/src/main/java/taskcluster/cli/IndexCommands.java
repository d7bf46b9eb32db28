package taskcluster.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.client.Index;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code index ...}: tasks by the paths that they have in the index. */
@Command(name = "index", description = "Finds and names tasks in the index.", synopsisSubcommandLabel = "COMMAND")
final class IndexCommands {
    private final Shell shell;
    private final Deployment deployment;

    IndexCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(description = "Shows the task of a path.")
    int find(
            @Parameters(paramLabel = "PATH", description = "Such as project.app.latest.") String path,
            @Option(
                            names = {"-q", "--quiet"},
                            description = "Only print the taskId.")
                    boolean isQuiet) {
        JsonNode entry = deployment.index().findTask(path);
        if (isQuiet) {
            shell.print(entry.path("taskId").asString());
        } else {
            show(entry);
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Enters a task under a path, unless the task there has a higher rank.")
    int insert(
            @Parameters(paramLabel = "PATH", description = "Such as project.app.latest.") String path,
            @Parameters(paramLabel = "TASK_ID") String taskId,
            @Option(
                            names = {"-r", "--rank"},
                            paramLabel = "RANK",
                            defaultValue = "0",
                            description =
                                    "A task of a lower rank cannot replace it later; ${DEFAULT-VALUE} if left out.")
                    int rank,
            @Option(
                            names = {"-e", "--expires"},
                            paramLabel = "DURATION",
                            description =
                                    "How long the path is kept, such as '30 days'; until the task expires if left out.")
                    @Nullable
                    Duration expires,
            @Option(
                            names = {"-d", "--data"},
                            paramLabel = "JSON",
                            defaultValue = "{}",
                            description = "What is to be known about the task: an object.")
                    String data) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("taskId", taskId);
        entry.put("rank", rank);
        entry.put("data", object(data));
        entry.put(
                "expires",
                expires == null
                        ? deployment.definition(taskId).path("expires").asString()
                        : Json.timestamp(shell.clock().instant().plus(expires)));
        JsonNode present = deployment.index().insertTask(path, entry);
        show(present);
        if (!present.path("taskId").asString().equals(taskId)) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "nothing was changed: the task there has rank "
                            + present.path("rank").asString() + ", which is higher");
        }
        return ExitStatus.SUCCESS.code();
    }

    private static JsonNode object(String text) {
        try {
            JsonNode node = Json.YAML.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException unreadable) {
            throw CommandFailure.usage("--data is neither JSON nor YAML: " + unreadable.getOriginalMessage());
        }
        throw CommandFailure.usage("--data must be an object, such as '{revision: abc}'");
    }

    @Command(description = {"Lists what is in a namespace: namespaces, with a dot at the end, and tasks."})
    int list(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NAMESPACE",
                            defaultValue = "",
                            description = "Such as project.app; the root of the index if left out.")
                    String namespace) {
        Index index = deployment.index();
        Stream<String> namespaces = index.listNamespacesStream(namespace, Map.of())
                .map(found -> found.path("namespace").asString() + ".");
        Stream<String> tasks = index.listTasksStream(namespace, Map.of())
                .map(found -> found.path("namespace").asString() + "  "
                        + found.path("taskId").asString());
        Stream.concat(namespaces, tasks).forEach(shell::print);
        return ExitStatus.SUCCESS.code();
    }

    private void show(JsonNode entry) {
        Duration left = Duration.between(
                shell.clock().instant(),
                Json.parseTimestamp(entry.path("expires").asString()));
        shell.print(
                entry.path("namespace").asString() + "  " + entry.path("taskId").asString());
        shell.print("  rank     " + entry.path("rank").asString());
        shell.print("  expires  " + (left.isNegative() ? "now" : "in " + Words.time(left)));
        if (!entry.path("data").isEmpty()) {
            shell.print("  data     " + entry.path("data"));
        }
    }
}
