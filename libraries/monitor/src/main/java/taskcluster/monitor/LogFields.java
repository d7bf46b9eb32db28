package taskcluster.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** The fields of a log line as they are printed: sorted, without absent values, and without secrets. */
final class LogFields {
    private static final String ELIDED = "...";
    private static final Set<String> SECRET_KEYS =
            Set.of("credentials", "accessToken", "password", "secretAccessKey", "secret", "secrets", "bewit");
    private static final int DEEPEST = 50;

    private LogFields() {}

    static Map<String, Object> printable(Map<String, ?> fields) {
        return printableMap(fields, 0);
    }

    private static Map<String, Object> printableMap(Map<?, ?> map, int depth) {
        Map<String, Object> printable = new TreeMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            Object shown = SECRET_KEYS.contains(name) ? ELIDED : printableValue(value, depth + 1);
            if (shown != null) {
                printable.put(name, shown);
            }
        });
        return printable;
    }

    private static @Nullable Object printableValue(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return ELIDED;
        }
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            case Instant instant -> Json.timestamp(instant);
            case Duration duration -> duration.toString();
            case Optional<?> optional -> printableValue(optional.orElse(null), depth);
            case Map<?, ?> map -> printableMap(map, depth);
            case JsonNode node -> printableValue(Json.MAPPER.treeToValue(node, Object.class), depth);
            case Collection<?> items -> printableItems(items, depth);
            case Object[] items -> printableItems(Arrays.asList(items), depth);
            case Record record -> printableValue(Json.MAPPER.valueToTree(record), depth);
            default -> value.toString();
        };
    }

    private static Object printableItems(Collection<?> items, int depth) {
        return items.stream()
                .map(item -> printableValue(item, depth + 1))
                .filter(Objects::nonNull)
                .toList();
    }

    /** What people read first: the first line of the message, or the stack with only the first line of its message. */
    static @Nullable String messageOf(Map<String, Object> fields) {
        if (fields.get("stack") instanceof String stack) {
            return reduced(stack);
        }
        return fields.get("message") instanceof String message
                ? message.lines().findFirst().orElse("")
                : null;
    }

    private static String reduced(String stack) {
        StringBuilder reduced = new StringBuilder();
        stack.lines().forEach(line -> {
            boolean frame = line.strip().startsWith("at ") || line.startsWith("Caused by: ");
            if (reduced.isEmpty()) {
                reduced.append(line);
            } else if (frame) {
                reduced.append('\n').append(line);
            }
        });
        return reduced.toString();
    }
}
