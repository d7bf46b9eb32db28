package taskcluster.notify.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message for whoever listens.
 *
 * @param routingKey subscribers bind to {@code route.} and this
 * @param message any JSON object
 */
public record PulseMessage(String routingKey, JsonNode message) implements Notification {
    /** How a notification of this type is called. */
    public static final String TYPE = "pulse";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String address() {
        return routingKey;
    }

    @Override
    public List<@Nullable Object> identity() {
        return List.of(routingKey, message);
    }
}
