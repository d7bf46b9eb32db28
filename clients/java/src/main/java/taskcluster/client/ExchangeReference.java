package taskcluster.client;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An exchange, as the reference of its service describes it: makes bindings to it. */
record ExchangeReference(String exchange, List<RoutingKeyField> routingKey) {
    ExchangeReference {
        routingKey = List.copyOf(routingKey);
    }

    /** The events whose routing keys match a pattern in the broker's own notation. */
    EventBinding bind(String routingKeyPattern) {
        return new EventBinding(exchange, routingKeyPattern, routingKey);
    }

    /**
     * The events whose routing keys have the given words; fields that are not named may have any.
     *
     * @param fields texts or numbers by the fields' names
     * @throws IllegalArgumentException if there is no such field, or a word does not fit it
     */
    EventBinding bind(Map<String, ?> fields) {
        Set<String> unknown = new TreeSet<>(fields.keySet());
        routingKey.forEach(field -> unknown.remove(field.name()));
        if (!unknown.isEmpty()) {
            String known = routingKey.stream().map(RoutingKeyField::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(exchange + " has no routing key field " + unknown + ", only " + known);
        }
        StringJoiner pattern = new StringJoiner(".");
        routingKey.forEach(field -> pattern.add(word(field, fields)));
        return bind(pattern.toString());
    }

    private static String word(RoutingKeyField field, Map<String, ?> fields) {
        if (field.constant() != null) {
            return field.constant();
        }
        Object value = fields.get(field.name());
        if (value == null) {
            return field.multipleWords() ? "#" : "*";
        }
        if (!(value instanceof String || value instanceof Number)) {
            throw new IllegalArgumentException("routing key field " + field.name() + " must be a text or a number");
        }
        String word = value.toString();
        if (!field.multipleWords() && word.contains(".")) {
            throw new IllegalArgumentException(
                    "routing key field " + field.name() + " is one word, without dots: '" + word + "'");
        }
        return word;
    }
}
