package taskcluster.client;

import org.jspecify.annotations.Nullable;

/**
 * One field of an exchange's routing keys.
 *
 * @param constant its value when it is always the same, else null
 * @param multipleWords whether it may hold several words separated by dots
 */
public record RoutingKeyField(String name, @Nullable String constant, boolean multipleWords) {
    static RoutingKeyField constant(String name, String value) {
        return new RoutingKeyField(name, value, false);
    }

    static RoutingKeyField word(String name) {
        return new RoutingKeyField(name, null, false);
    }

    static RoutingKeyField words(String name) {
        return new RoutingKeyField(name, null, true);
    }
}
