package taskcluster.standalone.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import taskcluster.standalone.processes.ProcessDeployment.Broker;
import taskcluster.standalone.processes.RabbitServer;

/**
 * {@code tc soak}: whether a deployment keeps its promises while its parts are killed. Exit status 0 if it did, 1 if it did not, 2 on
 * bad usage.
 */
@Command(
        name = "tc soak",
        mixinStandardHelpOptions = true,
        description = {
            "Creates and works on tasks while Postgres, RabbitMQ, the S3, auth and the replicas of the queue, each a process"
                    + " of its own, are killed and started again at random. Then compares what clients were promised"
                    + " with what is true.",
            "",
            "Starts a deployment in a folder of its own, which is deleted afterwards unless a promise was broken."
        },
        sortOptions = false)
public final class Soak implements Callable<Integer> {
    private static final int BROKEN_PROMISES = 1;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "For how long tasks are created and parts are killed, such as 0.5 (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of what is killed when (default: at random; it is printed).")
    private long seed = ThreadLocalRandom.current().nextLong(1_000_000);

    @Option(
            names = "--amqp-url",
            paramLabel = "URL",
            description = "Publish to this RabbitMQ, which is not killed, instead of one that is.")
    private @Nullable URI amqpUrl;

    @Option(names = "--without-broker", description = "Do without RabbitMQ, and do not check events.")
    private boolean isWithoutBroker;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "3",
            description = "Processes of the queue (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "32",
            description = "Workers at a time (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "15",
            description = "Tasks created a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write the summary to this file, as Markdown.")
    private @Nullable Path report;

    private final PrintStream out = System.out;
    private final CommandLine commandLine = new CommandLine(this);

    private Soak() {}

    public static void main(String[] arguments) {
        // Nothing but warnings, to the terminal; to be said before the first logger is made.
        System.setProperty("logback.configurationFile", "logback-command.xml");
        System.exit(new Soak().commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        SoakSettings settings = settings();
        Path folder = Files.createTempDirectory("tc-soak");
        Summary summary;
        try {
            summary = SoakRun.run(settings, folder, out);
        } catch (Exception e) {
            out.println("The soak failed; logs and data are kept in " + folder);
            throw e;
        }
        out.println();
        summary.print(out);
        if (report != null) {
            Files.writeString(report, summary.markdown());
        }
        if (!summary.isClean()) {
            out.println();
            out.println("Logs and data are kept in " + folder);
            return BROKEN_PROMISES;
        }
        delete(folder);
        return 0;
    }

    private SoakSettings settings() {
        require(minutes > 0 && minutes <= 24 * 60, "--minutes must be more than 0 and at most 1440");
        require(replicas >= 1 && replicas <= 8, "--replicas must be 1..8");
        require(workers >= 1 && workers <= 1000, "--workers must be 1..1000");
        require(rate >= 1 && rate <= 10_000, "--rate must be 1..10000");
        return new SoakSettings(
                Duration.ofMillis((long) (minutes * 60_000)),
                seed,
                replicas,
                4,
                workers,
                rate,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Set.of(),
                Duration.ofMinutes(3),
                broker());
    }

    private Broker broker() {
        require(amqpUrl == null || !isWithoutBroker, "--amqp-url and --without-broker exclude each other");
        if (isWithoutBroker) {
            return new Broker.None();
        }
        if (amqpUrl != null) {
            return new Broker.At(amqpUrl);
        }
        require(
                RabbitServer.isInstalled(),
                RabbitServer.MISSING + ", or give --amqp-url URL (not killed then) or --without-broker");
        return new Broker.Own();
    }

    private void require(boolean isFine, String message) {
        if (!isFine) {
            throw new ParameterException(commandLine, "tc soak: " + message);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
