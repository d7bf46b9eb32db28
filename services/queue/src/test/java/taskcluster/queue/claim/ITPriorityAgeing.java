package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import tools.jackson.databind.JsonNode;

/** Task queues in which waiting makes up for priority. */
class ITPriorityAgeing {
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final List<String> PRIORITIES =
            List.of("lowest", "very-low", "low", "medium", "high", "very-high", "highest");
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskQueueId = "aged/" + "w" + Slugid.nice().replaceAll("[^a-z0-9]", "x");

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(
                clock, "queue.claim-wait", "0s", "queue.priority-ageing", "{\"aged/*\": \"10 minutes\"}");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create(String queueId, String priority) {
        return queue.create("taskQueueId", queueId, "priority", priority, "retries", 0);
    }

    private static List<String> claim(String queueId, int tasks) {
        return queue.claimWork(queueId, tasks)
                .valueStream()
                .map(claim -> claim.path("status").path("taskId").asString())
                .toList();
    }

    @Test
    void whatHasWaitedLongComesBeforeHigherPriorities() {
        String low = create(taskQueueId, "low");
        clock.advance(INTERVAL.multipliedBy(2).minusMillis(1));
        String highEarly = create(taskQueueId, "high");
        clock.advance(Duration.ofMillis(2));
        String highLate = create(taskQueueId, "high");
        String lowest = create(taskQueueId, "lowest");
        assertThat(claim(taskQueueId, 3)).containsExactly(highEarly, low, highLate);
        assertThat(claim(taskQueueId, 3)).containsExactly(lowest);
    }

    @Test
    void elsewhereTheOrderIsStrict() {
        String low = create("strict/w", "low");
        clock.advance(Duration.ofDays(1).minusSeconds(1));
        String high = create("strict/w", "high");
        assertThat(claim("strict/w", 1)).containsExactly(high);
        assertThat(low).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderIsThatOfTimesShiftedByPriority(long seed) {
        Random random = new Random(seed);
        record Waiting(String taskId, Instant shifted) {}
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofSeconds(1 + random.nextInt(240)));
            int level = random.nextInt(PRIORITIES.size());
            String taskId = create(taskQueueId, PRIORITIES.get(level));
            waiting.add(new Waiting(taskId, clock.instant().minus(INTERVAL.multipliedBy(level))));
        }
        List<String> claimed = new ArrayList<>();
        List<String> some;
        do {
            some = claim(taskQueueId, 1 + random.nextInt(16));
            claimed.addAll(some);
        } while (!some.isEmpty());
        assertThat(claimed)
                .isEqualTo(waiting.stream()
                        .sorted(Comparator.comparing(Waiting::shifted))
                        .map(Waiting::taskId)
                        .toList());
    }

    @Test
    void lowPrioritiesDoNotStarve() {
        String lowest = create(taskQueueId, "lowest");
        int claims = 0;
        while (queue.state(lowest).equals("pending")) {
            create(taskQueueId, "highest");
            create(taskQueueId, "highest");
            clock.advance(Duration.ofMinutes(1));
            assertThat(claim(taskQueueId, 1)).hasSize(1);
            claims++;
        }
        // One claim a minute: 120 tasks came within an hour, and the first of the second hour are later than it.
        assertThat(claims).isBetween(100, 125);
    }

    @Test
    void claimersAtOnceGetEachTaskOnce() {
        for (int i = 0; i < 120; i++) {
            create(taskQueueId, PRIORITIES.get(i % PRIORITIES.size()));
        }
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        int total = IntStream.range(0, 12)
                .parallel()
                .map(number -> {
                    int count = 0;
                    for (int i = 0; i < 30; i++) {
                        JsonNode claims = queue.claimWork(taskQueueId, "worker-" + number, 2);
                        claims.forEach(claim ->
                                claimed.add(claim.path("status").path("taskId").asString()));
                        count += claims.size();
                    }
                    return count;
                })
                .sum();
        assertThat(total).isEqualTo(120);
        assertThat(claimed).hasSize(120);
    }

    /** Measured in the entries of indexes that a claim reads, not in time, which depends on who else uses the machine. */
    @Test
    void claimingCostsTheSameWithTenAndWithAHundredThousandTasksPending() throws SQLException {
        fill(10);
        long few = entriesReadByAClaim();
        fill(100_000);
        long many = entriesReadByAClaim();
        assertThat(many).isBetween(1L, few + 20);
        queue.sql().update("delete from taskcluster.runs where task_queue_id = ?", taskQueueId);
    }

    private void fill(int runs) {
        queue.sql().update("""
                        insert into taskcluster.runs
                          (task_id, run_id, task_queue_id, priority, state, reason_created, scheduled, deadline)
                        select 'filling-' || ? || '-' || n, 0, ?, 1 + n % 7, 'pending', 'scheduled',
                          ?::timestamptz + n * interval '1 millisecond', ?::timestamptz
                        from generate_series(1, ?) n""", runs, taskQueueId, queue.in(Duration.ZERO), queue.in(Duration.ofDays(1)), runs);
    }

    private long entriesReadByAClaim() throws SQLException {
        try (Connection connection = queue.service().database().admin().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set search_path = taskcluster, pg_temp");
            // With a task for the run that comes first, so that the claim finds something to lock.
            statement.execute("""
                    insert into taskcluster.tasks (task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority,
                        submitted_priority, retries, retries_left, deadline, expires, routes, tags, state, run_count,
                        blocked_by, ever_resolved)
                    select r.task_id, r.task_queue_id, '-', 'none', r.task_id, r.priority, r.priority, 0, 0, r.deadline,
                        r.deadline, '{}', '{}', 'pending', 1, 0, false
                    from taskcluster.runs r
                    where r.task_queue_id = '%s' and r.task_id like 'filling-%%'
                    order by r.scheduled - r.priority * interval '10 minutes' limit 1""".formatted(taskQueueId));
            long before = entries(statement);
            try (ResultSet locked = statement.executeQuery("select count(*) from taskcluster.lock_tasks_by_age('"
                    + taskQueueId + "', 1, '10 minutes', '" + clock.instant() + "')")) {
                locked.next();
                assertThat(locked.getInt(1)).isEqualTo(1);
            }
            long read = entries(statement) - before;
            connection.rollback();
            return read;
        }
    }

    private static long entries(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_user_tables where relname = 'runs'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
