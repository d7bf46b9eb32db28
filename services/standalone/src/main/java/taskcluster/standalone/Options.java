package taskcluster.standalone;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of {@code tc up}. */
@Command(
        name = "tc up",
        mixinStandardHelpOptions = true,
        description =
                "Runs a whole deployment on this machine: API, database, artifact store and workers in one process.",
        sortOptions = false)
final class Options {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "HTTP port of the root URL, 1..65535 (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that keeps everything across restarts (default: .tc/data in the checkout).")
    Path data = Path.of(System.getProperty("taskcluster.home", "."), ".tc", "data");

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many workers to start; each runs one task at a time (default: one a core).")
    int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--amqp-url",
            paramLabel = "URL",
            description = "Also publish every event to this RabbitMQ, e.g. amqp://guest:guest@localhost:5672.")
    @Nullable
    URI amqpUrl;

    @Option(
            names = "--claim-timeout",
            paramLabel = "SECONDS",
            defaultValue = "1200",
            description = "How long a worker may hold a task without reclaiming it (default: ${DEFAULT-VALUE}).")
    int claimTimeout;

    /** Refuses values out of bounds with the message that the user sees. */
    void check(CommandLine commandLine) {
        if (port < 1 || port > 65535) {
            throw new ParameterException(commandLine, "--port must be 1..65535, not " + port);
        }
        if (workers < 0 || workers > 1000) {
            throw new ParameterException(commandLine, "--workers must be 0..1000, not " + workers);
        }
        if (claimTimeout < 1) {
            throw new ParameterException(commandLine, "--claim-timeout must be at least 1 second");
        }
        if (amqpUrl != null && !("amqp".equals(amqpUrl.getScheme()) || "amqps".equals(amqpUrl.getScheme()))) {
            throw new ParameterException(commandLine, "--amqp-url must start with amqp:// or amqps://");
        }
    }
}
