package taskcluster.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.monitor.LogType.Level;

/**
 * Where a part of a service reports what it does. Monitors form a tree: the root is named after its service, and each
 * child logs under the name of its parent and its own. Safe for use by many threads.
 */
public final class Monitor {
    private final String service;
    private final String name;
    private final MeterRegistry metrics;
    private final Logger logger;

    private Monitor(String service, String name, MeterRegistry metrics) {
        this.service = service;
        this.name = name;
        this.metrics = metrics;
        this.logger = LoggerFactory.getLogger(name);
    }

    /** The root monitor of a service; it logs as {@code taskcluster.<service>}. */
    public static Monitor of(String service, MeterRegistry metrics) {
        return new Monitor(service, "taskcluster." + service, metrics);
    }

    public Monitor child(String childName) {
        return new Monitor(service, name + "." + childName, metrics);
    }

    /** The name of the service, such as {@code queue}. */
    public String service() {
        return service;
    }

    public MeterRegistry metrics() {
        return metrics;
    }

    /** For messages of no particular type. */
    public Logger logger() {
        return logger;
    }

    /** Writes a line of a type that has a level of its own, with a value for each field that the type declares. */
    public void log(LogType type, Map<String, ?> fields) {
        if (type.level() == Level.ANY) {
            throw new IllegalArgumentException("log type " + type.name() + " needs a level with each line");
        }
        log(type, type.level(), fields);
    }

    /** Writes a line of a type that leaves the level open. */
    public void log(LogType type, Level level, Map<String, ?> fields) {
        assert type.missingFrom(fields).isEmpty() : type.name() + " lacks " + type.missingFrom(fields);
        write(LogEntry.of(service, type, level, fields));
    }

    /**
     * Writes a line of a type that nobody declared. Text and numbers become its field {@code message}, and lists the
     * field {@code values} of it; what has no names for its parts, such as null, becomes a logging error.
     */
    public void log(Level level, String type, @Nullable Object content) {
        write(LogEntry.untyped(service, type, level, content));
    }

    /** Reports an error that the code could not handle, with what may explain it. */
    public void reportError(Throwable error, Map<String, ?> context) {
        reportError(error, Level.ERR, context);
    }

    /** Reports an error with another level than {@link Level#ERR}. */
    public void reportError(Throwable error, Level level, Map<String, ?> context) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(context);
        StringWriter stack = new StringWriter();
        error.printStackTrace(new PrintWriter(stack));
        fields.put("name", error.getClass().getName());
        fields.put(
                "message",
                Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName()));
        fields.put("stack", stack.toString());
        log(BuiltInLogTypes.ERROR_REPORT, level, fields);
    }

    private void write(LogEntry entry) {
        org.slf4j.event.Level level = switch (entry.level()) {
            case EMERG, ALERT, CRIT, ERR -> org.slf4j.event.Level.ERROR;
            case WARNING -> org.slf4j.event.Level.WARN;
            case NOTICE, INFO, ANY -> org.slf4j.event.Level.INFO;
            case DEBUG -> org.slf4j.event.Level.DEBUG;
        };
        if (logger.isEnabledForLevel(level)) {
            logger.atLevel(level).addKeyValue(LogEntry.KEY, entry).log(entry.toString());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
