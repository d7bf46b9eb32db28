package taskcluster.api;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.monitor.JsonLogEncoder;
import tools.jackson.databind.JsonNode;

/** Keeps the log lines of the demo API as JSON. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final JsonLogEncoder encoder = new JsonLogEncoder();
    private final Queue<JsonNode> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("taskcluster.demo");

    static LogCapture attach() {
        LogCapture capture = new LogCapture();
        capture.setContext(capture.logger.getLoggerContext());
        capture.encoder.setContext(capture.logger.getLoggerContext());
        capture.encoder.start();
        ((AppenderBase<ILoggingEvent>) capture).start();
        capture.logger.addAppender(capture);
        return capture;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(Json.MAPPER.readTree(encoder.encode(event)));
    }

    /** The lines of a type, oldest first. */
    List<JsonNode> ofType(String type) {
        return lines.stream()
                .filter(line -> line.path("Type").asString("").equals(type))
                .toList();
    }

    void clear() {
        lines.clear();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
