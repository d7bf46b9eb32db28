package taskcluster.index.route;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.ApiCallException;
import taskcluster.client.Queue;
import taskcluster.index.entry.IndexPath;
import taskcluster.index.entry.IndexStore;
import taskcluster.index.entry.IndexedTask;
import taskcluster.index.entry.NewEntry;
import taskcluster.index.route.InsertionMetrics.Outcome;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.Subscription;
import tools.jackson.databind.node.ObjectNode;

/** Enters each task that completes under the paths that its routes {@code index.<path>} name. */
public final class CompletedTasks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CompletedTasks.class);
    private static final String CONSUMER = "index/incoming-tasks";
    private static final String EXCHANGE = "exchange/taskcluster-queue/v1/task-completed";
    private static final List<Binding> BINDINGS = List.of(new Binding(EXCHANGE, "route.index.#"));
    private static final String PREFIX = "index.";
    private static final int NOT_FOUND = 404;

    private final EventConsumers consumers;
    private final Queue queue;
    private final IndexStore store;
    private final InsertionMetrics metrics;
    private @Nullable Subscription subscription;

    /** @param queue with the credentials of the index */
    public CompletedTasks(EventConsumers consumers, Queue queue, IndexStore store, InsertionMetrics metrics) {
        this.consumers = consumers;
        this.queue = queue;
        this.store = store;
        this.metrics = metrics;
    }

    /** Starts to listen; what completed while no process listened comes first. */
    public synchronized void start() {
        subscription = consumers.consume(CONSUMER, BINDINGS, this::enter);
    }

    /** Repeating it for the same event changes nothing: the second time the entries are replaced by the same. */
    private void enter(Event event) {
        SortedSet<IndexPath> paths = paths(event);
        if (paths.isEmpty()) {
            return;
        }
        String taskId = event.json().path("status").path("taskId").asString();
        Optional<NewEntry> entry = definition(taskId).flatMap(task -> TaskEntry.of(taskId, task));
        if (entry.isEmpty()) {
            log.debug("Task {} is gone, or its extra.index cannot be entered", taskId);
            metrics.count(Outcome.INVALID_ENTRY, paths.size());
            return;
        }
        List<IndexedTask> entered = store.insert(paths, entry.get());
        long own = entered.stream().filter(task -> task.taskId().equals(taskId)).count();
        metrics.count(Outcome.ENTERED, own);
        metrics.count(Outcome.OUTRANKED, entered.size() - own);
    }

    private SortedSet<IndexPath> paths(Event event) {
        List<String> routes = event.routes().stream()
                .filter(route -> route.startsWith(PREFIX))
                .toList();
        List<IndexPath> valid = routes.stream()
                .map(route -> IndexPath.parse(route.substring(PREFIX.length())))
                .flatMap(Optional::stream)
                .toList();
        metrics.count(Outcome.INVALID_ROUTE, routes.size() - valid.size());
        return new TreeSet<>(valid);
    }

    /** Nothing if the task has been deleted meanwhile. */
    private Optional<ObjectNode> definition(String taskId) {
        try {
            return Optional.of(queue.task(taskId));
        } catch (ApiCallException refused) {
            if (refused.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Waits for the task that is being entered. */
    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
