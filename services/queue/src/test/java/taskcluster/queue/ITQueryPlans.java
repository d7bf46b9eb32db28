package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import taskcluster.testing.TestDatabase;

/**
 * That no stored function of the queue scans a table that grows: each is called on tables of tens of thousands of rows, and the
 * database says how often and how far it scanned. A function without a call here fails the test.
 */
class ITQueryPlans {
    private static final int FEW = 40;
    private static final int MANY = 24_000;
    /** The most rows of all tables together that a call with small arguments reads. */
    private static final long MOST_ROWS = 4_000;
    /** Plans are made anew for the first five calls, and may be kept from then on. */
    private static final int CALLS_UNTIL_PLANS_ARE_KEPT = 6;

    private static final Set<String> GROWING = Set.of(
            "tasks",
            "task_definitions",
            "runs",
            "task_groups",
            "task_dependencies",
            "resolved_tasks",
            "task_queues",
            "queue_workers",
            "queue_artifacts");
    /** What counts or orders everything of a kind says so where it is defined. */
    private static final Set<String> LOOKS_AT_ALL = Set.of("task_queue_stats");

    private static final String NOW = "'2026-03-01T12:00:00Z'";
    private static final String LATER = "'2026-03-01T12:20:00Z'";
    private static final String BEFORE = "'2026-03-01T11:00:00Z'";

    /** For {@code create_tasks}. */
    private static String newTask(String taskId, String dependencies, String definition) {
        return """
                {"task_id": "%s", "task_queue_id": "p/q-1", "scheduler_id": "-", "project_id": "none", "task_group_id": "group-1",
                 "priority": "low", "retries": 1, "deadline": "2026-03-02T00:00:00Z", "expires": "2026-03-03T00:00:00Z",
                 "requires": "all-completed", "dependencies": %s, "routes": [], "tags": {}, "definition": %s}""".formatted(taskId, dependencies, definition);
    }

    /** Of the rows that {@link #fill} makes task 4 is pending, 5 is running, 6 is completed and 7 waits for others. */
    private static final Map<String, String> CALLS = Map.ofEntries(
            call(
                    "create_task",
                    "'new', 'p/q-1', '-', 'none', 'group-1', 'low', 1, '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z',"
                            + " 'all-completed', '{task-4,task-6}', '{}', '{}', '{}', " + NOW),
            call(
                    "create_tasks",
                    "'["
                            + String.join(
                                    ",",
                                    newTask("task-6", "[]", "{\"scopes\": [], \"priority\": \"highest\"}"),
                                    newTask("new-1", "[\"task-4\", \"task-6\"]", "{}"),
                                    newTask("new-2", "[\"new-1\"]", "{}"))
                            + "]', true, " + NOW),
            call("schedule_task", "'task-7', " + NOW),
            call("rerun_task", "'task-6', " + NOW),
            call("cancel_task", "'task-4', " + NOW),
            call("task_affiliation", "'task-4'"),
            call("task_definition", "'task-4'"),
            call("task_status", "'task-4'"),
            call("task_definitions", "'{task-4,task-5}', '', 10"),
            call("task_statuses", "'{task-4,task-5}', '', 10"),
            call("list_dependents", "'task-6', '', 10, " + NOW),
            call("task_group", "'group-1'"),
            call("list_task_group", "'group-1', '', 10"),
            call("seal_task_group", "'group-1', " + NOW),
            call("cancel_task_group", "'group-1', '', 10, " + NOW),
            call("task_group_size", "'group-1'"),
            call("change_task_priority", "'task-4', 'high', " + NOW),
            call("change_task_group_priority", "'group-1', 'high', '', 10, 0, " + NOW),
            call("task_queue_counts", "'p/q-1', " + NOW),
            call("pending_tasks", "'p/q-1', " + NOW),
            call("pending_in_queues", "'{p/q-1,p/q-2}', 10, " + NOW),
            call("claim_work", "'p/q-1', 'g', 'w-1', 2, " + NOW + ", " + LATER + ", " + BEFORE),
            call("claim_runs", """
                    '[{"task_queue_id": "p/q-1", "worker_group": "g", "worker_id": "w-1", "count": 2, "claim_key": "key",
                       "ageing": "10 minutes"},
                      {"task_queue_id": "p/q-2", "worker_group": "g", "worker_id": "w-2", "count": 2},
                      {"task_queue_id": "p/q-2", "worker_group": "g", "worker_id": "new", "count": 1}]',
                    """ + NOW + ", " + LATER + ", " + BEFORE),
            call("claim_task", "'task-4', 0, 'g', 'w-1', " + NOW + ", " + LATER + ", " + BEFORE),
            call("reclaim_task", "'task-5', 0, " + NOW + ", " + LATER + ", " + BEFORE),
            call("report_run", "'task-5', 0, 'completed', 'completed', " + NOW),
            call("report_runs", """
                    '[{"task_id": "task-5", "run_id": 0, "state": "completed", "reason": "completed"},
                      {"task_id": "task-9", "run_id": 0, "state": "exception", "reason": "worker-shutdown"}]',
                    """ + NOW),
            call("run_state", "'task-5', 0"),
            call("end_runs_of_worker", "'p/q-1', 'g', 'w-1', 10, " + NOW),
            call("resolve_dependents", "10, 10, " + NOW),
            call("expire_claims", "10, " + NOW),
            call("expire_deadlines", "10, " + NOW + ", " + NOW),
            call("expire_tasks", NOW + ", 10"),
            call("expire_task_groups", NOW + ", 10"),
            call("expire_task_dependencies", NOW + ", 10"),
            call("expire_task_queues", NOW + ", 10"),
            call("expire_workers", NOW + ", 10"),
            call("list_task_queues", "'', 10, " + NOW),
            call("list_worker_types", "'p', '', 10, " + NOW),
            call("task_queue", "'p/q-1', " + NOW),
            call("list_provisioners", "'', 10, " + NOW),
            call("provisioner", "'p', " + NOW),
            call("list_pending_tasks", "'p/q-1', '-infinity', '', 10, " + NOW),
            call("list_claimed_tasks", "'p/q-1', '-infinity', '', 10, " + NOW),
            call("task_queue_stats", NOW),
            call("list_workers", "'p/q-1', '', '', true, 10, " + NOW),
            call("worker", "'p/q-1', 'g', 'w-1', " + NOW),
            call("quarantine_worker", "'p/q-1', 'g', 'w-1', " + LATER + ", 'why', 'me', " + NOW),
            call("declare_worker", "'p/q-1', 'g', 'w-1', " + LATER + ", " + NOW),
            call("create_artifact", "'task-5', 0, 'new', 'link', 't', 1, '{}', " + LATER + ", " + NOW),
            call("create_artifacts", """
                    '[{"task_id": "task-5", "run_id": 0, "name": "new-1", "storage_type": "link", "content_type": "t",
                       "details": {}, "expires": "2026-03-01T12:20:00Z"},
                      {"task_id": "task-9", "run_id": 0, "name": "new-2", "storage_type": "s3", "content_type": "t",
                       "details": {}, "expires": "2026-03-01T12:20:00Z"}]',
                    """ + NOW),
            call("create_object_artifact", "'task-5', 0, 'new', 't', 1, 'u', " + LATER + ", " + NOW),
            call("unfinished_artifact", "'task-5', 0, 'object'"),
            call("finish_artifact", "'task-5', 0, 'object', 'u', 't/task-5/0/object'"),
            call("artifact_chain", "'task-5', null, 'artifact'"),
            call("artifact_info", "'task-5', null, 'artifact'"),
            call("list_artifacts", "'task-5', null, '', 10"),
            call("expired_artifacts", NOW + ", '1970-01-01T00:00:00Z', '', 0, '', 10"),
            call("delete_expired_artifacts", NOW + ", '{task-5}', '{0}', '{artifact}'"));

