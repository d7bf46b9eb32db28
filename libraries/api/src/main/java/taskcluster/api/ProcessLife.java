package taskcluster.api;

import io.micrometer.core.instrument.Metrics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.monitor.Monitor;

/** The life of a process that is a service, from its start to its exit status. */
final class ProcessLife {
    private static final int FAILED = 1;

    private final Monitor monitor;
    private final AtomicInteger exitStatus = new AtomicInteger();

    ProcessLife(String service) {
        this.monitor = Monitor.of(service, Metrics.globalRegistry);
    }

    void run(SpringApplicationBuilder application, String... arguments) {
        Thread.setDefaultUncaughtExceptionHandler(this::end);
        ConfigurableApplicationContext context =
                application.registerShutdownHook(false).run(arguments);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            context.close();
            // A stop that was asked for is a success; the virtual machine itself would report the signal.
            Runtime.getRuntime().halt(exitStatus.get());
        }));
    }

    /** What is left of a process in which a thread has died is not what its operator counts on. */
    private void end(Thread thread, Throwable error) {
        monitor.reportError(error, Map.of("thread", thread.getName()));
        exitStatus.set(FAILED);
        System.exit(FAILED);
    }
}
