package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tc bench}: measures a deployment of its own, in a folder that is deleted afterwards. */
@Command(
        name = "tc bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the queue: its calls beside the same stored functions called straight over JDBC, single-row"
                        + " commits, how soon a waiting worker gets a task, and a graph that fans out and in.",
        subcommands = {AuthBench.class, SizesBench.class, IndexBench.class, PurgeCacheBench.class, ObjectBench.class},
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--seconds",
            defaultValue = "6",
            description = "How long each phase lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--concurrency",
            defaultValue = "32",
            description = "Requests in flight, for the API and over JDBC alike (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Seconds of each kind of call before anything counts (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--processes",
            description = "Run auth and the queue as processes of their own instead of all services in one.")
    private boolean processes;

    @Option(
            names = "--only",
            split = ",",
            description = "What to measure, separated by commas: ${COMPLETION-CANDIDATES} (default: all).")
    private EnumSet<Phase> only = EnumSet.allOf(Phase.class);

    private final PrintStream out = System.out;

    /** What can be measured of the queue; the names are those of the option. */
    private enum Phase {
        CALLS,
        READS,
        CREATE_TASKS,
        WHOLE_TASKS,
        WAKE_UP,
        GRAPH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (processes) {
            onOwnServer(this::measure, Server::startProcesses);
        } else {
            onOwnServer(this::measure);
        }
        return 0;
    }

    /** What measures a server. */
    interface Measuring {
        void measure(Server server) throws Exception;
    }

    /** Measures a new server, of which nothing is left afterwards. */
    static void onOwnServer(Measuring measuring) throws Exception {
        onOwnServer(measuring, folder -> Server.start(folder.resolve("data"), freePort()));
    }

    /** What starts a server in an empty folder. */
    private interface Starting {
        Server start(Path folder) throws Exception;
    }

    private static void onOwnServer(Measuring measuring, Starting starting) throws Exception {
        Path folder = Files.createTempDirectory("tc-bench");
        try (Server server = starting.start(folder)) {
            measuring.measure(server);
        } finally {
            delete(folder);
        }
    }

    private void measure(Server server) throws Exception {
        out.printf(
                "%d processors, %d requests in flight unless it says another number (x8), %d s a phase%n%n",
                processors(), concurrency, seconds);
        QueuePhases phases = new QueuePhases(server, out, Duration.ofSeconds(seconds));
        phases.warmUp(concurrency, Duration.ofSeconds(warmUp));
        out.println(Row.HEAD);
        for (Phase phase : only) {
            switch (phase) {
                case CALLS -> phases.mainJob(concurrency);
                case READS -> phases.reads(concurrency);
                case CREATE_TASKS -> phases.createTasks();
                case WHOLE_TASKS -> phases.wholeTasks();
                case WAKE_UP -> phases.wakeUp();
                case GRAPH -> phases.fanGraph();
            }
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