    private static Map.Entry<String, String> call(String function, String arguments) {
        return Map.entry(function, "select * from queue." + function + "(" + arguments + ")");
    }

    /** Rows numbered from one to another, of every table. */
    private static void fill(Statement statement, int from, int to) throws SQLException {
        for (String sql : List.of("""
                insert into taskcluster.tasks (task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority,
                  submitted_priority, retries, retries_left, deadline, expires, routes, tags, state, run_count, blocked_by,
                  ever_resolved)
                select 'task-' || n, 'p/q-' || n %% 37, '-', 'none', 'group-' || n / 10, 1 + n %% 7, 1 + n %% 7, 1, 1,
                  case when n %% 100 = 0 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-02T00:00:00Z' end,
                  case when n %% 100 = 2 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-03T00:00:00Z' end,
                  '{}', '{}', (array['pending', 'running', 'completed', 'unscheduled'])[1 + n %% 4]::taskcluster.task_state,
                  (n %% 4 < 3)::integer, (n %% 4 = 3)::integer, n %% 4 = 2
                from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.runs (task_id, run_id, task_queue_id, priority, state, reason_created, reason_resolved,
                  worker_group, worker_id, taken_until, scheduled, started, resolved, deadline, claimed)
                select t.task_id, 0, t.task_queue_id, t.priority, t.state, 'scheduled',
                  case when t.state = 'completed' then 'completed' end,
                  case when t.state <> 'pending' then 'g' end, case when t.state <> 'pending' then 'w-' || n %% 41 end,
                  case when t.state <> 'pending' then timestamptz '2026-03-01T11:50:00Z' + n %% 50 * interval '1 minute' end,
                  timestamptz '2026-03-01T10:00:00Z' + n * interval '1 millisecond',
                  case when t.state <> 'pending' then timestamptz '2026-03-01T11:30:00Z' end,
                  case when t.state = 'completed' then timestamptz '2026-03-01T11:40:00Z' end, t.deadline,
                  case when t.state <> 'pending' then timestamptz '2026-03-01T11:30:00Z' + n * interval '1 millisecond' end
                from generate_series(%1$d, %2$d) n join taskcluster.tasks t on t.task_id = 'task-' || n
                where t.state <> 'unscheduled'""", """
                insert into taskcluster.task_definitions
                select 'task-' || n, '{"scopes": []}' from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.task_groups
                select 'group-' || n, '-', case when n %% 100 = 2 then timestamptz '2026-03-01T11:00:00Z'
                  else '2026-03-04T00:00:00Z' end, null
                from generate_series(%1$d - 1, %2$d) n on conflict do nothing""", """
                insert into taskcluster.task_dependencies
                select 'task-' || n / 4 * 4 + 2, 'task-' || n, 'all-completed', n %% 4 <> 3,
                  case when n %% 100 = 2 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-03T00:00:00Z' end
                from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.resolved_tasks (task_id, task_group_id, resolution)
                select 'task-' || n, 'group-' || n / 10, 'completed' from generate_series(%1$d, %2$d) n where n %% 4 = 2""", """
                insert into taskcluster.task_queues
                select case when n < 200 then 'p/q-' || n else 'p-' || n || '/q' end,
                  case when n %% 100 = 2 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-03T00:00:00Z' end,
                  '2026-03-01T10:00:00Z'
                from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.queue_workers
                select 'p/q-' || n %% 37, 'g', 'w-' || n,
                  case when n %% 100 = 2 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-03T00:00:00Z' end,
                  '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z',
                  case when n %% 10 = 1 then timestamptz '2026-03-01T13:00:00Z' else '2016-03-01T00:00:00Z' end
                from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.queue_artifacts
                select 'task-' || n, 0, 'artifact', 's3', 't', 1, '{}', true,
                  case when n %% 100 = 5 then timestamptz '2026-03-01T11:00:00Z' else '2026-03-03T00:00:00Z' end
                from generate_series(%1$d, %2$d) n""", """
                insert into taskcluster.queue_artifacts
                select 'task-' || n, 0, 'object', 'object', 't', 1, '{"uploadId": "u"}', false, '2026-03-03T00:00:00Z'
                from generate_series(%1$d, %2$d) n""")) {
            statement.execute(sql.formatted(from, to));
        }
    }

