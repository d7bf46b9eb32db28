package taskcluster.queue.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;

/** Edges between tasks in large numbers, and their end. */
class ITManyDependencies {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** More than one batch of edges. */
    @Test
    void aResolutionWithThousandsOfDependentsIsWorkedOffInBatches() {
        String a = queue.create();
        queue.sql().update("""
                insert into taskcluster.tasks (task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority,
                  submitted_priority, retries, retries_left, deadline, expires, routes, tags, state, run_count, blocked_by,
                  ever_resolved)
                select 'dependent-' || n, 'many/dependents', '-', 'none', 'no-group', 1, 1, 5, 5, t.deadline, t.expires,
                  '{}', '{}', 'unscheduled', 0, 1, false
                from taskcluster.tasks t, generate_series(1, 2345) n where t.task_id = ?""", a);
        queue.sql().update("""
                insert into taskcluster.task_dependencies
                select ?, 'dependent-' || n, 'all-completed', false, now() + interval '10 years'
                from generate_series(1, 2345) n""", a);
        queue.resolve(a, 0, "completed");
        Await.until(
                "the resolutions to be worked off",
                () -> queue.sql()
                        .queryForList("select * from taskcluster.resolved_tasks")
                        .isEmpty());
        assertThat(queue.pendingTasks("many/dependents")).isEqualTo(2345);
        assertThat(queue.sql()
                        .queryForObject(
                                "select count(*) from taskcluster.events where routing_key like 'primary.dependent-%'",
                                Integer.class))
                .isEqualTo(2345);
        queue.sql().update("delete from taskcluster.events where routing_key like 'primary.dependent-%'");
        queue.sql().update("delete from taskcluster.runs where task_id like 'dependent-%'");
        queue.sql().update("delete from taskcluster.tasks where task_id like 'dependent-%'");
        queue.sql().update("delete from taskcluster.task_dependencies where dependent_task_id like 'dependent-%'");
    }

    @Test
    @DisplayName("queue-33, queue-151: expired edges and tasks go")
    void expiredEdgesAndTasksGo() {
        String soon = Slugid.nice();
        String later = Slugid.nice();
        queue.create(soon, queue.definition("dependencies", List.of(soon), "expires", queue.in(Duration.ofDays(2))))
                .ok();
        queue.create(later, queue.definition("dependencies", List.of(later), "expires", queue.in(Duration.ofDays(9))))
                .ok();
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        store.expire("queue.expire_task_dependencies", clock.instant().plus(Duration.ofDays(3)), 1000);
        assertThat(queue.sql()
                        .queryForList(
                                "select required_task_id from taskcluster.task_dependencies where dependent_task_id in (?, ?)",
                                String.class,
                                soon,
                                later))
                .containsExactly(later);
        store.expire("queue.expire_tasks", clock.instant().plus(Duration.ofDays(3)), 1000);
        assertThat(queue.root().get("task/" + soon + "/status").code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("task/" + later + "/status").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("queue-33: edges past their expiry are not listed")
    void edgesPastTheirExpiryAreNotListed() {
        String a = queue.create("expires", queue.in(Duration.ofDays(30)));
        queue.create("dependencies", List.of(a), "expires", queue.in(Duration.ofDays(2)));
        assertThat(queue.root().get("task/" + a + "/dependents").ok().path("tasks"))
                .hasSize(1);
        String listing = queue.service()
                .database()
                .as("queue")
                .call("queue.list_dependents", a, "", 10, clock.instant().plus(Duration.ofDays(2)))
                .list((row, _) -> row.getString("task_id"))
                .toString();
        assertThat(listing).isEqualTo("[]");
    }

    @Test
    @DisplayName("queue-35: 9999 dependencies can be created at once, and 5000 of them deleted")
    void thousandsOfDependenciesCanBeCreatedAtOnce() {
        queue.sql().update("""
                insert into taskcluster.tasks (task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority,
                  submitted_priority, retries, retries_left, deadline, expires, routes, tags, state, run_count, blocked_by,
                  ever_resolved)
                select left(md5(n::text), 8) || 'QAC' || lpad(n::text, 10, 'A') || 'A', 'many/required', '-', 'none', 'no-group',
                  1, 1, 5, 5, '9999-01-01', '9999-01-01', '{}', '{}', 'unscheduled', 0, 0, false
                from generate_series(1, 9999) n""");
        List<String> required = queue.sql()
                .queryForList(
                        "select task_id from taskcluster.tasks where task_queue_id = 'many/required'", String.class);
        String taskId = queue.create("dependencies", required, "expires", queue.in(Duration.ofHours(30)));
        assertThat(queue.state(taskId)).isEqualTo("unscheduled");
        assertThat(queue.sql()
                        .queryForObject(
                                "select blocked_by from taskcluster.tasks where task_id = ?", Integer.class, taskId))
                .isEqualTo(9999);
        ResolverStore store = new ResolverStore(queue.service().database().as("queue"), clock);
        Instant later = clock.instant().plus(Duration.ofHours(36));
        assertThat(store.expire("queue.expire_task_dependencies", later, 5000)).isEqualTo(5000);
        assertThat(store.expire("queue.expire_task_dependencies", later, 5000)).isEqualTo(4999);
        store.expire("queue.expire_tasks", later, 1000);
        assertThat(queue.root().get("task/" + taskId + "/status").code()).isEqualTo("ResourceNotFound");
        queue.sql().update("delete from taskcluster.tasks where task_queue_id = 'many/required'");
    }
}
