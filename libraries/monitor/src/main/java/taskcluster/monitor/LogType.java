package taskcluster.monitor;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A kind of log line, with a fixed set of fields, that is published in the log reference of its service.
 *
 * @param name how code calls it: a letter, then letters, digits and underscores
 * @param title a few words for people
 * @param type what lines carry as their type, such as {@code monitor.periodic}
 * @param level how important all lines of this type are; {@link Level#ANY} if each line says that itself
 * @param version from 1, raised with each incompatible change of the fields
 * @param fields the description of each field by its name
 */
public record LogType(
        String name,
        String title,
        String type,
        Level level,
        int version,
        String description,
        Map<String, String> fields) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9_]*");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-zA-Z0-9._-]*");

    /** The importance of a line, as syslog counts it. */
    public enum Level {
        EMERG(0, "EMERGENCY"),
        ALERT(1, "ALERT"),
        CRIT(2, "CRITICAL"),
        ERR(3, "ERROR"),
        WARNING(4, "WARNING"),
        NOTICE(5, "NOTICE"),
        INFO(6, "INFO"),
        DEBUG(7, "DEBUG"),
        /** Only of types: each line of the type has a level of its own. */
        ANY(8, "DEFAULT");

        private final int severity;
        private final String label;

        Level(int severity, String label) {
            this.severity = severity;
            this.label = label;
        }

        /** The syslog number: 0 is an emergency, 7 is debugging. */
        public int severity() {
            return severity;
        }

        /** The name that log collectors know. */
        public String label() {
            return label;
        }
    }

    public LogType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a log type: " + name);
        }
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("not a type of log lines: " + type);
        }
        if (version < 1) {
            throw new IllegalArgumentException("versions of log types count from 1");
        }
        fields = Map.copyOf(fields);
    }

    public LogType(String name, String title, String type, Level level, int version, Map<String, String> fields) {
        this(name, title, type, level, version, title, fields);
    }

    /** The names of declared fields that a line lacks. */
    Set<String> missingFrom(Map<String, ?> given) {
        Set<String> missing = new TreeSet<>(fields.keySet());
        missing.removeAll(given.keySet());
        return missing;
    }
}
