package taskcluster.monitor;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import taskcluster.core.Json;
import taskcluster.monitor.LogType.Level;

/**
 * Writes each log event as one line of JSON with sorted keys: time in nanoseconds, type, logger, host, process, severity
 * as number and as name, fields, a message for people, the ids of the request and the service. Values of keys that name
 * secrets are replaced.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = new byte[0];
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final String hostname = hostname();
    private final long pid = ProcessHandle.current().pid();
    private String service = "taskcluster";
    private @Nullable String version;

    /** The service that lines belong to which no monitor wrote; each monitor knows its own. */
    public void setService(String service) {
        this.service = service;
    }

    /** The version of the software; without one, lines do not tell it. */
    public void setVersion(@Nullable String version) {
        this.version = version;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        LogEntry entry = entryOf(event);
        Map<String, Object> fields = LogFields.printable(entry.fields());
        if (entry.version() != LogEntry.UNVERSIONED) {
            fields.put("v", entry.version());
        }
        Map<String, Object> line = new TreeMap<>();
        line.put("Timestamp", nanoseconds(event.getInstant()));
        line.put("Type", entry.type());
        line.put("Logger", event.getLoggerName());
        line.put("Hostname", hostname);
        line.put("EnvVersion", "2.0");
        line.put("Severity", entry.level().severity());
        line.put("Pid", pid);
        line.put("Fields", fields);
        line.put("severity", entry.level().label());
        line.put("serviceContext", serviceContext(entry.service()));
        String message = LogFields.messageOf(fields);
        if (message != null) {
            line.put("message", message);
        }
        RequestContext.current().ifPresent(context -> {
            line.put("traceId", context.traceId());
            line.put("requestId", context.requestId());
        });
        return (Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> serviceContext(String ofService) {
        Map<String, String> context = new TreeMap<>();
        context.put("service", ofService);
        if (version != null) {
            context.put("version", version);
        }
        return context;
    }

    private LogEntry entryOf(ILoggingEvent event) {
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                if (pair.value instanceof LogEntry entry) {
                    return entry;
                }
            }
        }
        return genericEntry(event);
    }

    private LogEntry genericEntry(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
        }
        fields.put("message", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            fields.put("name", event.getThrowableProxy().getClassName());
            fields.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        Level level = switch (event.getLevel().toInt()) {
            case ch.qos.logback.classic.Level.ERROR_INT -> Level.ERR;
            case ch.qos.logback.classic.Level.WARN_INT -> Level.WARNING;
            case ch.qos.logback.classic.Level.INFO_INT -> Level.INFO;
            default -> Level.DEBUG;
        };
        return LogEntry.of(service, BuiltInLogTypes.GENERIC, level, fields);
    }

    private static long nanoseconds(Instant instant) {
        return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
