package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.JdbcTemplate;

/** What must be true of the rows between any two transactions. */
final class Invariants {
    /** Each query finds the rows that break a rule. */
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("a task has a definition and a group", """
                    select t.task_id from taskcluster.tasks t
                    where not exists (select from taskcluster.task_definitions d where d.task_id = t.task_id)
                      or not exists (select from taskcluster.task_groups g
                        where g.task_group_id = t.task_group_id and g.scheduler_id = t.scheduler_id)"""),
            Map.entry("a definition has a task", """
                    select d.task_id from taskcluster.task_definitions d
                    where not exists (select from taskcluster.tasks t where t.task_id = d.task_id)"""),
            Map.entry("a task has the state of its last run and counts its runs", """
                    select t.task_id, t.state, t.run_count
                    from taskcluster.tasks t
                    left join taskcluster.runs r on r.task_id = t.task_id and r.run_id = t.run_count - 1
                    where t.run_count <> (select count(*) from taskcluster.runs r where r.task_id = t.task_id)
                      or t.state is distinct from coalesce(r.state, 'unscheduled')"""),
            Map.entry("only the last run is pending or running", """
                    select r.task_id, r.run_id
                    from taskcluster.runs r join taskcluster.tasks t using (task_id)
                    where r.state in ('pending', 'running') and r.run_id <> t.run_count - 1"""),
            Map.entry("a run has the priority, task queue and deadline of its task while it is pending", """
                    select r.task_id, r.run_id
                    from taskcluster.runs r join taskcluster.tasks t using (task_id)
                    where r.state = 'pending'
                      and (r.priority, r.task_queue_id, r.deadline) is distinct from (t.priority, t.task_queue_id, t.deadline)"""),
            Map.entry("a task is blocked by its unsatisfied dependencies", """
                    select t.task_id, t.blocked_by
                    from taskcluster.tasks t
                    where t.blocked_by <> (select count(*) from taskcluster.task_dependencies d
                      where d.dependent_task_id = t.task_id and not d.satisfied)"""),
            Map.entry(
                    "a running run says since when it is claimed",
                    "select task_id, run_id from taskcluster.runs where state = 'running' and claimed is null"),
            Map.entry(
                    "a resolved task was resolved",
                    "select task_id from taskcluster.tasks where is_resolved and not ever_resolved"));

    private Invariants() {}

    static void check(JdbcTemplate sql) {
        RULES.forEach(
                (rule, query) -> assertThat(sql.queryForList(query)).as(rule).isEmpty());
    }

    /** What must also be true once the resolvers have nothing left to do. */
    static void checkAtRest(JdbcTemplate sql) {
        check(sql);
        assertThat(sql.queryForList("select * from taskcluster.resolved_tasks")).isEmpty();
        assertThat(sql.queryForList("""
                        select d.* from taskcluster.task_dependencies d
                        join taskcluster.tasks t on t.task_id = d.required_task_id
                        where not d.satisfied
                          and (t.state = 'completed' or d.requires = 'all-resolved' and t.is_resolved)"""))
                .as("an edge from a resolved task is satisfied")
                .isEmpty();
        assertThat(sql.queryForList("""
                        select t.task_id from taskcluster.tasks t
                        where t.state = 'unscheduled' and t.blocked_by = 0 and t.deadline > now()"""))
                .as("a task that nothing blocks is scheduled")
                .isEmpty();
    }

    /** That each change is in the event log exactly once. To be asked only after calls that were not repeated. */
    static void checkEventsAreExact(JdbcTemplate sql) {
        checkEvents(sql, (events, changes) -> assertThat(events).containsExactlyInAnyOrderElementsOf(changes));
    }

    /** That each change is in the event log, maybe repeatedly, and nothing else is. */
    static void checkEventsAreComplete(JdbcTemplate sql) {
        checkEvents(sql, (events, changes) -> assertThat(Set.copyOf(events)).isEqualTo(Set.copyOf(changes)));
    }

    private static void checkEvents(JdbcTemplate sql, BiConsumer<List<String>, List<String>> check) {
        Map<String, String> expected = Map.of(
                "task-defined", "select task_id || './_' from taskcluster.tasks",
                "task-pending",
                        "select task_id || '/' || run_id from taskcluster.runs where reason_created <> 'exception'",
                "task-running", "select task_id || '/' || run_id from taskcluster.runs where started is not null",
                "task-completed", "select task_id || '/' || run_id from taskcluster.runs where state = 'completed'",
                "task-failed", "select task_id || '/' || run_id from taskcluster.runs where state = 'failed'",
                "task-exception", "select task_id || '/' || run_id from taskcluster.runs where state = 'exception'");
        expected.forEach((exchange, query) -> {
            List<String> events = sql.queryForList(
                    "select split_part(routing_key, '.', 2) || case when ? = 'task-defined' then './_'"
                            + " else '/' || split_part(routing_key, '.', 3) end"
                            + " from taskcluster.events where exchange like '%/' || ?",
                    String.class, exchange, exchange);
            check.accept(events, sql.queryForList(query, String.class));
        });
    }
}
