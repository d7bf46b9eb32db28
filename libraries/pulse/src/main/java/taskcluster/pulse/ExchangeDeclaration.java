package taskcluster.pulse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A topic exchange and what it carries.
 *
 * @param exchange last part of its name, such as {@code task-defined}
 * @param name its name in clients, such as {@code taskDefined}
 * @param title for the reference
 * @param description for the reference, Markdown
 * @param routingKey the fields of the key in order; with the dots at most 255 bytes
 * @param schema of its messages, relative to the service, such as {@code v1/task-defined-message.json#}
 */
public record ExchangeDeclaration(
        String exchange,
        String name,
        String title,
        String description,
        List<RoutingKeyField> routingKey,
        String schema) {
    private static final int LONGEST_KEY = 255;
    private static final String NO_VALUE = "_";

    public ExchangeDeclaration {
        routingKey = List.copyOf(routingKey);
        Set<String> names = new HashSet<>();
        int size = routingKey.size() - 1;
        int multipleWords = 0;
        for (RoutingKeyField field : routingKey) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(exchange + ": two routing key fields are named " + field.name());
            }
            multipleWords += field.multipleWords() ? 1 : 0;
            size += field.maxSize();
        }
        if (multipleWords > 1) {
            throw new IllegalArgumentException(exchange + ": only one routing key field may have several words");
        }
        if (size > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    exchange + ": a routing key could have " + size + " bytes, more than " + LONGEST_KEY);
        }
    }

    /**
     * The routing key for these values: texts and numbers by field name.
     *
     * @throws IllegalArgumentException when a value is missing, unknown, too long, of several words or of another type
     */
    public String routingKey(Map<String, ? extends @Nullable Object> values) {
        checkNames(values);
        StringJoiner key = new StringJoiner(".");
        for (RoutingKeyField field : routingKey) {
            String value = value(field, values.get(field.name()));
            if (value == null && field.required()) {
                throw problem(field, "is required");
            }
            key.add(value == null ? NO_VALUE : value);
        }
        return key.toString();
    }

    /** The binding pattern that demands these values and leaves the other fields open. */
    public String bindingPattern(Map<String, ? extends @Nullable Object> values) {
        checkNames(values);
        StringJoiner pattern = new StringJoiner(".");
        for (RoutingKeyField field : routingKey) {
            String value = value(field, values.get(field.name()));
            pattern.add(value != null ? value : field.multipleWords() ? "#" : "*");
        }
        return pattern.toString();
    }

    /**
     * The values in a routing key by field name: those before the field of several words from the left, those after it from
     * the right, the rest is that field's.
     *
     * @throws IllegalArgumentException when the key has too few or too many words
     */
    public Map<String, String> parse(String key) {
        List<String> words = Arrays.asList(key.split("\\.", -1));
        int surplus = words.size() - routingKey.size();
        boolean flexible = routingKey.stream().anyMatch(RoutingKeyField::multipleWords);
        if (surplus < 0 || (surplus > 0 && !flexible)) {
            throw new IllegalArgumentException("'" + key + "' is not a routing key of " + exchange);
        }
        Map<String, String> values = new LinkedHashMap<>();
        int next = 0;
        for (RoutingKeyField field : routingKey) {
            int end = next + 1 + (field.multipleWords() ? surplus : 0);
            values.put(field.name(), String.join(".", words.subList(next, end)));
            next = end;
        }
        return values;
    }

    private @Nullable String value(RoutingKeyField field, @Nullable Object given) {
        String text = switch (given) {
            case null -> field.constant();
            case String string -> string.isEmpty() ? null : string;
            case Integer number -> number.toString();
            case Long number -> number.toString();
            default ->
                throw problem(
                        field,
                        "must be text or a whole number, not "
                                + given.getClass().getSimpleName());
        };
        if (text == null) {
            return null;
        }
        if (field.constant() != null && !field.constant().equals(text)) {
            throw problem(field, "is always " + field.constant());
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > field.maxSize()) {
            throw problem(field, "is longer than " + field.maxSize() + " bytes: " + text);
        }
        if (text.contains(".") && !field.multipleWords()) {
            throw problem(field, "must be one word without dots: " + text);
        }
        return text;
    }

    private void checkNames(Map<String, ?> values) {
        for (String name : values.keySet()) {
            if (routingKey.stream().noneMatch(field -> field.name().equals(name))) {
                throw new IllegalArgumentException(exchange + " has no routing key field " + name);
            }
        }
    }

    private IllegalArgumentException problem(RoutingKeyField field, String what) {
        return new IllegalArgumentException(exchange + ": routing key field " + field.name() + " " + what);
    }
}
