package taskcluster.queue.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.LogType;
import taskcluster.monitor.Monitor;
import taskcluster.pulse.EventLog;
import tools.jackson.databind.JsonNode;

/**
 * Tells what has been committed: writes it to the log and to the metrics, wakes those in this process who wait for it, and has
 * the event log look for it. Every change to a task passes through here. What is lost when the process ends at this very point
 * is made up for by those who look from time to time.
 */
public final class TaskAnnouncer {
    private static final Map<String, LogType> LOG_TYPES =
            TaskLogTypes.ALL.stream().collect(Collectors.toUnmodifiableMap(LogType::type, Function.identity()));

    private final EventLog eventLog;
    private final MeterRegistry metrics;
    private final List<Consumer<TaskChange>> listeners = new CopyOnWriteArrayList<>();

    public TaskAnnouncer(EventLog eventLog, MeterRegistry metrics) {
        this.eventLog = eventLog;
        this.metrics = metrics;
    }

    /** Has a quick callback called after each change. */
    public void listen(Consumer<TaskChange> listener) {
        listeners.add(listener);
    }

    /** Tells of a change; its logs carry the name of the given monitor. */
    public void announce(TaskChange change, Monitor monitor) {
        announce(List.of(change), monitor);
    }

    /** Tells of changes that were committed together; their logs carry the name of the given monitor. */
    public void announce(List<TaskChange> changes, Monitor monitor) {
        List<TaskChange> told = changes.stream()
                .filter(change -> !change.announcements().isEmpty())
                .toList();
        if (told.isEmpty()) {
            return;
        }
        told.forEach(change -> listeners.forEach(listener -> listener.accept(change)));
        eventLog.nudge();
        for (TaskChange change : told) {
            for (Announcement announcement : change.announcements()) {
                log(change.taskId(), announcement, monitor);
                count(change.status(), announcement);
            }
        }
    }

    /**
     * Tells of a change of a task's priority.
     *
     * @param oldPriority empty if nothing was changed, which is not told
     */
    void announcePriority(String taskId, Optional<String> oldPriority, String newPriority, Monitor monitor) {
        oldPriority.ifPresent(old -> {
            eventLog.nudge();
            monitor.log(
                    TaskLogTypes.PRIORITY_CHANGED,
                    Map.of("taskId", taskId, "oldPriority", old, "newPriority", newPriority));
        });
    }

    private static void log(String taskId, Announcement announcement, Monitor monitor) {
        LogType type = LOG_TYPES.get(announcement.event());
        if (type != null) {
            @Nullable Integer runId = announcement.runId();
            monitor.log(type, runId == null ? Map.of("taskId", taskId) : Map.of("taskId", taskId, "runId", runId));
        }
    }

    private void count(JsonNode status, Announcement announcement) {
        @Nullable Integer runId = announcement.runId();
        if (runId == null) {
            return;
        }
        String reason = status.path("runs").path(runId).path("reasonResolved").asString("");
        switch (announcement.event()) {
            case "task-completed" ->
                counter(TaskMetrics.COMPLETED, status).register(metrics).increment();
            case "task-failed" -> resolved(TaskMetrics.FAILED, status, reason).increment();
            case "task-exception" ->
                resolved(TaskMetrics.EXCEPTION, status, reason).increment();
            default -> {
                // The others are not counted.
            }
        }
    }

    private Counter resolved(String name, JsonNode status, String reason) {
        return counter(name, status).tag("reasonResolved", reason).register(metrics);
    }

    private static Counter.Builder counter(String name, JsonNode status) {
        return Counter.builder(name)
                .tag("provisionerId", status.path("provisionerId").asString())
                .tag("workerType", status.path("workerType").asString());
    }
}
