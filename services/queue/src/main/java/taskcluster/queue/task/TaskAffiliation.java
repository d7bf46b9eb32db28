package taskcluster.queue.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Where a task belongs, which decides who may change it. It never changes. */
public record TaskAffiliation(String taskQueueId, String schedulerId, String projectId, String taskGroupId) {

    static TaskAffiliation map(ResultSet row, int number) throws SQLException {
        return new TaskAffiliation(
                row.getString("task_queue_id"),
                row.getString("scheduler_id"),
                row.getString("project_id"),
                row.getString("task_group_id"));
    }

    public String provisionerId() {
        return taskQueueId.substring(0, taskQueueId.indexOf('/'));
    }

    public String workerType() {
        return taskQueueId.substring(taskQueueId.indexOf('/') + 1);
    }

    /** The values for the parameters of scopes that are about a task in its queue, group, scheduler or project. */
    Map<String, String> scopeParameters() {
        return Map.of(
                "taskQueueId", taskQueueId,
                "schedulerId", schedulerId,
                "taskGroupId", taskGroupId,
                "projectId", projectId);
    }
}
