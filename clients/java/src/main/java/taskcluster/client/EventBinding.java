package taskcluster.client;

import java.util.List;

/**
 * Which events to receive: what a queue of an AMQP broker is bound to.
 *
 * @param exchange the exchange's full name
 * @param routingKeyPattern a topic pattern
 * @param routingKeyReference the fields of the exchange's routing keys, to read them with
 */
public record EventBinding(String exchange, String routingKeyPattern, List<RoutingKeyField> routingKeyReference) {
    public EventBinding {
        routingKeyReference = List.copyOf(routingKeyReference);
    }
}
