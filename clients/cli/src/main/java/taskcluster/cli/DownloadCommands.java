package taskcluster.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code download ...}. */
@Command(
        name = "download",
        description = "Downloads artifacts of tasks and other objects.",
        synopsisSubcommandLabel = "COMMAND")
final class DownloadCommands {
    private final Shell shell;
    private final Deployment deployment;

    DownloadCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(
            description = "Downloads one artifact.",
            customSynopsis = "taskcluster download artifact TASK_ID [RUN] NAME FILE",
            footer = {"", "FILE may be - for standard output. Without RUN it is that of the latest run."})
    int artifact(@Parameters(arity = "3..4", paramLabel = "TASK_ID [RUN] NAME FILE") List<String> words) {
        String taskId = words.getFirst();
        @Nullable String run = words.size() == 4 ? words.get(1) : null;
        String name = words.get(words.size() - 2);
        String file = words.getLast();
        ArtifactCommands artifacts = new ArtifactCommands(shell, deployment);
        if (file.equals("-")) {
            artifacts.copy(taskId, run, name, shell.out());
        } else {
            artifacts.download(taskId, run, name, shell.directory().resolve(Path.of(file)));
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(
            description = "Downloads one object of the object service and verifies it.",
            customSynopsis = "taskcluster download object NAME FILE",
            footer = {"", "FILE may be - for standard output, which then gets nothing before all is verified."})
    int object(
            @Parameters(paramLabel = "NAME", description = "Name of the object.") String name,
            @Parameters(paramLabel = "FILE", description = "Where to put it.") String file) {
        try {
            if (file.equals("-")) {
                Path verified = Files.createTempFile("object", ".part");
                try {
                    deployment.objects().download(name, verified);
                    Files.copy(verified, shell.out());
                } finally {
                    Files.deleteIfExists(verified);
                }
            } else {
                Path path = shell.directory().resolve(file).toAbsolutePath();
                Files.createDirectories(path.getParent());
                deployment.objects().download(name, path);
                shell.note("%s, %s".formatted(file, Words.size(Files.size(path))));
            }
            return ExitStatus.SUCCESS.code();
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
