package taskcluster.pulse;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to handle an event, and what follows from it. */
final class Handling {
    private static final Logger log = LoggerFactory.getLogger(Handling.class);

    private final String consumer;
    private final EventHandler handler;
    private final RetryPolicy retries;
    private final MeterRegistry metrics;

    Handling(String consumer, EventHandler handler, RetryPolicy retries, MeterRegistry metrics) {
        this.consumer = consumer;
        this.handler = handler;
        this.retries = retries;
        this.metrics = metrics;
    }

    sealed interface Outcome {
        /** The event is handled. */
        record Done() implements Outcome {}

        /** It is to be handled again after the delay. */
        record Again(int failures, Duration delay, String error) implements Outcome {}

        /** It has failed so often that it is put aside for an operator. */
        record Park(int failures, String error) implements Outcome {}
    }

    /** @param failures how often the event failed before */
    Outcome attempt(Event event, int failures) {
        try {
            handler.handle(event);
            count("handled");
            return new Outcome.Done();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return failed(event, failures + 1, e);
        }
    }

    /** Handles events at once if the handler can; if not, or if that fails, each is still to be attempted. */
    boolean together(List<Event> events) {
        if (events.size() < 2 || !(handler instanceof BatchHandler batches)) {
            return false;
        }
        try {
            batches.handleTogether(events);
            metrics.counter("pulse_consumed_events", "consumer", consumer, "outcome", "handled")
                    .increment(events.size());
            return true;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.debug(
                    "Consumer {} failed on {} events at once and handles them one by one", consumer, events.size(), e);
            return false;
        }
    }

    private Outcome failed(Event event, int failures, Exception e) {
        String error = e.toString();
        if (failures >= retries.attempts()) {
            count("parked");
            log.error(
                    "Consumer {} failed {} times on event {} of {}, which is parked",
                    consumer,
                    failures,
                    event.id(),
                    event.exchange(),
                    e);
            return new Outcome.Park(failures, error);
        }
        count("failed");
        Duration delay = retries.backoff().delay(failures);
        log.warn(
                "Consumer {} failed on event {} of {} (attempt {} of {}), which is tried again in {}",
                consumer,
                event.id(),
                event.exchange(),
                failures,
                retries.attempts(),
                delay,
                e);
        return new Outcome.Again(failures, delay, error);
    }

    private void count(String outcome) {
        metrics.counter("pulse_consumed_events", "consumer", consumer, "outcome", outcome)
                .increment();
    }
}
