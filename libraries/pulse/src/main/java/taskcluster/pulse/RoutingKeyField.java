package taskcluster.pulse;

import org.jspecify.annotations.Nullable;

/**
 * One field of an exchange's routing key.
 *
 * @param name unique in its exchange
 * @param summary what it holds, for the reference
 * @param constant the value this field always has
 * @param required whether a value must be given; an optional field without one is published as {@code _}
 * @param multipleWords whether the value may contain dots; at most one field of an exchange
 * @param maxSize longest value in bytes of UTF-8, at least 1
 */
public record RoutingKeyField(
        String name, String summary, @Nullable String constant, boolean required, boolean multipleWords, int maxSize) {

    public RoutingKeyField {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A routing key field needs a name");
        }
        if (maxSize < 1) {
            throw new IllegalArgumentException("The maxSize of " + name + " must be at least 1");
        }
    }

    /** The usual first field: {@code routingKeyKind}, always {@code primary}. */
    public static RoutingKeyField primary() {
        return constant(
                "routingKeyKind",
                "primary",
                "Identifier of the kind of routing key: always `primary` for the key that the exchange itself defines.");
    }

    /** The usual last field, kept free for additions: bindings end in {@code #}. */
    public static RoutingKeyField reserved() {
        return new RoutingKeyField(
                "reserved",
                "Space reserved for later fields. Always bind with `#` here, so that a binding stays valid.",
                null,
                false,
                true,
                1);
    }

    public static RoutingKeyField constant(String name, String value, String summary) {
        return new RoutingKeyField(name, summary, value, true, false, value.length());
    }

    public static RoutingKeyField required(String name, int maxSize, String summary) {
        return new RoutingKeyField(name, summary, null, true, false, maxSize);
    }

    public static RoutingKeyField optional(String name, int maxSize, String summary) {
        return new RoutingKeyField(name, summary, null, false, false, maxSize);
    }
}
