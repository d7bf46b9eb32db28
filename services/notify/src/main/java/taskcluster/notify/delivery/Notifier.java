package taskcluster.notify.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import taskcluster.core.Backoff;
import taskcluster.monitor.LogType;
import taskcluster.monitor.Monitor;
import taskcluster.notify.delivery.NotificationStore.Decision;
import taskcluster.notify.denylist.Denylist;
import taskcluster.pulse.ExchangeDeclaration;

/**
 * Sends notifications, each once: what was sent lately is not sent again, by any process. What could not be sent is as if it
 * had never been tried.
 */
public final class Notifier {
    /** For another process to finish the same notification; most clients wait for a reply no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1), 0.2);

    private final Channels channels;
    private final NotificationStore store;
    private final Denylist denylist;
    private final ExchangeDeclaration exchange;
    private final Monitor monitor;

    /** @param exchange what messages are published on */
    public Notifier(
            Channels channels,
            NotificationStore store,
            Denylist denylist,
            ExchangeDeclaration exchange,
            Monitor monitor) {
        this.channels = channels;
        this.store = store;
        this.denylist = denylist;
        this.exchange = exchange;
        this.monitor = monitor;
    }

    /**
     * Sends a notification, unless there is a reason not to.
     *
     * @throws UndeliverableException if it cannot be sent to this address, now or later
     * @throws DeliveryException if it could not be sent, which another attempt may change
     */
    public Outcome send(Notification notification) {
        if (denylist.isConfigured(notification.type(), notification.address())) {
            return Outcome.DENIED;
        }
        Outcome outcome = switch (notification) {
            case Email email -> send(email, channels.email());
            case MatrixMessage message -> send(message, channels.matrix());
            case SlackMessage message -> send(message, channels.slack());
            case PulseMessage message -> store.publish(message, routingKey(message), Fingerprint.of(message));
        };
        switch (outcome) {
            case SENT -> logSent(notification);
            case NOT_CONFIGURED ->
                monitor.logger()
                        .warn(
                                "a notification to {} {} is not sent: this deployment has no settings for that",
                                notification.type(),
                                notification.address());
            case DUPLICATE, DENIED, RATE_LIMITED ->
                monitor.logger()
                        .debug("{} {} is not notified: {}", notification.type(), notification.address(), outcome);
        }
        return outcome;
    }

    private <N extends Notification> Outcome send(N notification, Optional<? extends Channel<N>> channel) {
        if (channel.isEmpty()) {
            return Outcome.NOT_CONFIGURED;
        }
        byte[] fingerprint = Fingerprint.of(notification);
        return switch (decide(notification, fingerprint)) {
            case Decision.Settled(Outcome outcome) -> outcome;
            case Decision.InProgress() ->
                throw new DeliveryException("the same notification is being sent by another process");
            case Decision.Claimed(Claim claim) -> {
                deliver(notification, channel.get(), fingerprint, claim);
                yield Outcome.SENT;
            }
        };
    }

    /** Waits while somebody else is sending the same, since it is only to be sent here if that fails. */
    private Decision decide(Notification notification, byte[] fingerprint) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 1; ; attempt++) {
            Decision decision = store.claim(notification, fingerprint);
            if (!(decision instanceof Decision.InProgress) || System.nanoTime() > deadline) {
                return decision;
            }
            try {
                Thread.sleep(PAUSES.delay(attempt));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return decision;
            }
        }
    }

    private <N extends Notification> void deliver(N notification, Channel<N> channel, byte[] fingerprint, Claim claim) {
        boolean isSent = false;
        try {
            channel.send(notification, claim);
            isSent = true;
        } finally {
            settle(notification, fingerprint, claim, isSent);
        }
    }

    /** A record that cannot be written must not make a notification that was sent look as if it was not. */
    private void settle(Notification notification, byte[] fingerprint, Claim claim, boolean isSent) {
        try {
            if (isSent) {
                store.finish(fingerprint, claim);
            } else {
                store.release(notification, fingerprint, claim);
            }
        } catch (DataAccessException e) {
            monitor.reportError(e, Map.of("type", notification.type(), "address", notification.address()));
        }
    }

    private String routingKey(PulseMessage message) {
        try {
            return exchange.routingKey(Map.of("topic", message.routingKey()));
        } catch (IllegalArgumentException invalid) {
            throw new UndeliverableException("routingKey must have 1 to 100 bytes");
        }
    }

    private void logSent(Notification notification) {
        switch (notification) {
            case Email email -> log(NotifyLogTypes.EMAIL, "address", email.address());
            case MatrixMessage message -> log(NotifyLogTypes.MATRIX, "dest", message.roomId());
            case SlackMessage message -> log(NotifyLogTypes.SLACK, "channelId", message.channelId());
            case PulseMessage message -> log(NotifyLogTypes.PULSE, "routingKey", message.routingKey());
        }
    }

    private void log(LogType type, String field, String value) {
        monitor.log(type, Map.of(field, value));
    }
}
