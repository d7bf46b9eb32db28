package taskcluster.pulse;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Consumers that read the event log by cursor; no broker is needed. Of several processes that consume under one name one is
 * active, the others stand by. Events come in order; one whose handler fails is put aside in the database, so that it does
 * not hold up the others, and is tried again there.
 */
public final class LogEventConsumers implements EventConsumers {
    private final EventLog eventLog;
    private final RetryPolicy retries;
    private final MeterRegistry metrics;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    public LogEventConsumers(EventLog eventLog, RetryPolicy retries, MeterRegistry metrics) {
        this.eventLog = eventLog;
        this.retries = retries;
        this.metrics = metrics;
    }

    @Override
    public Subscription consume(String name, List<Binding> bindings, EventHandler handler) {
        ConsumerNames.check(name);
        eventLog.listen();
        LogConsumer consumer = new LogConsumer(eventLog, name, bindings, new Handling(name, handler, retries, metrics));
        consumer.start();
        subscriptions.add(consumer);
        return consumer;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
