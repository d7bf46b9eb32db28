package taskcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import taskcluster.db.DatabaseMigration;
import taskcluster.db.ScratchDatabase;
import taskcluster.db.ScratchPostgres;
import tools.jackson.databind.json.JsonMapper;

class DatabaseTest {
    private static ScratchDatabase scratch;
    private static SimpleMeterRegistry metrics;
    private static Database database;

    @BeforeAll
    static void connect() throws SQLException {
        scratch = ScratchPostgres.get().create();
        asAdmin("""
                create type queue.colour as enum ('red', 'green');
                create table taskcluster.counters (name text primary key, n integer);
                insert into taskcluster.counters values ('a', 0), ('b', 0);
                create function queue.describe(
                  t_in text, i_in integer, l_in bigint, b_in boolean, d_in double precision, ts_in timestamptz,
                  iv_in interval, u_in uuid, y_in bytea, ia_in integer[], la_in bigint[], ta_in text[], sa_in text[],
                  j_in jsonb, k_in json, e_in queue.colour, x_in xid8
                ) returns table (line text) language sql security definer set search_path = taskcluster, pg_temp as $$
                  select unnest(array[t_in, i_in::text, l_in::text, b_in::text, d_in::text, ts_in::text, iv_in::text,
                    u_in::text, y_in::text, ia_in::text, la_in::text, ta_in::text, sa_in::text, j_in::text, k_in::text,
                    e_in::text, x_in::text])
                $$;
                create function queue.reject(code_in text) returns void language plpgsql
                security definer set search_path = taskcluster, pg_temp as $$
                begin
                  update counters set n = n + 1;
                  raise exception using errcode = code_in, message = 'no such {{thing}}', detail = '{"thing": "task"}';
                end $$;
                create function queue.count_both(first_in text, second_in text, pause_in double precision) returns void
                language plpgsql security definer set search_path = taskcluster, pg_temp as $$
                begin
                  update counters set n = n + 1 where name = first_in;
                  perform pg_sleep(pause_in);
                  update counters set n = n + 1 where name = second_in;
                end $$;
                create function queue.add_all(names_in text[], by_in integer[]) returns table (n integer) language plpgsql
                security definer set search_path = taskcluster, pg_temp as $$
                declare
                  the_name text;
                begin
                  if -1 = any (by_in) then
                    raise exception using errcode = 'TC400', message = 'cannot add -1';
                  end if;
                  foreach the_name in array names_in loop
                    return query update counters c set n = c.n + by_in[array_position(names_in, the_name)]
                      where name = the_name returning c.n;
                  end loop;
                end $$;
                create function queue.counter(name_in text) returns setof taskcluster.counters language sql
                security definer set search_path = taskcluster, pg_temp as $$
                  select * from counters where name = name_in or name_in is null $$;
                create function queue.pause(seconds_in double precision) returns void language sql
                security definer set search_path = taskcluster, pg_temp as $$ select pg_sleep(seconds_in) $$;
                """);
        DatabaseMigration.upgrade(scratch.admin(), Map.of("queue", ScratchPostgres.PASSWORD));
        metrics = new SimpleMeterRegistry();
        database = Database.connect(config("taskcluster_queue", Duration.ofSeconds(2)), metrics);
    }

    @AfterAll
    static void close() {
        database.close();
        scratch.close();
    }

    private static DatabaseConfig config(String user, Duration statementTimeout) {
        return new DatabaseConfig(scratch.url(), user, ScratchPostgres.PASSWORD, 5, statementTimeout);
    }

    private static int count(String name) {
        return database.call("queue.counter", name).single((row, _) -> row.getInt("n"));
    }

