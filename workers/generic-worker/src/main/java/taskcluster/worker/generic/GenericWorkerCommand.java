package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import taskcluster.worker.WorkerState;

/** The program {@code generic-worker}. */
@Command(
        name = "generic-worker",
        description = "Runs Taskcluster tasks as processes of this machine.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = false,
        subcommands = {
            GenericWorkerCommand.Run.class,
            GenericWorkerCommand.ShowPayloadSchema.class,
            GenericWorkerCommand.Status.class
        })
public final class GenericWorkerCommand implements Callable<Integer> {
    static final int CANNOT_LOAD_CONFIG = 64;
    static final int INVALID_CONFIG = 73;
    static final int NO_STATUS = 84;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Explain.")
    @SuppressWarnings("UnusedVariable") // picocli looks for it
    private boolean help;

    @Option(names = "--version", description = "Print the version and the engine.")
    private boolean version;

    @Option(names = "--short-version", description = "Print only the version, in digits and dots.")
    private boolean shortVersion;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the program and ends the process with its exit code. */
    public static void main(String... arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "taskcluster/worker/generic/logback-generic-worker.xml");
        }
        System.exit(new CommandLine(new GenericWorkerCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine line = line(spec);
        if (shortVersion) {
            line.getOut().println(WorkerVersion.shortText());
        } else if (version) {
            line.getOut().println(WorkerVersion.text(Privileges.decide(EngineChoice.AUTO)));
        } else {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        line.getOut().flush();
        return 0;
    }

    private static CommandLine line(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("not run by the command line");
        }
        return spec.commandLine();
    }

    /** {@code generic-worker run}. */
    @Command(
            name = "run",
            description = {
                "Claims tasks and runs them until told to stop: SIGTERM aborts running tasks, which the queue then gives to",
                "another worker; SIGINT finishes them first, and a second SIGINT aborts them.",
                "",
                "Exit codes: 0 the requested number of tasks is done, 64 the configuration cannot be read, 68 idle for too",
                "long, 69 internal error, 71 interrupted, 72 shut down, 73 the configuration is not valid."
            })
    static final class Run implements Callable<Integer> {
        @Option(
                names = "--config",
                defaultValue = "generic-worker.config",
                paramLabel = "FILE",
                description = "JSON file with the settings; default ${DEFAULT-VALUE}.")
        private @Nullable Path config;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            CommandLine line = line(spec);
            try {
                Path file = config == null ? Path.of("generic-worker.config") : config;
                RunningWorker worker = GenericWorker.start(ConfigFile.load(file));
                Signals.stop(worker);
                return worker.awaitExit();
            } catch (ConfigFile.LoadException e) {
                line.getErr().println(e.getMessage());
                return CANNOT_LOAD_CONFIG;
            } catch (ConfigProblem e) {
                line.getErr().println(e.getMessage());
                return INVALID_CONFIG;
            }
        }
    }

    /** {@code generic-worker show-payload-schema}. */
    @Command(
            name = "show-payload-schema",
            description = "Prints the JSON schema of the payloads that this worker runs.")
    static final class ShowPayloadSchema implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandLine line = line(spec);
            line.getOut().println(new NativePayload(Privileges.decide(EngineChoice.AUTO)).schemaText());
            line.getOut().flush();
            return 0;
        }
    }

    /** {@code generic-worker status}. */
    @Command(name = "status", description = "Prints which tasks the worker on this machine is running, as JSON.")
    static final class Status implements Callable<Integer> {
        @Option(
                names = "--config",
                defaultValue = "generic-worker.config",
                paramLabel = "FILE",
                description = "The worker's configuration, which tells where its state is; default ${DEFAULT-VALUE}.")
        private @Nullable Path config;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            CommandLine line = line(spec);
            try {
                Path file = config == null ? Path.of("generic-worker.config") : config;
                Path state = Files.exists(file)
                        ? ConfigFile.load(file).stateDir()
                        : WorkerConfig.DEFAULT_STATE_DIR.toAbsolutePath();
                line.getOut().println(WorkerState.status(state));
                line.getOut().flush();
                return 0;
            } catch (IOException | ConfigFile.LoadException | ConfigProblem e) {
                line.getErr().println("Cannot tell the worker's status: " + e.getMessage());
                return NO_STATUS;
            }
        }
    }
}
