package taskcluster.index.route;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Queue;
import taskcluster.index.entry.IndexPath;
import taskcluster.index.entry.IndexStore;
import taskcluster.index.entry.IndexStore.Insertion;
import taskcluster.index.entry.IndexedTask;
import taskcluster.index.entry.NewEntry;
import taskcluster.index.route.InsertionMetrics.Outcome;
import taskcluster.pulse.BatchHandler;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.Subscription;
import tools.jackson.databind.JsonNode;

/** Enters each task that completes under the paths that its routes {@code index.<path>} name. */
public final class CompletedTasks implements BatchHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CompletedTasks.class);
    private static final String CONSUMER = "index/incoming-tasks";
    private static final String EXCHANGE = "exchange/taskcluster-queue/v1/task-completed";
    private static final List<Binding> BINDINGS = List.of(new Binding(EXCHANGE, "route.index.#"));
    private static final String PREFIX = "index.";
    /** Definitions can be large. */
    private static final int MOST_TOGETHER = 100;

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
        subscription = consumers.consume(CONSUMER, BINDINGS, this);
    }

    /**
     * Where a completed task is to be entered.
     *
     * @param invalid how many of its routes {@code index.*} are not those of a path
     */
    private record Wish(String taskId, SortedSet<IndexPath> paths, int invalid) {
        static Wish of(Event event) {
            List<String> routes = event.routes().stream()
                    .filter(route -> route.startsWith(PREFIX))
                    .toList();
            List<IndexPath> valid = routes.stream()
                    .map(route -> IndexPath.parse(route.substring(PREFIX.length())))
                    .flatMap(Optional::stream)
                    .toList();
            return new Wish(
                    event.json().path("status").path("taskId").asString(),
                    new TreeSet<>(valid),
                    routes.size() - valid.size());
        }
    }

    @Override
    public void handle(Event event) {
        handleTogether(List.of(event));
    }

    /** Repeating it for the same events changes nothing: the second time the entries are replaced by the same. */
    @Override
    public void handleTogether(List<Event> events) {
        for (int from = 0; from < events.size(); from += MOST_TOGETHER) {
            List<Wish> wishes = events.subList(from, Math.min(events.size(), from + MOST_TOGETHER)).stream()
                    .map(Wish::of)
                    .toList();
            enter(
                    wishes,
                    definitions(wishes.stream()
                            .filter(wish -> !wish.paths().isEmpty())
                            .map(Wish::taskId)
                            .collect(Collectors.toSet())));
        }
    }

    /** @param definitions of those of the tasks that are there, by ID */
    private void enter(List<Wish> wishes, Map<String, JsonNode> definitions) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        List<Insertion> insertions = new ArrayList<>();
        for (Wish wish : wishes) {
            outcomes.merge(Outcome.INVALID_ROUTE, wish.invalid(), Integer::sum);
            Optional<NewEntry> entry = Optional.ofNullable(definitions.get(wish.taskId()))
                    .flatMap(task -> TaskEntry.of(wish.taskId(), task));
            if (entry.isEmpty()) {
                log.debug("Task {} is gone, or its extra.index cannot be entered", wish.taskId());
                outcomes.merge(Outcome.INVALID_ENTRY, wish.paths().size(), Integer::sum);
            } else {
                wish.paths().forEach(path -> insertions.add(new Insertion(path, entry.get())));
            }
        }
        if (!insertions.isEmpty()) {
            Map<String, Integer> ranks = store.insertAll(insertions).stream()
                    .collect(Collectors.toMap(IndexedTask::namespace, IndexedTask::rank));
            for (Insertion insertion : insertions) {
                int rank = Objects.requireNonNull(ranks.get(insertion.path().toString()));
                outcomes.merge(insertion.entry().rank() < rank ? Outcome.OUTRANKED : Outcome.ENTERED, 1, Integer::sum);
            }
        }
        outcomes.forEach(metrics::count);
    }

    /** Of those of the tasks that have not been deleted meanwhile. */
    private Map<String, JsonNode> definitions(Set<String> taskIds) {
        if (taskIds.isEmpty()) {
            return Map.of();
        }
        return queue.tasks(Map.of("taskIds", taskIds))
                .path("tasks")
                .valueStream()
                .collect(Collectors.toMap(entry -> entry.path("taskId").asString(), entry -> entry.path("task")));
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
