package taskcluster.client;

import java.util.List;
import java.util.Map;

/// Notify Events. Notifications for those who listen to events instead of reading mail or chat.
///
/// Generated from the service's reference.
public final class NotifyEvents {
    private static final ExchangeReference NOTIFY = new ExchangeReference(
            "exchange/taskcluster-notify/v1/notification",
            List.of(RoutingKeyField.constant("routingKeyKind", "primary"), RoutingKeyField.words("topic")));

    private NotifyEvents() {}

    /// Notification.
    ///
    /// Somebody called `pulse`, or a task with a route `notify.pulse.<routingKey>.on-...` came into that
    /// state. Bind with `route.<routingKey>`.
    ///
    /// The fields of its routing keys:
    ///
    /// - `routingKeyKind`: Identifier of the kind of routing key: always `primary` for the key that the
    /// exchange itself defines.
    /// - `topic`: The routing key that was asked for.
    public static EventBinding notify(Map<String, ?> routingKey) {
        return NOTIFY.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding notify(String routingKeyPattern) {
        return NOTIFY.bind(routingKeyPattern);
    }
}
