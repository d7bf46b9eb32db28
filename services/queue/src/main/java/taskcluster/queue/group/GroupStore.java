package taskcluster.queue.group;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventLog;
import taskcluster.queue.task.TaskAnnouncer;
import taskcluster.queue.task.TaskChange;
import taskcluster.queue.task.TaskRow;
import tools.jackson.databind.JsonNode;

/**
 * The task groups in the database. A method is one call of one stored function, except that what concerns many tasks is done in
 * batches: each is complete in itself, and whoever repeats a call that failed goes on where it stopped.
 */
public final class GroupStore {
    private static final int BATCH = 200;

    private final Database database;
    private final TaskAnnouncer announcer;
    private final EventLog eventLog;
    private final Monitor monitor;
    private final Clock clock;

    public GroupStore(Database database, TaskAnnouncer announcer, EventLog eventLog, Monitor monitor, Clock clock) {
        this.database = database;
        this.announcer = announcer;
        this.eventLog = eventLog;
        this.monitor = monitor;
        this.clock = clock;
    }

    Optional<JsonNode> group(String taskGroupId) {
        return database.call("queue.task_group", taskGroupId).text().map(Json.MAPPER::readTree);
    }

    /** A group and some of its tasks. */
    record Members(JsonNode group, List<TaskRow> tasks) {}

    /** The group with its tasks, by ID, from the first one after {@code after}; empty if there is no such group. */
    Optional<Members> list(String taskGroupId, String after, int limit) {
        List<Row> rows = database.call("queue.list_task_group", taskGroupId, after, limit)
                .list(Row::map);
        return rows.stream()
                .map(Row::group)
                .findFirst()
                .map(group -> new Members(
                        Json.MAPPER.readTree(group),
                        rows.stream()
                                .flatMap(row -> Optional.ofNullable(row.task()).stream())
                                .toList()));
    }

    /** Closes the group to further tasks, and returns it. */
    JsonNode seal(String taskGroupId) {
        String group = database.call("queue.seal_task_group", taskGroupId, clock.instant())
                .text()
                .orElseThrow();
        eventLog.nudge();
        return Json.MAPPER.readTree(group);
    }

    long size(String taskGroupId) {
        return database.call("queue.task_group_size", taskGroupId).single((row, _) -> row.getLong(1));
    }

    /** Cancels those of its tasks that are not resolved and have their deadline ahead, in batches; returns their IDs. */
    List<String> cancel(String taskGroupId) {
        List<String> taskIds = new ArrayList<>();
        List<TaskChange> batch;
        do {
            batch = database.call("queue.cancel_task_group", taskGroupId, last(taskIds), BATCH, clock.instant())
                    .list(TaskChange::map);
            batch.forEach(change -> {
                announcer.announce(change, monitor);
                taskIds.add(change.taskId());
            });
        } while (batch.size() == BATCH);
        return taskIds;
    }

    /** Gives those of its tasks another priority that have a different one and were never resolved; returns their IDs. */
    List<String> changePriority(String taskGroupId, String priority) {
        List<String> taskIds = new ArrayList<>();
        List<String> batch;
        do {
            batch = database.call(
                            "queue.change_task_group_priority",
                            taskGroupId,
                            priority,
                            last(taskIds),
                            BATCH,
                            taskIds.size(),
                            clock.instant())
                    .list((row, _) -> row.getString(1));
            taskIds.addAll(batch);
        } while (batch.size() == BATCH);
        eventLog.nudge();
        return taskIds;
    }

    private static String last(List<String> taskIds) {
        return taskIds.isEmpty() ? "" : taskIds.getLast();
    }

    /** The group is with the first row; a group without tasks is a row without a task. */
    private record Row(@Nullable String group, @Nullable TaskRow task) {
        static Row map(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getString("task_group"),
                    row.getString("task_id") == null ? null : TaskRow.mapBoth(row, number));
        }
    }
}
