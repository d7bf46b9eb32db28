package taskcluster.notify.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import taskcluster.client.ApiCallException;
import taskcluster.client.Queue;
import taskcluster.monitor.Monitor;
import taskcluster.notify.delivery.Notifier;
import taskcluster.notify.delivery.UndeliverableException;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.Subscription;
import tools.jackson.databind.JsonNode;

/**
 * Sends the notifications that the routes of tasks ask for. When one cannot be sent the event is handled again later, and those
 * that were sent are not sent again.
 */
public final class TaskListener implements AutoCloseable {
    private static final String CONSUMER = "notifications";
    private static final String EXCHANGES = "exchange/taskcluster-queue/v1/task-";
    private static final int NOT_FOUND = 404;

    private final EventConsumers consumers;
    private final Queue queue;
    private final Notifier notifier;
    private final TaskNotifications notifications;
    private final Monitor monitor;
    private @Nullable Subscription subscription;

    public TaskListener(
            EventConsumers consumers,
            Queue queue,
            Notifier notifier,
            TaskNotifications notifications,
            Monitor monitor) {
        this.consumers = consumers;
        this.queue = queue;
        this.notifier = notifier;
        this.notifications = notifications;
        this.monitor = monitor;
    }

    /** What is announced with a route that asks for a notification then. */
    static List<Binding> bindings() {
        return Stream.of(
                        bindings("defined", "defined", "transition"),
                        bindings("pending", "pending", "transition"),
                        bindings("running", "running", "transition"),
                        bindings("completed", "completed", "any", "resolved", "transition"),
                        bindings("failed", "failed", "any", "resolved", "transition"),
                        bindings("exception", "exception", "any", "resolved", "transition"))
                .flatMap(bindings -> bindings)
                .toList();
    }

    private static Stream<Binding> bindings(String event, String... when) {
        return Stream.of(when).map(each -> new Binding(EXCHANGES + event, "route.notify.#.on-" + each + ".#"));
    }

    public synchronized void start() {
        subscription = consumers.consume(CONSUMER, bindings(), this::handle);
    }

    private void handle(Event event) throws Exception {
        JsonNode status = event.json().path("status");
        if (isExpected(status)) {
            return;
        }
        String state = status.path("state").asString("");
        List<NotifyRoute> routes = event.routes().stream()
                .map(NotifyRoute::parse)
                .flatMap(Optional::stream)
                .filter(route -> route.isFor(state))
                .distinct()
                .toList();
        if (routes.isEmpty()) {
            return;
        }
        Optional<JsonNode> task = definition(status.path("taskId").asString(""));
        if (task.isPresent()) {
            sendAll(routes, task.get(), status);
        }
    }

    /** Who cancels a task knows of it, and that its deadline would pass was known before. */
    private static boolean isExpected(JsonNode status) {
        JsonNode runs = status.path("runs");
        String reason = runs.path(runs.size() - 1).path("reasonResolved").asString("");
        return status.path("state").asString("").equals("exception")
                && (reason.equals("canceled") || reason.equals("deadline-exceeded"));
    }

    /** Empty if the task has expired by now. */
    private Optional<JsonNode> definition(String taskId) {
        try {
            return Optional.of(queue.task(taskId));
        } catch (ApiCallException e) {
            if (e.statusCode() == NOT_FOUND) {
                monitor.logger().warn("task {} is gone, so nobody is notified of it", taskId);
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sends all that can be sent, and fails with what could not. */
    private void sendAll(List<NotifyRoute> routes, JsonNode task, JsonNode status) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NotifyRoute route : routes) {
                sent.add(threads.submit(() -> send(route, task, status)));
            }
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> each : sent) {
            try {
                each.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause() == null ? e : e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            Exception failure = failures.getFirst() instanceof Exception first
                    ? first
                    : new IllegalStateException(failures.getFirst());
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private void send(NotifyRoute route, JsonNode task, JsonNode status) {
        try {
            notifier.send(notifications.of(route, task, status));
        } catch (UndeliverableException e) {
            monitor.reportError(
                    e,
                    Map.of(
                            "taskId", status.path("taskId").asString(""),
                            "type", route.type(),
                            "address", route.address()));
        }
    }

    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
