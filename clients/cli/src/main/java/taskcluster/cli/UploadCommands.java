package taskcluster.cli;

import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.client.ObjectUpload;
import taskcluster.core.Json;

/** {@code upload ...}. */
@Command(name = "upload", description = "Uploads files.", synopsisSubcommandLabel = "COMMAND")
final class UploadCommands {
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Shell shell;
    private final Deployment deployment;

    UploadCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(
            description = "Uploads a file as an object of the object service.",
            footer = {"", "An object never changes: a name can be used again only when its object has expired."})
    int object(
            @Parameters(paramLabel = "NAME", description = "Name of the object.") String name,
            @Parameters(paramLabel = "FILE", description = "The file to upload.") String file,
            @Option(
                            names = "--project",
                            defaultValue = "none",
                            description = "Project that the object belongs to (default: ${DEFAULT-VALUE}).")
                    String project,
            @Option(
                            names = "--content-type",
                            paramLabel = "TYPE",
                            description = "MIME type (default: what the name of the file says).")
                    @Nullable
                    String contentType,
            @Option(
                            names = "--expires",
                            defaultValue = "30 days",
                            paramLabel = "DURATION",
                            description = "How long to keep the object (default: ${DEFAULT-VALUE}).")
                    Duration life) {
        Path path = shell.directory().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw CommandFailure.usage("there is no file " + file);
        }
        Instant expires = shell.clock().instant().plus(life);
        deployment
                .objects()
                .upload(new ObjectUpload(
                        project, name, contentType == null ? typeOf(file) : contentType, expires, path));
        shell.note("%s, %s, until %s".formatted(name, Words.size(path.toFile().length()), Json.timestamp(expires)));
        return ExitStatus.SUCCESS.code();
    }

    private static String typeOf(String file) {
        String type = URLConnection.guessContentTypeFromName(file);
        return type == null ? UNKNOWN_TYPE : type;
    }
}
