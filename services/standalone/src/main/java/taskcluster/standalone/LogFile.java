package taskcluster.standalone;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sends log records to the data folder instead of the console; to be called before the first logger is made. */
final class LogFile {
    private LogFile() {}

    static void use(Path data) {
        System.setProperty(
                "taskcluster.log", data.resolve("logs/taskcluster.log").toString());
        // Logback reads its own file; Boot must not set it up a second time.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        // Tomcat logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
