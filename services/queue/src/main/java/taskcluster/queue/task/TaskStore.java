package taskcluster.queue.task;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.postgres.GroupCommit;
import taskcluster.postgres.JsonArg;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The tasks in the database. Each method is one call of one stored function; tasks that are created at about the same time, and
 * statuses that are asked for then, go into one call. The changing ones raise
 * {@link taskcluster.postgres.RejectedCallException} TC404 if there is no such task and TC409 if it does not allow the change,
 * and announce what they did.
 */
public final class TaskStore {
    private static final int MADE_TOGETHER = 64;

    private final Database database;
    private final TaskAnnouncer announcer;
    private final Monitor monitor;
    private final Clock clock;
    private final GroupCommit<Creation, TaskChange> creations =
            new GroupCommit<>(new Creations(), Creation::taskId, MADE_TOGETHER);
    private final GroupCommit<String, Optional<JsonNode>> statuses =
            new GroupCommit<>(new Statuses(), _ -> new Object(), MADE_TOGETHER);

    public TaskStore(Database database, TaskAnnouncer announcer, Monitor monitor, Clock clock) {
        this.database = database;
        this.announcer = announcer;
        this.monitor = monitor;
        this.clock = clock;
    }

    /** Who decides about a task; empty if there is no such task. */
    public Optional<TaskAffiliation> affiliation(String taskId) {
        return database.call("queue.task_affiliation", taskId).optional(TaskAffiliation::map);
    }

    Optional<JsonNode> definition(String taskId) {
        return database.call("queue.task_definition", taskId).text().map(Json.MAPPER::readTree);
    }

    Optional<JsonNode> status(String taskId) {
        return statuses.call(taskId);
    }

    /** Those of the tasks that exist, by ID, from the first one after {@code after}. */
    List<TaskRow> definitions(List<String> taskIds, String after, int limit) {
        return database.call("queue.task_definitions", taskIds, after, limit).list(TaskRow::mapDefinition);
    }

    /** Those of the tasks that exist, by ID, from the first one after {@code after}. */
    List<TaskRow> statuses(List<String> taskIds, String after, int limit) {
        return database.call("queue.task_statuses", taskIds, after, limit).list(TaskRow::mapStatus);
    }

    /** The tasks that depend on a task, by ID, from the first one after {@code after}. */
    List<TaskRow> dependents(String taskId, String after, int limit) {
        return database.call("queue.list_dependents", taskId, after, limit, clock.instant())
                .list(TaskRow::mapBoth);
    }

    /**
     * Creates the task, or finds that it was created before as the same.
     *
     * @throws taskcluster.postgres.RejectedCallException TC400 if a dependency is missing or expires too early, TC409 if the
     *     ID or the group are taken
     */
    TaskChange create(NewTask task) {
        Creation creation = Creation.of(task);
        TaskChange change = creation.isLarge() ? creations.callAlone(creation) : creations.call(creation);
        announcer.announce(change, monitor);
        return change;
    }

    /**
     * A task that is to be created.
     *
     * @param definition its definition as it is stored
     */
    private record Creation(NewTask task, String definition) {
        /** From how many characters on others should not have to wait for it. */
        private static final int LARGE = 64 * 1024;

        static Creation of(NewTask task) {
            return new Creation(task, task.definitionText());
        }

        String taskId() {
            return task.taskId();
        }

        boolean isLarge() {
            return definition.length() > LARGE;
        }
    }

    private final class Creations implements GroupCommit.Work<Creation, TaskChange> {
        @Override
        public TaskChange alone(Creation creation) {
            NewTask task = creation.task();
            return database.call(
                            "queue.create_task",
                            task.taskId(),
                            task.taskQueueId(),
                            task.schedulerId(),
                            task.projectId(),
                            task.taskGroupId(),
                            task.priority().lowerCase(),
                            task.retries(),
                            task.times().deadline(),
                            task.times().expires(),
                            task.requires(),
                            task.dependencies(),
                            task.routes(),
                            json(task.tags()),
                            new JsonArg(creation.definition()),
                            clock.instant())
                    .single(TaskChange::map);
        }

        @Override
        public List<TaskChange> together(List<Creation> group) {
            return TaskChange.of(group.stream().map(Creation::taskId).toList(), createAll(group, true));
        }
    }

    private final class Statuses implements GroupCommit.Work<String, Optional<JsonNode>> {
        @Override
        public Optional<JsonNode> alone(String taskId) {
            return database.call("queue.task_status", taskId).text().map(Json.MAPPER::readTree);
        }

        @Override
        public List<Optional<JsonNode>> together(List<String> taskIds) {
            Map<String, JsonNode> found = new HashMap<>();
            statuses(taskIds, "", taskIds.size())
                    .forEach(row -> found.put(row.taskId(), Objects.requireNonNull(row.status())));
            return taskIds.stream()
                    .map(taskId -> Optional.ofNullable(found.get(taskId)))
                    .toList();
        }
    }

    /** @param whole whether the whole status of each is wanted */
    private List<TaskChange> createAll(List<Creation> group, boolean whole) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        group.forEach(creation -> rows.add(creation.task().row(creation.definition())));
        return database.call("queue.create_tasks", json(rows), whole, clock.instant())
                .list(TaskChange::map);
    }

    /**
     * Creates all of the tasks or none; those that were created before as the same are found again. Of each status there is only
     * the task's ID, its task queue and its state.
     *
     * @throws taskcluster.postgres.RejectedCallException as {@link #create}, with {@code faults} among the details that name the
     *     tasks
     */
    List<TaskChange> create(List<NewTask> tasks) {
        List<TaskChange> changes = createAll(tasks.stream().map(Creation::of).toList(), false);
        announcer.announce(changes, monitor);
        return changes;
    }

    TaskChange schedule(String taskId) {
        return change("queue.schedule_task", taskId, clock.instant());
    }

    TaskChange rerun(String taskId) {
        return change("queue.rerun_task", taskId, clock.instant());
    }

    TaskChange cancel(String taskId) {
        return change("queue.cancel_task", taskId, clock.instant());
    }

    /**
     * A change of a task's priority.
     *
     * @param oldPriority what it was, empty if it is the same still
     */
    record PriorityChange(JsonNode status, Optional<String> oldPriority) {}

    PriorityChange changePriority(String taskId, String priority) {
        PriorityChange change = database.call("queue.change_task_priority", taskId, priority, clock.instant())
                .single((row, _) -> new PriorityChange(
                        Json.MAPPER.readTree(row.getString("status")),
                        Optional.ofNullable(row.getString("old_priority"))));
        announcer.announcePriority(taskId, change.oldPriority(), priority, monitor);
        return change;
    }

    private TaskChange change(String function, Object... arguments) {
        TaskChange change = database.call(function, arguments).single(TaskChange::map);
        announcer.announce(change, monitor);
        return change;
    }

    private static JsonArg json(JsonNode tree) {
        return new JsonArg(Json.MAPPER.writeValueAsString(tree));
    }
}
