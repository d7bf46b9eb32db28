package taskcluster.standalone.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ceilings: the stored functions that the API calls, called with the same arguments straight over JDBC, and single-row
 * commits. What the API adds to a call can only make it slower than these.
 */
final class DirectCalls {
    private static final Duration CLAIM_TIMEOUT = Duration.ofMinutes(20);
    private static final Duration SEEN_AGAIN = Duration.ofMinutes(30);

    private static final String CLAIM = "select claims from queue.claim_runs(?::json, ?, ?, ?)";
    private static final String REPORT = "select * from queue.report_runs(?::json, ?)";

    private final Server server;
    private final String taskQueueId;
    private final Queue<JsonNode> claims = new ConcurrentLinkedQueue<>();

    DirectCalls(Server server, String taskQueueId) {
        this.server = server;
        this.taskQueueId = taskQueueId;
    }

    Load.CallerFactory createTask() {
        return () ->
                new Statement(
                        server,
                        "queue",
                        "select * from queue.create_task(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?::json, ?::json, ?)") {
                    private final ObjectNode definition = canonical();

                    @Override
                    public boolean call() throws SQLException {
                        String taskId = Slugid.nice();
                        definition.put("taskGroupId", taskId);
                        Instant now = Instant.now();
                        statement.setString(1, taskId);
                        statement.setString(2, taskQueueId);
                        statement.setString(3, "bench");
                        statement.setString(4, "none");
                        statement.setString(5, taskId);
                        statement.setString(6, "low");
                        statement.setInt(7, 5);
                        set(8, now.plus(Duration.ofDays(1)));
                        set(9, now.plus(Duration.ofDays(366)));
                        statement.setString(10, "all-completed");
                        statement.setArray(
                                11, connection.createArrayOf("text", new String[] {"index.project.bench.latest"}));
                        statement.setString(12, definition.path("tags").toString());
                        statement.setString(13, definition.toString());
                        set(14, now);
                        requireRow();
                        return true;
                    }
                };
    }

    /** A definition as the queue stores it. */
    private ObjectNode canonical() {
        ObjectNode definition = (ObjectNode) Json.MAPPER.readTree(ApiCalls.definition(taskQueueId));
        int slash = taskQueueId.indexOf('/');
        definition.put("provisionerId", taskQueueId.substring(0, slash));
        definition.put("workerType", taskQueueId.substring(slash + 1));
        definition.put("projectId", "none");
        definition.put("requires", "all-completed");
        definition.put("retries", 5);
        definition.put("expires", definition.path("deadline").asString());
        definition.putArray("dependencies");
        definition.putArray("scopes");
        return definition;
    }

    /** Creates many tasks with one call, none of which depends on another. */
    Load.CallerFactory createTasks(int tasks) {
        return () -> new Statement(server, "queue", "select * from queue.create_tasks(?::json, false, ?)") {
            @Override
            public boolean call() throws SQLException {
                Instant now = Instant.now();
                ObjectNode row = row(now);
                StringBuilder rows = new StringBuilder("[");
                for (int i = 0; i < tasks; i++) {
                    row.put("task_id", Slugid.nice());
                    rows.append(i == 0 ? "" : ",").append(row);
                }
                statement.setString(1, rows.append("]").toString());
                set(2, now);
                requireRow();
                return true;
            }
        };
    }

