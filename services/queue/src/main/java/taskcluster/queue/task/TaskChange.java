package taskcluster.queue.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a stored function has done to a task.
 *
 * @param status of the task afterwards
 * @param announcements the events that were appended, in order; none if nothing was changed or repeated
 */
public record TaskChange(JsonNode status, List<Announcement> announcements) {
    public static final String PENDING = "task-pending";

    /** Reads the columns {@code status} and {@code announced}. */
    public static TaskChange map(ResultSet row, int number) throws SQLException {
        String[] announced = (String[]) row.getArray("announced").getArray();
        return new TaskChange(
                Json.MAPPER.readTree(row.getString("status")),
                Arrays.stream(announced).map(Announcement::parse).toList());
    }

    /** Reads an object with the properties {@code status} and {@code announced}. */
    public static TaskChange of(JsonNode json) {
        return new TaskChange(
                json.path("status"),
                json.path("announced")
                        .valueStream()
                        .map(text -> Announcement.parse(text.asString()))
                        .toList());
    }

    /** The changes of these tasks, in this order; each has one. */
    public static List<TaskChange> of(List<String> taskIds, List<TaskChange> changes) {
        Map<String, TaskChange> byTask =
                changes.stream().collect(Collectors.toMap(TaskChange::taskId, Function.identity()));
        return taskIds.stream()
                .map(taskId -> Objects.requireNonNull(byTask.get(taskId)))
                .toList();
    }

    public String taskId() {
        return status.path("taskId").asString();
    }

    public String taskQueueId() {
        return status.path("taskQueueId").asString();
    }

    public String state() {
        return status.path("state").asString();
    }

    /** The number of runs that have become pending, or were announced as pending again. */
    public int pendingRuns() {
        return (int) announcements.stream()
                .filter(announcement -> announcement.event().equals(PENDING))
                .count();
    }

    /** Whether the task is resolved, so that dependents and group may be concerned. */
    public boolean isResolved() {
        return switch (state()) {
            case "completed", "failed", "exception" -> !announcements.isEmpty();
            default -> false;
        };
    }
}
