package taskcluster.pulse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import taskcluster.postgres.DatabaseLock;

/** A durable consumer of the event log. Its position is saved after each batch; what failed is kept apart. */
final class LogConsumer implements Subscription {
    private static final Logger log = LoggerFactory.getLogger(LogConsumer.class);
    /** How often to look for deferred events that this process does not know of. */
    private static final Duration DUE = Duration.ofSeconds(5);

    private static final Duration STAND_BY = Duration.ofSeconds(1);
    private static final Duration LOCK_CHECK = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** There may be many consumers in a process, and each save of a position is a commit. */
    private static final Duration PACE = Duration.ofMillis(50);

    private static final int DUE_BATCH = 100;

    private final EventLog eventLog;
    private final String consumer;
    private final List<Binding> bindings;
    private final Set<String> exchanges;
    private final Handling handling;
    private final DeferredEvents deferred;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    /** Nano time; only the consumer's thread uses it. */
    private long nextDue;

    LogConsumer(EventLog eventLog, String name, List<Binding> bindings, Handling handling) {
        this.eventLog = eventLog;
        this.consumer = "consumer/" + name;
        this.bindings = List.copyOf(bindings);
        this.exchanges = bindings.stream().map(Binding::exchange).collect(Collectors.toUnmodifiableSet());
        this.handling = handling;
        this.deferred = new DeferredEvents(eventLog.database(), consumer);
        this.thread = Thread.ofVirtual().name(consumer).unstarted(this::run);
    }

    void start() {
        Cursor.open(eventLog, consumer);
        thread.start();
    }

    private void run() {
        boolean troubled = false;
        try {
            while (!isClosing()) {
                try {
                    Optional<DatabaseLock> lock = eventLog.database().tryLock(consumer);
                    if (lock.isEmpty()) {
                        pause(STAND_BY);
                        continue;
                    }
                    try (DatabaseLock held = lock.get()) {
                        troubled = false;
                        consume(held);
                    }
                } catch (DataAccessException e) {
                    if (!troubled) {
                        troubled = true;
                        log.warn(
                                "{}: the event log cannot be read, trying again each second: {}",
                                consumer,
                                e.getMostSpecificCause().getMessage());
                    }
                    pause(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private void consume(DatabaseLock lock) throws InterruptedException {
        Cursor cursor = Cursor.open(eventLog, consumer);
        LogReader reader = new LogReader(eventLog, cursor.position(), () -> exchanges, this::isClosing, PACE);
        long lockChecked = System.nanoTime();
        nextDue = lockChecked;
        while (!isClosing()) {
            retryDue();
            read(reader, cursor);
            if (System.nanoTime() - lockChecked > LOCK_CHECK.toNanos()) {
                lockChecked = System.nanoTime();
                if (!lock.isHeld()) {
                    return;
                }
            }
        }
    }

    private void retryDue() {
        if (System.nanoTime() - nextDue >= 0) {
            deferred.due(DUE_BATCH).forEach(this::retry);
            Duration pause = deferred.timeToNextAttempt().orElse(DUE);
            nextDue = System.nanoTime() + Math.min(pause.toNanos(), DUE.toNanos());
        }
    }

    private void read(LogReader reader, Cursor cursor) throws InterruptedException {
        long untilDue = Math.max(0, nextDue - System.nanoTime());
        List<Event> events = reader.next(Duration.ofNanos(Math.min(untilDue, LOCK_CHECK.toNanos())));
        List<Event> wanted = events.stream().filter(this::isWanted).toList();
        if (isClosing()) {
            return;
        }
        if (!handling.together(wanted)) {
            long done = cursor.position();
            for (Event event : wanted) {
                if (isClosing()) {
                    cursor.save(done);
                    return;
                }
                handle(event);
                done = event.id();
            }
        }
        if (events.isEmpty()) {
            cursor.saveLazily(reader.position());
        } else {
            cursor.save(reader.position());
        }
    }

    private boolean isWanted(Event event) {
        return bindings.stream().anyMatch(binding -> binding.matches(event));
    }

    private void handle(Event event) {
        switch (handling.attempt(event, 0)) {
            case Handling.Outcome.Done() -> {}
            case Handling.Outcome.Again again -> defer(event, again);
            case Handling.Outcome.Park park -> deferred.defer(event, park.failures(), null, park.error());
        }
    }

    private void retry(DeferredEvents.Deferred due) {
        if (isClosing()) {
            return;
        }
        Event event = due.event();
        switch (handling.attempt(event, due.failures())) {
            case Handling.Outcome.Done() -> deferred.settle(event);
            case Handling.Outcome.Again again -> defer(event, again);
            case Handling.Outcome.Park park -> deferred.defer(event, park.failures(), null, park.error());
        }
    }

    private void defer(Event event, Handling.Outcome.Again again) {
        deferred.defer(event, again.failures(), again.delay(), again.error());
        long due = System.nanoTime() + again.delay().toNanos();
        nextDue = nextDue - due > 0 ? due : nextDue;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause(Duration duration) throws InterruptedException {
        closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
        eventLog.wakeups().wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
