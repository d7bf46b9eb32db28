package taskcluster.monitor;

import java.util.List;
import java.util.Map;
import taskcluster.monitor.LogType.Level;

/** The log lines that every service may write. */
public final class BuiltInLogTypes {
    public static final LogType PERIODIC = new LogType(
            "periodic",
            "Periodic Process",
            "monitor.periodic",
            Level.ANY,
            1,
            "One run of work that is done again and again: an iteration of a loop, or a scheduled job.",
            Map.of(
                    "name", "The name of the loop or job.",
                    "duration", "How long it ran, in milliseconds.",
                    "status", "`success` or `exception`."));

    public static final LogType ERROR_REPORT = new LogType(
            "errorReport",
            "Error Report",
            "monitor.error",
            Level.ANY,
            1,
            "Something failed in a way that its caller could not put right. Further fields give the circumstances.",
            Map.of(
                    "name", "The class of the error.",
                    "message", "What the error says.",
                    "stack", "Where it happened, with its causes."));

    public static final LogType API_METHOD = new LogType(
            "apiMethod",
            "API Method Report",
            "monitor.apiMethod",
            Level.NOTICE,
            2,
            "A request to a method of an API was answered.",
            Map.ofEntries(
                    Map.entry("name", "The name of the method."),
                    Map.entry("apiVersion", "The version of the API, such as `v1`."),
                    Map.entry("resource", "The path of the request."),
                    Map.entry("query", "The declared query parameters that were given."),
                    Map.entry("method", "The HTTP verb."),
                    Map.entry("statusCode", "The status of the reply."),
                    Map.entry("duration", "How long the answer took, in milliseconds."),
                    Map.entry("public", "Whether the method asks for no scopes."),
                    Map.entry("clientId", "Who made the request; empty for public methods."),
                    Map.entry("expires", "When the credentials of the request expire."),
                    Map.entry("sourceIp", "The address that the request came from."),
                    Map.entry("satisfyingScopes", "The required scopes that the caller satisfied."),
                    Map.entry("authenticated", "Whether the request was authenticated and authorised.")));

    public static final LogType AUDIT_EVENT = new LogType(
            "auditEvent",
            "Audit Event",
            "audit-event",
            Level.NOTICE,
            1,
            "Someone changed something that has a history.",
            Map.of(
                    "service", "The service in which the change was made.",
                    "entity", "The kind of thing that was changed.",
                    "entityId", "Which thing was changed.",
                    "clientId", "Who changed it.",
                    "action", "What was done."));

    public static final LogType BASIC_TIMER = new LogType(
            "basicTimer",
            "Basic Timer",
            "monitor.timer",
            Level.INFO,
            1,
            "How long something took.",
            Map.of("key", "What was timed.", "duration", "How long it took, in milliseconds."));

    public static final LogType HANDLER_TIMER = new LogType(
            "handlerTimer",
            "Handler Report",
            "monitor.timedHandler",
            Level.INFO,
            1,
            "A message was handled.",
            Map.of(
                    "name", "What handled the message.",
                    "duration", "How long it took, in milliseconds.",
                    "status", "`success` or `exception`."));

    public static final LogType COUNT_METRIC = new LogType(
            "countMetric",
            "Count",
            "monitor.count",
            Level.INFO,
            1,
            "Something was counted.",
            Map.of("key", "What was counted.", "val", "How many there were."));

    public static final LogType MEASURE_METRIC = new LogType(
            "measureMetric",
            "Measurement",
            "monitor.measure",
            Level.INFO,
            1,
            "Something was measured.",
            Map.of("key", "What was measured.", "val", "The value that was found."));

    public static final LogType RESOURCE_METRICS = new LogType(
            "resourceMetrics",
            "Process Resources",
            "monitor.resources",
            Level.INFO,
            1,
            "What the process uses.",
            Map.of(
                    "lastCpuUsage", "The processor time used since the line before, in percent of one processor.",
                    "lastMemoryUsage", "The memory that the runtime has claimed, heap and other, in bytes.",
                    "heapUsed", "The heap in use, in bytes.",
                    "heapMax", "The largest heap allowed, in bytes.",
                    "uptime", "How long the process has run, in seconds."));

    public static final LogType GENERIC = new LogType(
            "generic",
            "Generic Message",
            "monitor.generic",
            Level.ANY,
            1,
            "A message without a type of its own.",
            Map.of("message", "The message."));

    public static final LogType LOGGING_ERROR = new LogType(
            "loggingError",
            "Logging Error",
            "monitor.loggingError",
            Level.ERR,
            1,
            "Code tried to log something that cannot be logged; this line stands in its place.",
            Map.of(
                    "message", "What is wrong with it.",
                    "originalType", "The type of the line that could not be written."));

    static final List<LogType> ALL = List.of(
            PERIODIC,
            ERROR_REPORT,
            API_METHOD,
            AUDIT_EVENT,
            BASIC_TIMER,
            HANDLER_TIMER,
            COUNT_METRIC,
            MEASURE_METRIC,
            RESOURCE_METRICS,
            GENERIC,
            LOGGING_ERROR);

    private BuiltInLogTypes() {}

    /** All of them. */
    public static List<LogType> all() {
        return ALL;
    }
}
