package taskcluster.purgecache;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.testing.Await;

/** Several processes on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITReplicas {
    private PurgeCacheFixture one;
    private PurgeCacheFixture two;

    @BeforeAll
    void start() {
        one = PurgeCacheFixture.start();
        // So rarely that what is seen sooner is not seen by chance.
        two = one.startAnother(Map.of("purge-cache.check-interval", "5s"));
    }

    @AfterAll
    void stop() {
        two.close();
        one.close();
    }

    /** Until the process answers for the pool from memory, after which it has to be told of changes. */
    private static void poll(PurgeCacheFixture where, String pool) {
        Await.until("an answer from memory", () -> {
            long before = where.ownDatabase().calls();
            where.names(pool);
            return where.ownDatabase().calls() == before;
        });
    }

    @Test
    @DisplayName(
            "purge-cache-66: another process sees a request as soon as it is told, far sooner than it looks itself")
    void othersSeeARequestWhenTheyAreTold() {
        long slowest = 0;
        for (int i = 0; i < 10; i++) {
            String pool = "told/pool-" + i;
            poll(two, pool);
            one.purge(pool, "c");
            long accepted = System.nanoTime();
            Await.until(
                    "the request", Duration.ofSeconds(4), () -> !two.names(pool).isEmpty());
            slowest = Math.max(slowest, System.nanoTime() - accepted);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("purge-cache-66: a process that was not told sees a request when it looks")
    void aLostNotificationCostsOneInterval() {
        poll(one, "untold/pool");
        poll(two, "untold/pool");
        one.purgeSilently("untold/pool", "c");
        Await.until(
                "the look of the first",
                Duration.ofSeconds(10),
                () -> one.names("untold/pool").contains("c"));
        Await.until(
                "the look of the second",
                Duration.ofSeconds(10),
                () -> two.names("untold/pool").contains("c"));
    }

    @Test
    void aRequestThatIsNotCommittedYetDelaysOthersButIsNotMissed() throws Exception {
        poll(two, "slow/pool");
        poll(two, "next/pool");
        try (Connection connection = one.database().admin().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select purge_cache.request_purge('slow/pool', 'c')");
            Thread next = Thread.ofVirtual().start(() -> one.purge("next/pool", "c"));
            Await.until(
                    "the second to wait for the first",
                    () -> new JdbcTemplate(one.database().admin())
                                    .queryForObject("select count(*) from pg_locks where not granted", Integer.class)
                            > 0);
            assertThat(two.names("slow/pool")).isEmpty();
            connection.commit();
            next.join();
        }
        Await.until(
                "both",
                Duration.ofSeconds(4),
                () -> two.names("slow/pool").contains("c")
                        && two.names("next/pool").contains("c"));
    }

    @Test
    void aProcessThatLosesItsConnectionsGoesOnBeingTold() {
        poll(two, "cut/pool");
        one.admin()
                .queryForList("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where usename = 'taskcluster_purge_cache' and pid <> pg_backend_pid()"
                        + " and datname = current_database()");
        Await.until("a request to be accepted", () -> {
            one.purge("cut/pool", "c");
            return true;
        });
        Await.until(
                "the request",
                Duration.ofSeconds(10),
                () -> two.names("cut/pool").contains("c"));
    }

    @Test
    void aRequestOfAProcessThatEndsIsThere() {
        try (PurgeCacheFixture third = one.startAnother(Map.of())) {
            third.purge("ended/pool", "c");
        }
        Await.until(
                "the request",
                Duration.ofSeconds(4),
                () -> two.names("ended/pool").contains("c"));
        try (PurgeCacheFixture fourth = one.startAnother(Map.of())) {
            assertThat(fourth.names("ended/pool")).containsExactly("c");
        }
    }
}
