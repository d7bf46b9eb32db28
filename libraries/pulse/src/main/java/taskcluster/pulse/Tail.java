package taskcluster.pulse;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** One thread that reads the log from now on and hands each event to those who listen. */
final class Tail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tail.class);
    /** Each service of a process has a tail; one that has been quiet for so long hears of an event at once. */
    private static final Duration PACE = Duration.ofMillis(20);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final EventLog eventLog;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;

    Tail(EventLog eventLog) {
        this.eventLog = eventLog;
    }

    private record Listener(List<Binding> bindings, Consumer<Event> onEvent) {
        void offer(Event event) {
            if (bindings.stream().anyMatch(binding -> binding.matches(event))) {
                try {
                    onEvent.accept(event);
                } catch (RuntimeException e) {
                    log.error("A tail failed on an event of {}, which it will not see again", event.exchange(), e);
                }
            }
        }
    }

    private Set<String> exchanges() {
        return listeners.stream()
                .flatMap(listener -> listener.bindings().stream())
                .map(Binding::exchange)
                .collect(Collectors.toSet());
    }

    /** The listener hears of everything that commits after this returns. */
    synchronized Subscription add(List<Binding> bindings, Consumer<Event> onEvent) {
        if (thread == null) {
            LogReader reader = new LogReader(eventLog, eventLog.end(), this::exchanges, () -> false, PACE);
            thread = Thread.ofVirtual().name("event-log-tail").start(() -> run(reader));
        }
        Listener listener = new Listener(List.copyOf(bindings), onEvent);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void run(LogReader reader) {
        boolean troubled = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    List<Event> events = reader.next(Duration.ofMinutes(1));
                    troubled = false;
                    events.forEach(event -> listeners.forEach(listener -> listener.offer(event)));
                } catch (DataAccessException e) {
                    if (!troubled) {
                        troubled = true;
                        log.warn(
                                "The event log cannot be read, trying again each second: {}",
                                e.getMostSpecificCause().getMessage());
                    }
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException closed) {
            log.debug("The tail of the event log ends");
        }
    }

    @Override
    public synchronized void close() {
        listeners.clear();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
