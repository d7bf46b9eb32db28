package taskcluster.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.client.ApiCallException;

/** {@code run FILE}. */
@Command(
        name = "run",
        description = "Creates the task or the graph of tasks that a file describes and follows it to its end.",
        footer = {"", "Exit status: 0 if all completed, 1 if not, 2 if they could not be created or followed."})
final class RunCommand implements Callable<Integer> {
    private final Shell shell;
    private final Deployment deployment;

    @Parameters(paramLabel = "FILE", description = "YAML or JSON; - for standard input.")
    private String file = "-";

    @Option(
            names = {"-d", "--detach"},
            description = "Do not wait for the end.")
    private boolean isDetached;

    RunCommand(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Override
    public Integer call() {
        TaskDefaults defaults =
                TaskDefaults.of(shell, deployment.options().rootUrl().url());
        TaskGraph graph = read(shell, file, defaults);
        try {
            return new Runner(shell, deployment)
                    .run(graph, defaults, isDetached)
                    .code();
        } catch (ApiCallException e) {
            String reason = FailureMessage.of(e, deployment.options().rootUrl().url(), shell.command());
            throw new CommandFailure(ExitStatus.UNUSABLE, reason, e);
        }
    }

    static TaskGraph read(Shell shell, String file, TaskDefaults defaults) {
        String name = file.equals("-") ? "standard input" : file;
        @Nullable
        Path folder = file.equals("-") ? null : shell.directory().resolve(file).getParent();
        return new TaskFile(
                        name,
                        folder == null ? shell.directory() : folder,
                        defaults,
                        shell.environment(),
                        defaults.now())
                .parse(shell.read(file));
    }
}
