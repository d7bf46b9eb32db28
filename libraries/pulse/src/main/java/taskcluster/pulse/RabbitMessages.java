package taskcluster.pulse;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as AMQP messages. */
final class RabbitMessages {
    private static final int PERSISTENT = 2;
    private static final int LONGEST_SHORT_STRING = 255;

    private RabbitMessages() {}

    static AMQP.BasicProperties properties(Event event) {
        return new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("utf-8")
                .deliveryMode(PERSISTENT)
                .messageId(event.xid() + "-" + event.id())
                .timestamp(Date.from(event.created()))
                .headers(Map.of("CC", event.cc()))
                .build();
    }

    static byte[] body(Event event) {
        return event.payload().getBytes(StandardCharsets.UTF_8);
    }

    /** Why the event can never be sent, or null. */
    static @Nullable String unsendable(Event event) {
        if (event.routingKey().getBytes(StandardCharsets.UTF_8).length > LONGEST_SHORT_STRING) {
            return "its routing key is longer than " + LONGEST_SHORT_STRING + " bytes";
        }
        return null;
    }

    static Event event(Delivery delivery) {
        AMQP.BasicProperties properties = delivery.getProperties();
        String[] position = String.valueOf(properties.getMessageId()).split("-", -1);
        boolean ours = position.length == 2 && position[0].matches("\\d{1,18}") && position[1].matches("\\d{1,18}");
        Date timestamp = properties.getTimestamp();
        return new Event(
                ours ? Long.parseLong(position[0]) : 0,
                ours ? Long.parseLong(position[1]) : 0,
                timestamp == null ? Instant.EPOCH : timestamp.toInstant(),
                delivery.getEnvelope().getExchange(),
                delivery.getEnvelope().getRoutingKey(),
                cc(properties.getHeaders()),
                new String(delivery.getBody(), StandardCharsets.UTF_8));
    }

    private static List<String> cc(@Nullable Map<String, Object> headers) {
        return headers != null && headers.get("CC") instanceof List<?> keys
                ? keys.stream().map(Object::toString).toList()
                : List.of();
    }
}