    private static void asAdmin(String sql) throws SQLException {
        try (Connection connection = scratch.admin().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void bindsEveryKindOfArgument() {
        Instant time = Instant.parse("2026-02-03T04:05:06.789Z");
        UUID uuid = UUID.randomUUID();
        List<String> lines = database.call(
                        "queue.describe",
                        "text",
                        1,
                        2L,
                        true,
                        1.5,
                        time,
                        Duration.ofMinutes(90),
                        uuid,
                        new byte[] {1, 2},
                        new int[] {1, 2},
                        new long[] {3},
                        List.of("a", "b,\"c"),
                        new String[] {"x"},
                        new JsonArg("{\"a\": 1}"),
                        JsonMapper.shared().createObjectNode().put("b", 2),
                        "green",
                        "77")
                .list((row, _) -> row.getString(1));
        assertThat(lines)
                .containsExactly(
                        "text",
                        "1",
                        "2",
                        "true",
                        "1.5",
                        "2026-02-03 04:05:06.789+00",
                        "01:30:00",
                        uuid.toString(),
                        "\\x0102",
                        "{1,2}",
                        "{3}",
                        "{a,\"b,\\\"c\"}",
                        "{x}",
                        "{\"a\": 1}",
                        "{\"b\":2}",
                        "green",
                        "77");
    }

    @Test
    void bindsNullAsAnyType() {
        List<Boolean> nulls =
                database.call("queue.describe", new Object[17]).list((row, _) -> row.getString(1) == null);
        assertThat(nulls).hasSize(17).containsOnly(true);
    }

    private record Addition(String name, int by) {}

    private static List<Integer> add(List<Addition> additions) {
        return database.call(
                        "queue.add_all",
                        additions.stream().map(Addition::name).toList(),
                        additions.stream().mapToInt(Addition::by).toArray())
                .list((row, _) -> row.getInt("n"));
    }

    @Test
    void callsMadeTogetherHaveEachItsOwnOutcome() throws Exception {
        asAdmin("insert into taskcluster.counters select 'g' || i, 0 from generate_series(0, 49) i");
        GroupCommit<Addition, Integer> additions = new GroupCommit<>(DatabaseTest::add, Addition::name, 32);
        long before = database.calls();
        List<Future<Integer>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                // One of each hundred is refused.
                Addition addition = new Addition("g" + i % 50, i % 100 == 50 ? -1 : 1);
                results.add(threads.submit(() -> additions.call(addition)));
            }
        }
        Map<String, Set<Integer>> seen = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            Future<Integer> result = results.get(i);
            if (i % 100 == 50) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(result::get)
                        .withCauseInstanceOf(RejectedCallException.class)
                        .withMessageContaining("cannot add -1");
            } else {
                seen.computeIfAbsent("g" + i % 50, _ -> new HashSet<>()).add(result.get());
            }
        }
        // Each number was seen once, so nothing was added twice: 20 for each but g0, of which 10 were refused.
        for (int g = 0; g < 50; g++) {
            int count = g == 0 ? 10 : 20;
            assertThat(count("g" + g)).isEqualTo(count);
            assertThat(seen.get("g" + g)).hasSize(count);
        }
        assertThat(database.calls() - before).as("statements").isLessThan(900);
    }

    @Test
    void returnsRowsAsAsked() {
        assertThat(database.call("queue.counter", "nobody").optional((row, _) -> row.getInt("n")))
                .isEmpty();
        assertThat(database.call("queue.counter", "a").optional((row, _) -> row.getString("name")))
                .contains("a");
        assertThat(count("b")).isNotNegative();
        assertThat(database.call("queue.counter", "b").text()).contains("b");
        assertThat(database.call("queue.counter", "nobody").text()).isEmpty();
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> database.call("queue.counter", (Object) null).single((row, _) -> row.getInt("n")));
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> database.call("queue.counter", (Object) null).optional((row, _) -> row.getInt("n")));
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> database.call("queue.counter", "nobody").single((row, _) -> row.getInt("n")));
    }

    @Test
    void aRejectionCarriesItsCodeMessageAndDetailsAndChangesNothing() {
        int before = count("a");
        assertThatExceptionOfType(RejectedCallException.class)
                .isThrownBy(() -> database.call("queue.reject", "TC404").run())
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("TC404");
                    assertThat(e).hasMessage("no such {{thing}}");
                    assertThat(e.details().path("thing").asString()).isEqualTo("task");
                });
        assertThat(count("a")).isEqualTo(before);
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> database.call("queue.reject", "23505").run());
    }

    @Test
    void aCallThatLosesADeadlockIsMadeAgain() throws Exception {
        int before = count("a");
        // Postgres takes a second to notice a deadlock, and more on a busy machine.
        try (Database patient = Database.connect(config("taskcluster_queue", Duration.ofMinutes(1)), metrics);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> one = threads.submit(
                    () -> patient.call("queue.count_both", "a", "b", 0.3).run());
            Future<?> other = threads.submit(
                    () -> patient.call("queue.count_both", "b", "a", 0.3).run());
            one.get();
            other.get();
        }
        assertThat(count("a")).isEqualTo(before + 2);
    }

    @Test
    void endsStatementsThatTakeTooLong() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> database.call("queue.pause", 10.0).run())
                .withRootCauseInstanceOf(SQLException.class)
                .satisfies(e -> assertThat(((SQLException) e.getRootCause()).getSQLState())
                        .isEqualTo("57014"));
    }

    @Test
    void keepsStatementsPreparedOnTheServerAndCountsCalls() throws SQLException {
        try (Database single = Database.connect(
                new DatabaseConfig(scratch.url(), "taskcluster_queue", "secret", 1, Duration.ZERO), metrics)) {
            long before = single.calls();
            for (int i = 0; i < 3; i++) {
                single.call("queue.counter", "a").run();
            }
            assertThat(single.calls() - before).isEqualTo(3);
            asAdmin("""
                    create or replace function queue.prepared_statements() returns setof text language sql
                    as $$ select statement from pg_prepared_statements $$;
                    grant execute on function queue.prepared_statements to taskcluster_queue""");
            assertThat(single.call("queue.prepared_statements").list((row, _) -> row.getString(1)))
                    .contains("select * from queue.counter($1)");
        }
        assertThat(metrics.get("database_call_seconds")
                        .tag("function", "queue.counter")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void refusesNamesThatAreNotFunctions() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> database.call("queue.f(1); drop table x --").run());
    }

    @Test
    void survivesItsConnectionsBeingCut() throws SQLException {
        assertThat(database.isHealthy(Duration.ofSeconds(1))).isTrue();
        asAdmin("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'taskcluster_queue'");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!database.isHealthy(Duration.ofSeconds(1))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(database.call("queue.counter", "a").text()).contains("a");
    }

    @Test
    void hearsNotificationsAlsoAfterItsConnectionWasCut() throws Exception {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (AutoCloseable listener = database.listen("taskcluster_events", heard::add)) {
            assertThat(listener).isNotNull();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEmpty();
            database.call("pulse.notify_events", "one").run();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
            asAdmin("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEmpty();
            database.call("pulse.notify_events", "two").run();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void aLockHasOneHolderAndIsFreedWithItsConnection() throws Exception {
        DatabaseLock held = database.tryLock("relay").orElseThrow();
        assertThat(held.isHeld()).isTrue();
        assertThat(database.tryLock("relay")).isEmpty();
        database.tryLock("other").orElseThrow().close();
        asAdmin("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
        assertThat(held.isHeld()).isFalse();
        DatabaseLock again = awaitLock();
        again.close();
        awaitLock().close();
    }

    private static DatabaseLock awaitLock() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            var lock = database.tryLock("relay");
            if (lock.isPresent()) {
                return lock.get();
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }
}