    private static Map<String, Long> numbers(Statement statement, String column) throws SQLException {
        Map<String, Long> numbers = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(
                "select relname, " + column + " from pg_stat_xact_user_tables where schemaname = 'taskcluster'")) {
            while (rows.next()) {
                if (GROWING.contains(rows.getString(1))) {
                    numbers.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return numbers;
    }

    /** Calls a function and undoes it; returns what was wrong with how it read. */
    private static List<String> problems(Connection connection, String function, String sql) throws SQLException {
        List<String> problems = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            Map<String, Long> scansBefore = numbers(statement, "seq_scan");
            Map<String, Long> rowsBefore = numbers(statement, "coalesce(idx_tup_fetch, 0) + seq_tup_read");
            statement.execute(sql);
            numbers(statement, "seq_scan").forEach((table, scans) -> {
                if (scans > scansBefore.getOrDefault(table, 0L)) {
                    problems.add(function + " scans " + table);
                }
            });
            long rows = numbers(statement, "coalesce(idx_tup_fetch, 0) + seq_tup_read").entrySet().stream()
                    .mapToLong(entry -> entry.getValue() - rowsBefore.getOrDefault(entry.getKey(), 0L))
                    .sum();
            if (rows > MOST_ROWS && !LOOKS_AT_ALL.contains(function)) {
                problems.add(function + " reads " + rows + " rows");
            }
        } finally {
            connection.rollback();
        }
        return problems;
    }

    private static List<String> problems(Connection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> call : new TreeMap<>(CALLS).entrySet()) {
            problems.addAll(problems(connection, call.getKey(), call.getValue()));
        }
        return problems;
    }

    @Test
    void noFunctionScansATableThatGrows() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection session = database.admin().getConnection();
                Connection other = database.admin().getConnection();
                Statement filling = other.createStatement()) {
            session.setAutoCommit(false);
            fill(filling, 1, FEW);
            for (int i = 0; i < CALLS_UNTIL_PLANS_ARE_KEPT; i++) {
                problems(session);
            }
            fill(filling, FEW + 1, MANY);
            assertThat(problems(session))
                    .as("with plans that were made while the tables were all but empty")
                    .isEmpty();
            filling.execute("analyze");
            try (Connection fresh = database.admin().getConnection()) {
                fresh.setAutoCommit(false);
                assertThat(problems(fresh))
                        .as("with plans for tables as they are")
                        .isEmpty();
            }
        }
    }

    @Test
    void everyFunctionIsCalled() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.admin().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select proname from pg_proc where pronamespace = 'queue'::regnamespace")) {
            Set<String> functions = new TreeSet<>();
            while (rows.next()) {
                functions.add(rows.getString(1));
            }
            assertThat(CALLS.keySet().stream().sorted().collect(Collectors.toList()))
                    .containsExactlyElementsOf(functions);
        }
    }
}
