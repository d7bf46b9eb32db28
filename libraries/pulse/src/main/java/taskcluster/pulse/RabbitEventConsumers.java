package taskcluster.pulse;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Consumers over RabbitMQ: one durable quorum queue {@code queue/<namespace>/<name>} each. Processes that consume under one
 * name share its messages. A message is acknowledged when it is handled; one that fails again and again is moved to the queue
 * {@code queue/<namespace>/<name>/dead-letters}.
 */
public final class RabbitEventConsumers implements EventConsumers {
    private final RabbitConfig config;
    private final String namespace;
    private final RetryPolicy retries;
    private final MeterRegistry metrics;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** @param namespace for queues; usually the user of the broker, such as {@code taskcluster-hooks} */
    public RabbitEventConsumers(RabbitConfig config, String namespace, RetryPolicy retries, MeterRegistry metrics) {
        ConsumerNames.check(namespace);
        this.config = config;
        this.namespace = namespace;
        this.retries = retries;
        this.metrics = metrics;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when the queue could not be declared within a minute
     */
    @Override
    public Subscription consume(String name, List<Binding> bindings, EventHandler handler) {
        ConsumerNames.check(name);
        RabbitConsumer consumer =
                new RabbitConsumer(config, namespace, name, bindings, new Handling(name, handler, retries, metrics));
        consumer.start();
        subscriptions.add(consumer);
        return consumer;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
