package taskcluster.queue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.monitor.JsonLogEncoder;
import tools.jackson.databind.JsonNode;

/** What a logger writes, as JSON. Make it after the queue has started, which sets up logging anew. */
public final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final Lines lines = new Lines();

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final JsonLogEncoder encoder = new JsonLogEncoder();
        private final List<JsonNode> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(Json.MAPPER.readTree(new String(encoder.encode(event), StandardCharsets.UTF_8)));
        }
    }

    /** @param name of the logger, with all below it */
    public LogLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        lines.encoder.setContext(logger.getLoggerContext());
        lines.encoder.start();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    /** All so far, in order. */
    public Stream<JsonNode> all() {
        return lines.lines.stream();
    }

    /** Those of a type. */
    public Stream<JsonNode> of(String type) {
        return all().filter(line -> line.path("Type").asString().equals(type));
    }

    /** Those about a task. */
    public Stream<JsonNode> about(String taskId) {
        return all().filter(
                        line -> line.path("Fields").path("taskId").asString("").equals(taskId));
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}
