package taskcluster.standalone;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one screen that a person sees after {@code tc up}. */
final class StartScreen {
    private StartScreen() {}

    static void print(PrintStream out, Deployment deployment, Options options, Duration took) {
        out.printf(
                Locale.ROOT,
                """

                  services     %s
                  task queue   %s, %d worker%s
                  events       %s
                  credentials  %s
                  log          %s

                Ready after %.1f s at %s

                Next, in another terminal:  ./tc run examples/hello.yml
                """,
                String.join(", ", Secrets.SERVICES),
                Deployment.TASK_QUEUE_ID,
                options.workers,
                options.workers == 1 ? "" : "s",
                events(options.amqpUrl),
                deployment.credentials(),
                deployment.log(),
                took.toMillis() / 1000.0,
                deployment.rootUrl().url());
        out.flush();
    }

    /** Where events go, without the password that the URL may hold. */
    private static String events(@Nullable URI amqpUrl) {
        return amqpUrl == null
                ? "in the database's event log"
                : "in the database's event log and at " + amqpUrl.getScheme() + "://" + amqpUrl.getHost()
                        + (amqpUrl.getPort() < 0 ? "" : ":" + amqpUrl.getPort());
    }
}
