package taskcluster.monitor;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of log lines that one service writes, beside those that all services share. */
public record LogTypes(String serviceName, List<LogType> types) {
    public LogTypes {
        types = List.copyOf(types);
        Set<String> names = new HashSet<>();
        for (LogType type : types) {
            if (!names.add(type.name())) {
                throw new IllegalArgumentException("two log types of " + serviceName + " are named " + type.name());
            }
        }
    }

    /** The reference document, without its {@code $schema}: service name, built-in types and own types. */
    public Map<String, Object> reference() {
        Map<String, LogType> all = new TreeMap<>();
        BuiltInLogTypes.ALL.forEach(type -> all.put(type.name(), type));
        types.forEach(type -> all.put(type.name(), type));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("serviceName", serviceName);
        document.put("types", all.values().stream().map(LogTypes::entry).toList());
        return document;
    }

    private static Map<String, Object> entry(LogType type) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", type.name());
        entry.put("title", type.title());
        entry.put("type", type.type());
        entry.put("level", type.level().name().toLowerCase(Locale.ROOT));
        entry.put("version", type.version());
        entry.put("description", type.description());
        entry.put("fields", new TreeMap<>(type.fields()));
        return entry;
    }
}
