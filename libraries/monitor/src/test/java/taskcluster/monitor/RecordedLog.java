package taskcluster.monitor;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Everything that is logged below one logger, as the encoder writes it. */
final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final JsonLogEncoder encoder = new JsonLogEncoder();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    RecordedLog(String loggerName) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        logger = context.getLogger(loggerName);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(this);
        setContext(context);
        encoder.setService("fallback");
        encoder.setVersion("1.2.3");
        encoder.start();
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return lines;
    }

    List<JsonNode> parsed() {
        return lines.stream().map(Json.MAPPER::readTree).toList();
    }

    List<JsonNode> ofType(String type) {
        return parsed().stream()
                .filter(line -> line.path("Type").asString().equals(type))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        stop();
    }
}
