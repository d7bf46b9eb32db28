package taskcluster.purgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.purgecache.PurgeCacheFixture.expect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;

/** Requests are forgotten after a day. */
class ITExpiry {
    private final MutableClock clock = new MutableClock(Instant.now());
    private PurgeCacheFixture purgeCache;

    @BeforeEach
    void start() {
        purgeCache = PurgeCacheFixture.start(PurgeCacheFixture.builder().clock(clock));
    }

    @AfterEach
    void stop() {
        purgeCache.close();
    }

    private void age(String cacheName, String interval) {
        purgeCache
                .admin()
                .update(
                        "update taskcluster.cache_purges set before = before - ?::interval, expires = expires - ?::interval"
                                + " where cache_name = ?",
                        interval,
                        interval,
                        cacheName);
    }

    private List<String> stored() {
        return purgeCache
                .admin()
                .queryForList("select cache_name from taskcluster.cache_purges order by cache_name", String.class);
    }

    @Test
    @DisplayName("purge-cache-64: a request that is a day old is listed no more, before or after it is deleted")
    void aRequestIsListedForADay() {
        purgeCache.purge("p/w", "old");
        purgeCache.purge("p/w", "young");
        age("old", "24 hours 1 second");
        age("young", "23 hours");
        assertThat(purgeCache.names("p/w")).as("read before it expired").contains("young");
        assertThat(purgeCache.all(10)).containsExactly("p/w young");
        try (PurgeCacheFixture other = purgeCache.startAnother(Map.of())) {
            assertThat(other.names("p/w")).containsExactly("young");
        }
        assertThat(stored()).containsExactly("old", "young");
    }

    @Test
    @DisplayName("purge-cache-64: a request in memory is listed for a day")
    void aRequestInMemoryIsListedForADay() {
        Instant before = purgeCache.purge("p/w", "c");
        clock.set(before.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(purgeCache.names("p/w")).containsExactly("c");
        clock.advance(Duration.ofMillis(1));
        assertThat(purgeCache.names("p/w")).isEmpty();
    }

    @Test
    void anExpiredRequestCanBeMadeAgain() {
        purgeCache.purge("p/w", "c");
        age("c", "25 hours");
        expect(204, purgeCache.root().post("purge-cache/p/w", Map.of("cacheName", "c")));
        assertThat(purgeCache.names("p/w")).containsExactly("c");
        assertThat(stored()).containsExactly("c");
    }

    @Test
    void requestsAreDeletedAnHourAfterTheyExpired() {
        for (String name : List.of("expired", "just-expired", "open")) {
            purgeCache.purge("p/w", name);
        }
        age("expired", "25 hours 1 minute");
        age("just-expired", "24 hours 30 minutes");
        try (PurgeCacheFixture sweeping = purgeCache.startAnother(Map.of("purge-cache.expiration-interval", "1s"))) {
            Await.untilAsserted(() -> assertThat(stored()).containsExactly("just-expired", "open"));
            assertThat(sweeping.names("p/w")).containsExactly("open");
        }
    }

    @Test
    void manyAreDeletedInBatches() {
        purgeCache
                .admin()
                .execute("insert into taskcluster.cache_purges (worker_pool_id, cache_name, before, expires, version)"
                        + " select 'p/w', 'c' || i, now() - interval '3 days', now() - interval '2 days', i"
                        + " from generate_series(1, 2500) i");
        new ExpiredPurges(new PurgeStore(purgeCache.ownDatabase()), clock, Duration.ofHours(1)).delete(() -> {});
        assertThat(stored()).isEmpty();
    }
}
