package taskcluster.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import taskcluster.core.FromNow;
import taskcluster.core.Json;

/** {@code from-now DURATION}. */
@Command(
        name = "from-now",
        description = "Prints the time that is so far away from now.",
        footer = {"", "For example: taskcluster from-now 2 days 3 hours, or: taskcluster from-now -- -15 minutes"})
final class FromNowCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "DURATION", description = "Such as 2 days 3 hours.")
    private List<String> words = List.of();

    FromNowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try {
            shell.print(Json.timestamp(
                    FromNow.from(String.join(" ", words), shell.clock().instant())));
            return ExitStatus.SUCCESS.code();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }
}
