package taskcluster.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code tc up}: runs a deployment until SIGTERM or Ctrl-C. Exit status 0 after a clean stop, 1 if it can't start, 2 on bad usage. */
public final class Standalone {
    private static final int CANNOT_START = 1;
    private static final int BAD_USAGE = 2;

    private Standalone() {}

    public static void main(String[] arguments) throws InterruptedException {
        Options options = new Options();
        CommandLine commandLine = new CommandLine(options);
        try {
            var parsed = commandLine.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return;
            }
            options.check(commandLine);
        } catch (ParameterException e) {
            System.err.println("tc up: " + e.getMessage());
            System.exit(BAD_USAGE);
        }
        run(options, System.out);
    }

    private static void run(Options options, PrintStream out) throws InterruptedException {
        long began = System.nanoTime();
        LogFile.use(options.data);
        out.println(
                "Starting Taskcluster, data in " + options.data.toAbsolutePath().normalize());
        try {
            Deployment deployment = Deployment.start(options);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
                        out.println("Stopping ...");
                        deployment.close();
                        out.println("Stopped. Everything is kept in "
                                + options.data.toAbsolutePath().normalize());
                        out.flush();
                        // A stop that was asked for is a success; the virtual machine itself would report the signal.
                        Runtime.getRuntime().halt(0);
                    }));
            StartScreen.print(out, deployment, options, Duration.ofNanos(System.nanoTime() - began));
        } catch (StandaloneException e) {
            System.err.println("tc up: " + e.getMessage());
            System.exit(CANNOT_START);
        }
        new CountDownLatch(1).await();
    }
}
