package taskcluster.monitor;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sends all log lines of the process to standard output as JSON. */
public final class JsonLogging {
    private static final Map<String, Level> LEVELS = Map.ofEntries(
            Map.entry("emerg", Level.ERROR),
            Map.entry("alert", Level.ERROR),
            Map.entry("crit", Level.ERROR),
            Map.entry("err", Level.ERROR),
            Map.entry("warning", Level.WARN),
            Map.entry("notice", Level.INFO),
            Map.entry("info", Level.INFO),
            Map.entry("debug", Level.DEBUG));

    private JsonLogging() {}

    /**
     * Replaces what wrote the log lines of the process until now; levels of single loggers stay as they are.
     *
     * @param service what lines belong to that no monitor wrote
     * @param levels the lowest level that is written, such as {@code info}; or one for the root and others for parts of
     *     the service, such as {@code root:info api:debug}
     * @throws IllegalArgumentException if the levels cannot be understood; nothing has changed then
     */
    public static void install(String service, @Nullable String version, String levels) {
        Map<String, Level> parsed = parseLevels(levels);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JsonLogEncoder encoder = new JsonLogEncoder();
        encoder.setContext(context);
        encoder.setService(service);
        encoder.setVersion(version);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        parsed.forEach((part, level) -> context.getLogger(
                        part.equals("root") ? Logger.ROOT_LOGGER_NAME : "taskcluster." + service + "." + part)
                .setLevel(level));
    }

    static Map<String, Level> parseLevels(String levels) {
        String text = levels.strip();
        if (!text.contains(":")) {
            return Map.of("root", level(text));
        }
        Map<String, Level> parsed = new LinkedHashMap<>();
        for (String part : text.split("\\s+", -1)) {
            int colon = part.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("'" + part + "' is not of the form part:level");
            }
            parsed.put(part.substring(0, colon), level(part.substring(colon + 1)));
        }
        if (!parsed.containsKey("root")) {
            throw new IllegalArgumentException("log levels '" + levels + "' lack one for root");
        }
        return parsed;
    }

    private static Level level(String name) {
        Level level = LEVELS.get(name.toLowerCase(Locale.ROOT));
        if (level == null) {
            throw new IllegalArgumentException("'" + name + "' is not a log level");
        }
        return level;
    }
}
