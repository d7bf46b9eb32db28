package taskcluster.pulse;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.postgres.DatabaseLock;

/**
 * Publishes the events of the given exchanges from the event log to RabbitMQ: each at least once, in the order of the log,
 * also those of a time when the broker was away. The position in the log is saved only after the broker has confirmed what
 * lies before it, so that the process may be killed at any instant.
 */
public final class RabbitRelay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RabbitRelay.class);
    private static final Duration PACE = Duration.ofMillis(4);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOCK_RETRY = Duration.ofSeconds(1);
    private static final Duration LOCK_CHECK = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String consumer;
    private final EventLog eventLog;
    private final Set<String> exchanges;
    private final DeferredEvents unsendable;
    private final RabbitLink link;
    private final Clock clock;
    private final Counter relayed;
    private final Timer delay;

    /**
     * @param name of the relay; of all relays with one name, in any process, one is active at a time
     * @param exchanges whose events are published; those of others are left to other relays
     */
    public RabbitRelay(
            String name, EventLog eventLog, RabbitConfig config, List<Exchanges> exchanges, MeterRegistry metrics) {
        this.consumer = "relay/" + name;
        this.eventLog = eventLog;
        this.exchanges =
                exchanges.stream().flatMap(each -> each.fullNames().stream()).collect(Collectors.toUnmodifiableSet());
        this.unsendable = new DeferredEvents(eventLog.database(), consumer);
        this.link = new RabbitLink(consumer, config, this::relay);
        this.clock = Clock.systemUTC();
        this.relayed = Counter.builder("pulse_relayed_events")
                .description("Events that RabbitMQ has confirmed")
                .tag("relay", name)
                .register(metrics);
        this.delay = Timer.builder("pulse_relay_delay_seconds")
                .description("From the creation of an event to its confirmation by RabbitMQ")
                .tag("relay", name)
                .register(metrics);
    }

    /**
     * Starts in the background; an unreachable broker is waited for. The first start under a name begins with the events
     * committed from then on.
     */
    public void start() {
        Cursor.open(eventLog, consumer);
        eventLog.listen();
        link.start();
    }

    private void relay(Connection connection, Runnable established)
            throws IOException, TimeoutException, InterruptedException {
        Channel channel = connection.createChannel();
        for (String exchange : new TreeSet<>(exchanges)) {
            channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
        }
        channel.confirmSelect();
        channel.addShutdownListener(_ -> eventLog.wakeups().wake());
        established.run();
        try (DatabaseLock lock = awaitTurn(channel)) {
            if (lock != null) {
                publishAll(channel, lock);
            }
        }
    }

    /** Waits until this is the active relay; null when it is closed before that. */
    private @Nullable DatabaseLock awaitTurn(Channel channel) throws IOException, InterruptedException {
        do {
            Optional<DatabaseLock> lock = eventLog.database().tryLock(consumer);
            if (lock.isPresent()) {
                return lock.get();
            }
            checkOpen(channel);
        } while (!link.awaitClosing(LOCK_RETRY));
        return null;
    }

    private void publishAll(Channel channel, DatabaseLock lock)
            throws IOException, TimeoutException, InterruptedException {
        Cursor cursor = Cursor.open(eventLog, consumer);
        LogReader reader = new LogReader(
                eventLog, cursor.position(), () -> exchanges, () -> link.isClosing() || !channel.isOpen(), PACE);
        long lockChecked = System.nanoTime();
        while (!link.isClosing()) {
            List<Event> events = reader.next(LOCK_CHECK);
            if (events.isEmpty()) {
                checkOpen(channel);
                cursor.saveLazily(reader.position());
            } else {
                publish(channel, events);
                cursor.save(reader.position());
            }
            if (System.nanoTime() - lockChecked > LOCK_CHECK.toNanos()) {
                lockChecked = System.nanoTime();
                if (!lock.isHeld()) {
                    throw new IOException("the lock of the active relay is lost");
                }
            }
        }
        cursor.save(reader.position());
    }

    private void publish(Channel channel, List<Event> events)
            throws IOException, TimeoutException, InterruptedException {
        int sent = 0;
        for (Event event : events) {
            String reason = RabbitMessages.unsendable(event);
            if (reason == null) {
                channel.basicPublish(
                        event.exchange(),
                        event.routingKey(),
                        RabbitMessages.properties(event),
                        RabbitMessages.body(event));
                sent++;
            } else {
                log.error("Event {} of {} cannot be published and is parked: {}", event.id(), event.exchange(), reason);
                unsendable.defer(event, 1, null, reason);
            }
        }
        channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT.toMillis());
        relayed.increment(sent);
        delay.record(Duration.between(events.getFirst().created(), clock.instant()));
    }

    private static void checkOpen(Channel channel) throws IOException {
        if (!channel.isOpen()) {
            throw new IOException("the channel was closed: " + channel.getCloseReason());
        }
    }

    /** Stops after the batch that is being published. */
    @Override
    public void close() {
        link.beginClosing();
        eventLog.wakeups().wake();
        link.close(GRACE);
    }
}
