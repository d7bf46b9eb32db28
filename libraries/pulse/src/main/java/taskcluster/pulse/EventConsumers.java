package taskcluster.pulse;

import java.util.List;

/** Durable consumers: a consumer receives each matching event at least once, also those of the time it was away. */
public interface EventConsumers extends AutoCloseable {
    /**
     * Starts the consumer of this name. From its first start on nothing that matches is lost; the name and its bindings are
     * in place when this returns. Several processes may consume under one name and share its events.
     *
     * @param name unique in the service, words of {@code [a-zA-Z0-9_-]} separated by slashes
     */
    Subscription consume(String name, List<Binding> bindings, EventHandler handler);

    @Override
    void close();
}
