package taskcluster.notify.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import taskcluster.monitor.Watchdog;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;
import taskcluster.pulse.EventLog;

/**
 * What was sent lately, in the database, so that all processes know. What is sent through another system is claimed before and
 * finished or released after; a claim whose process died lapses.
 */
public final class NotificationStore {
    private static final int BATCH = 1000;
    /** On top of the time that another system is waited for; an SMTP server is waited for several times. */
    private static final Duration CLAIM_MARGIN = Duration.ofSeconds(30);

    private final Database database;
    private final EventLog events;
    private final Duration keep;
    private final Duration claimTime;
    private final EmailLimit emailLimit;

    /** How many e-mails may go to one address within a period. */
    public record EmailLimit(int messages, Duration period) {}

    /**
     * @param keep how long something is not sent again
     * @param deliveryTimeout how long another system is waited for
     */
    public NotificationStore(
            Database database, EventLog events, Duration keep, Duration deliveryTimeout, EmailLimit emailLimit) {
        this.database = database;
        this.events = events;
        this.keep = keep;
        this.claimTime = deliveryTimeout.plus(CLAIM_MARGIN);
        this.emailLimit = emailLimit;
    }

    /** Whether a notification may be sent now. */
    sealed interface Decision {
        /** It may, by whoever has this claim. */
        record Claimed(Claim claim) implements Decision {}

        /** Somebody else is sending it. */
        record InProgress() implements Decision {}

        /** It is done, or not to be done. */
        record Settled(Outcome outcome) implements Decision {}
    }

    Decision claim(Notification notification, byte[] fingerprint) {
        UUID id = UUID.randomUUID();
        boolean isLimited = notification instanceof Email;
        return database.call(
                        "notify.claim_notification",
                        notification.type(),
                        notification.address(),
                        fingerprint,
                        id,
                        claimTime,
                        isLimited ? emailLimit.messages() : null,
                        emailLimit.period())
                .single((row, _) -> decision(row, id));
    }

    private static Decision decision(ResultSet row, UUID id) throws SQLException {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "claimed" -> new Decision.Claimed(new Claim(id, row.getInt("remaining")));
            case "in-progress" -> new Decision.InProgress();
            default -> new Decision.Settled(settled(outcome));
        };
    }

    private static Outcome settled(String outcome) {
        return switch (outcome) {
            case "sent" -> Outcome.SENT;
            case "duplicate" -> Outcome.DUPLICATE;
            case "denied" -> Outcome.DENIED;
            case "rate-limited" -> Outcome.RATE_LIMITED;
            default -> throw new IllegalStateException("unknown outcome " + outcome);
        };
    }

    void finish(byte[] fingerprint, Claim claim) {
        database.call("notify.finish_notification", fingerprint, claim.id(), keep)
                .run();
    }

    void release(Notification notification, byte[] fingerprint, Claim claim) {
        database.call(
                        "notify.release_notification",
                        notification.type(),
                        notification.address(),
                        fingerprint,
                        claim.id())
                .run();
    }

    /** Publishes a message, unless it was published lately or its routing key is denied. */
    Outcome publish(PulseMessage message, String routingKey, byte[] fingerprint) {
        RowMapper<Outcome> outcome = (row, _) -> settled(row.getString("outcome"));
        @Nullable
        Outcome published = database.call(
                        "notify.publish_notification",
                        message.routingKey(),
                        routingKey,
                        List.of("route." + message.routingKey()),
                        new JsonArg(message.message().toString()),
                        fingerprint,
                        keep)
                .single(outcome);
        events.nudge();
        return published;
    }

    /** Deletes the records that do not matter any more. */
    public void expire(Watchdog watchdog) {
        while (!Thread.currentThread().isInterrupted()
                && database.call("notify.expire_notifications", BATCH).single((row, _) -> row.getInt(1)) >= BATCH) {
            watchdog.touch();
        }
    }
}
