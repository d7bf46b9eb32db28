package taskcluster.notify;

import java.util.List;
import taskcluster.pulse.ExchangeDeclaration;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.RoutingKeyField;

/** The exchange that notifications of type pulse are published on. A stored function writes the events. */
final class NotifyExchanges {
    private static final int TOPIC_LENGTH = 100;

    static final ExchangeDeclaration NOTIFICATION = new ExchangeDeclaration(
            "notification",
            "notify",
            "Notification",
            "Somebody called `pulse`, or a task with a route `notify.pulse.<routingKey>.on-...` came into that state. Bind"
                    + " with `route.<routingKey>`.",
            List.of(
                    RoutingKeyField.primary(),
                    new RoutingKeyField(
                            "topic", "The routing key that was asked for.", null, true, true, TOPIC_LENGTH)),
            "v1/notification-message.json#");

    static final Exchanges EXCHANGES = Exchanges.builder("notify", "v1")
            .title("Notify Events")
            .description("Notifications for those who listen to events instead of reading mail or chat.")
            .exchange(NOTIFICATION)
            .build();

    private NotifyExchanges() {}
}
