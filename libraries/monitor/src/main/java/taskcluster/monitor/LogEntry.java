package taskcluster.monitor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One structured log line on its way from a monitor to the encoder. */
record LogEntry(String service, String type, int version, LogType.Level level, Map<String, ?> fields) {
    /** The key under which a logging event carries its entry. */
    static final String KEY = "entry";

    /** Without version: a line of no registered type. */
    static final int UNVERSIONED = 0;

    static LogEntry of(String service, LogType type, LogType.Level level, Map<String, ?> fields) {
        return new LogEntry(service, type.type(), type.version(), level, fields);
    }

    /** A line of any value: text and numbers become a message, lists become values; what is neither is a mistake. */
    static LogEntry untyped(String service, String type, LogType.Level level, @Nullable Object value) {
        return switch (value) {
            case CharSequence text ->
                new LogEntry(service, type, UNVERSIONED, level, Map.of("message", text.toString()));
            case Number number -> new LogEntry(service, type, UNVERSIONED, level, Map.of("message", number.toString()));
            case Collection<?> values ->
                new LogEntry(service, type, UNVERSIONED, level, Map.of("values", new ArrayList<>(values)));
            case Map<?, ?> map
            when !map.containsKey("meta") -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                map.forEach((key, field) -> fields.put(String.valueOf(key), field));
                yield new LogEntry(service, type, UNVERSIONED, level, fields);
            }
            case Map<?, ?> _ -> unloggable(service, type, "a field must not be named meta");
            case null -> unloggable(service, type, "nothing to log: null");
            default ->
                unloggable(service, type, "cannot log a " + value.getClass().getSimpleName());
        };
    }

    private static LogEntry unloggable(String service, String type, String message) {
        LogType error = BuiltInLogTypes.LOGGING_ERROR;
        return of(service, error, error.level(), Map.of("message", message, "originalType", type));
    }

    /** For appenders that know nothing of entries. */
    @Override
    public String toString() {
        return fields.get("message") instanceof String message ? type + ": " + message : type;
    }
}