    /** A task as create_tasks takes it, but for its ID. */
    private ObjectNode row(Instant now) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.put("task_queue_id", taskQueueId);
        row.put("scheduler_id", "bench");
        row.put("project_id", "none");
        row.put("task_group_id", Slugid.nice());
        row.put("priority", "low");
        row.put("retries", 5);
        row.put("deadline", Json.timestamp(now.plus(Duration.ofDays(1))));
        row.put("expires", Json.timestamp(now.plus(Duration.ofDays(366))));
        row.put("requires", "all-completed");
        row.putArray("dependencies");
        row.putArray("routes").add("index.project.bench.latest");
        ObjectNode definition = canonical();
        row.set("tags", definition.path("tags"));
        row.set("definition", definition);
        return row;
    }

    Load.CallerFactory status(List<String> taskIds) {
        return () -> new Statement(server, "queue", "select queue.task_status(?)") {
            @Override
            public boolean call() throws SQLException {
                statement.setString(1, taskIds.get(ThreadLocalRandom.current().nextInt(taskIds.size())));
                requireRow();
                return true;
            }
        };
    }

    /** Lists the first page of a group, again and again. */
    Load.CallerFactory listTaskGroup(String groupId) {
        return () -> new Statement(server, "queue", "select * from queue.list_task_group(?, '', 1001)") {
            @Override
            public boolean call() throws SQLException {
                statement.setString(1, groupId);
                requireRow();
                return true;
            }
        };
    }

    /** Whole tasks: claims one, creates an artifact of it and reports it completed. */
    Load.CallerFactory wholeTask() {
        return () -> new WholeTask(server, taskQueueId);
    }

    /** The three functions of a whole task, on one connection. */
    private static final class WholeTask implements Load.Caller {
        private final Connection connection;
        private final PreparedStatement claim;
        private final PreparedStatement artifact;
        private final PreparedStatement report;

        WholeTask(Server server, String taskQueueId) throws Exception {
            connection = server.connect("queue");
            claim = connection.prepareStatement(CLAIM);
            claim.setString(1, claimRequest(taskQueueId));
            artifact = connection.prepareStatement("select queue.create_artifacts(?::json, ?)");
            report = connection.prepareStatement(REPORT);
        }

        @Override
        public boolean call() throws SQLException {
            Instant now = Instant.now();
            claim.setObject(2, time(now));
            claim.setObject(3, time(now.plus(CLAIM_TIMEOUT)));
            claim.setObject(4, time(now.minus(SEEN_AGAIN)));
            JsonNode claimed;
            try (ResultSet row = claim.executeQuery()) {
                row.next();
                claimed = Json.MAPPER.readTree(row.getString(1)).path(0);
            }
            if (claimed.isMissingNode()) {
                return false;
            }
            artifact.setString(1, newArtifact(claimed, now.plus(Duration.ofHours(20))));
            artifact.setObject(2, time(now));
            artifact.executeQuery().close();
            report.setString(1, completion(claimed));
            report.setObject(2, time(now));
            report.executeQuery().close();
            return true;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static OffsetDateTime time(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    /** What the calling thread's worker asks for. */
    private static String claimRequest(String taskQueueId) {
        return "[{\"task_queue_id\":\"%s\",\"worker_group\":\"bench\",\"worker_id\":\"d-%d\",\"count\":1}]"
                .formatted(taskQueueId, Thread.currentThread().threadId());
    }

    private static String newArtifact(JsonNode claim, Instant expires) {
        return ("[{\"task_id\":\"%s\",\"run_id\":%d,\"name\":\"public/log.txt\",\"storage_type\":\"s3\","
                        + "\"content_type\":\"text/plain\",\"details\":{},\"expires\":\"%s\"}]")
                .formatted(
                        claim.at("/status/taskId").asString(),
                        claim.path("runId").asInt(),
                        Json.timestamp(expires));
    }

    private static String completion(JsonNode claim) {
        return "[{\"task_id\":\"%s\",\"run_id\":%d,\"state\":\"completed\",\"reason\":\"completed\"}]"
                .formatted(
                        claim.at("/status/taskId").asString(),
                        claim.path("runId").asInt());
    }

    /** Claims one at a time until the queue is empty. */
    Load.CallerFactory claimWork() {
        return () -> new Statement(server, "queue", CLAIM) {
            private final String request = claimRequest(taskQueueId);

            @Override
            public boolean call() throws SQLException {
                Instant now = Instant.now();
                statement.setString(1, request);
                set(2, now);
                set(3, now.plus(CLAIM_TIMEOUT));
                set(4, now.minus(SEEN_AGAIN));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    JsonNode claimed = Json.MAPPER.readTree(row.getString(1));
                    claimed.forEach(claims::add);
                    return !claimed.isEmpty();
                }
            }
        };
    }

    Load.CallerFactory reportCompleted() {
        return () -> new Statement(server, "queue", REPORT) {
            @Override
            public boolean call() throws SQLException {
                JsonNode claim = claims.poll();
                if (claim == null) {
                    return false;
                }
                statement.setString(1, completion(claim));
                set(2, Instant.now());
                requireRow();
                return true;
            }
        };
    }

    /** Inserts one row of a table of its own and commits. */
    Load.CallerFactory commit() {
        return () -> new Statement(server, "postgres", "insert into bench_commits (text) values (?)") {
            @Override
            public boolean call() throws SQLException {
                statement.setString(1, "one row");
                statement.executeUpdate();
                return true;
            }
        };
    }

    void createCommitTable() throws Exception {
        try (Connection connection = server.connect("postgres");
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists bench_commits (id bigint generated always as identity primary key, text text)");
        }
    }

    /** A connection with one prepared statement. */
    abstract static class Statement implements Load.Caller {
        final Connection connection;
        final PreparedStatement statement;

        Statement(Server server, String user, String sql) throws Exception {
            connection = server.connect(user);
            statement = connection.prepareStatement(sql);
        }

        void set(int position, Instant time) throws SQLException {
            statement.setObject(position, time(time));
        }

        void requireRow() throws SQLException {
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the function returned nothing");
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
