package taskcluster.purgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.purgecache.PurgeCacheFixture.expect;
import static taskcluster.purgecache.PurgeCacheFixture.names;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITPurgeApi {
    private static final String POOL = "prov/wt";

    private PurgeCacheFixture purgeCache;
    private TestClient root;
    /** A pool for each test, since what was polled is in memory. */
    private String pool;

    private int tests;

    @BeforeAll
    void start() {
        purgeCache = PurgeCacheFixture.start();
        root = purgeCache.root();
    }

    @AfterAll
    void stop() {
        purgeCache.close();
    }

    @BeforeEach
    void anotherPool() {
        purgeCache.admin().execute("delete from taskcluster.cache_purges");
        pool = "test/pool-" + ++tests;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aRequestIsListedForItsPool() {
        Instant start = Instant.now();
        Response accepted = root.post("purge-cache/" + pool, Map.of("cacheName", "level-1-checkouts"));
        assertThat(accepted.status()).isEqualTo(204);
        assertThat(accepted.text()).isEmpty();

        Response listed = expect(200, purgeCache.requests(pool, ""));
        assertThat(listed.body().propertyNames()).containsExactly("requests");
        JsonNode request = listed.body().path("requests").path(0);
        assertThat(listed.body().path("requests")).hasSize(1);
        assertThat(request.propertyNames()).containsExactly("provisionerId", "workerType", "cacheName", "before");
        assertThat(request.path("provisionerId").asString()).isEqualTo("test");
        assertThat("test/" + request.path("workerType").asString()).isEqualTo(pool);
        assertThat(request.path("cacheName").asString()).isEqualTo("level-1-checkouts");
        assertThat(Instant.parse(request.path("before").asString())).isBetween(start.minusMillis(1), Instant.now());
        assertThat(purgeCache.names("test/other")).isEmpty();
        assertThat(root.get("purge-cache/" + pool.replace("/", "%2F")).ok()).isEqualTo(listed.body());
    }

    @Test
    @DisplayName("purge-cache-58: a second request for a cache moves the first")
    void aSecondRequestMovesTheFirst() {
        Instant first = purgeCache.purge(pool, "c");
        Instant second = purgeCache.purge(pool, "c");
        while (!second.isAfter(first)) {
            second = purgeCache.purge(pool, "c");
        }
        assertThat(purgeCache.names(pool)).containsExactly("c");
        assertThat(purgeCache.before(pool, "c")).isEqualTo(second);
    }

    @Test
    @DisplayName("purge-cache-59: a request is there at once, though the pool was polled just before")
    void aRequestIsThereAtOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(purgeCache.names(pool)).hasSize(i);
            expect(204, root.post("purge-cache/" + pool, Map.of("cacheName", "c" + i)));
        }
        assertThat(purgeCache.names(pool)).hasSize(100);
    }

    @Test
    void pollingCostsNoQuery() {
        for (int i = 0; i < 50; i++) {
            purgeCache.names("many/pool-" + i);
        }
        long before = purgeCache.ownDatabase().calls();
        for (int i = 0; i < 1000; i++) {
            purgeCache.names("many/pool-" + i % 50);
        }
        assertThat(purgeCache.ownDatabase().calls() - before)
                .as("looks for changes, every two seconds")
                .isLessThan(30);
    }

    @Test
    @DisplayName("purge-cache-60: since includes its own time")
    void sinceIncludesItsOwnTime() {
        Instant before = purgeCache.purge(pool, "c");
        assertThat(names(purgeCache.requests(pool, "?since=" + before))).containsExactly("c");
        assertThat(names(purgeCache.requests(pool, "?since=" + before.plusNanos(999_999))))
                .as("times have whole milliseconds")
                .containsExactly("c");
        assertThat(names(purgeCache.requests(pool, "?since=" + before.plusMillis(1))))
                .isEmpty();
        assertThat(names(purgeCache.requests(
                        pool, "?since=" + encode(before.toString().replace("Z", "+00:00")))))
                .containsExactly("c");
    }

    @ParameterizedTest
    @DisplayName("purge-cache-61: since is a date, and not exactly 1970")
    @ValueSource(
            strings = {
                "abc",
                "",
                "1970-01-01T00:00:00.000Z",
                "1970-01-01T00:00:00Z",
                "1970-01-01T01:00:00+01:00",
                "0",
                "2026-13-01T00:00:00Z",
                "\u0000"
            })
    void sinceThatIsNoDate(String since) {
        Response response = purgeCache.requests(pool, "?since=" + encode(since));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("InvalidRequestArguments");
    }

    @ParameterizedTest
    @DisplayName("purge-cache-61: any other date will do for since")
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00.001Z",
                "1969-12-31T23:59:59.999Z",
                "0001-01-01T00:00:00Z",
                "2020-01-01T00:00:00.123456789+14:00"
            })
    void sinceThatIsADate(String since) {
        purgeCache.purge(pool, "c");
        assertThat(names(purgeCache.requests(pool, "?since=" + encode(since)))).containsExactly("c");
        assertThat(names(purgeCache.requests(pool, "?since=9999-12-31T23:59:59.999Z")))
                .isEmpty();
    }

    @Test
    void anInvalidDateIsNamed() {
        assertThat(purgeCache.requests(pool, "?since=abc").message()).contains("since", "abc", "Invalid Date");
        assertThat(purgeCache.requests(pool, "?until=abc").status()).isEqualTo(400);
        assertThat(purgeCache
                        .requests(pool, "?since=2020-01-01T00:00:00Z&since=2021-01-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @DisplayName("purge-cache-62: a pool has two parts of 1 to 38 characters")
    @ValueSource(
            strings = {"a/b/c", "a", "a/", "/a", "", "a/b%20", "a%2Fb%2Fc", "%C3%A9/b", "a/b%0A", "a/b%00", "list"})
    void badPoolsAreRefused(String bad) {
        Response purge = root.post("purge-cache/" + bad, Map.of("cacheName", "c"));
        assertThat(purge.status()).as(purge.toString()).isEqualTo(400);
        assertThat(purge.code()).isEqualTo("InvalidRequestArguments");
        if (!bad.equals("list")) {
            assertThat(purgeCache.requests(bad, "").status()).isEqualTo(400);
        }
        assertThat(purgeCache.all(10)).isEmpty();
    }

    @Test
    @DisplayName("purge-cache-62: each part of a pool has 38 characters at most")
    void longPools() {
        String most = "a".repeat(38);
        purgeCache.purge(most + "/" + most, "c");
        assertThat(purgeCache.names(most + "/" + most)).containsExactly("c");
        assertThat(purgeCache.requests("a/b" + most, "").status()).isEqualTo(400);
        assertThat(purgeCache.requests("b" + most + "/a", "").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("purge-cache-63: polling needs a scope with two colons")
    void pollingNeedsItsScope() {
        assertThat(purgeCache
                        .client("one", "purge-cache:purge-requests:" + POOL)
                        .get("purge-cache/" + POOL)
                        .status())
                .isEqualTo(403);
        TestClient two = purgeCache.client("two", "purge-cache:purge-requests::" + POOL);
        assertThat(two.get("purge-cache/" + POOL).status()).isEqualTo(200);
        assertThat(two.get("purge-cache/" + POOL + "x").status()).isEqualTo(403);
        assertThat(two.get("purge-cache/list").status()).isEqualTo(403);
        assertThat(two.post("purge-cache/" + POOL, Map.of("cacheName", "c")).status())
                .isEqualTo(403);
        assertThat(root.anonymous().get("purge-cache/" + POOL).status()).isEqualTo(403);
        assertThat(purgeCache
                        .client("all", "purge-cache:all-purge-requests")
                        .get("purge-cache/list")
                        .status())
                .isEqualTo(200);
        assertThat(purgeCache.all(10)).isEmpty();
    }

    @Test
    @DisplayName("purge-cache-65: colons of a cache's name are colons of the scope")
    void colonsInNames() {
        TestClient exact = purgeCache.client("exact", "purge-cache:" + pool + ":a:b");
        assertThat(exact.post("purge-cache/" + pool, Map.of("cacheName", "a:b")).status())
                .isEqualTo(204);
        assertThat(exact.post("purge-cache/" + pool, Map.of("cacheName", "a")).status())
                .isEqualTo(403);
        assertThat(exact.post("purge-cache/" + pool, Map.of("cacheName", "a:bc"))
                        .status())
                .isEqualTo(403);
        TestClient prefix = purgeCache.client("prefix", "purge-cache:" + pool + ":a:*");
        assertThat(prefix.post("purge-cache/" + pool, Map.of("cacheName", "a:x"))
                        .status())
                .isEqualTo(204);
        assertThat(purgeCache.names(pool)).containsExactly("a:b", "a:x");
    }

    @Test
    void allRequestsInTheOrderOfPoolAndCachePageByPage() {
        List<String> all = List.of("a/b A", "a/b b", "a/b \uD83D\uDE00", "a/c a", "a_/b z", "b/a a");
        all.reversed()
                .forEach(request -> purgeCache.purge(
                        request.substring(0, request.indexOf(' ')), request.substring(request.indexOf(' ') + 1)));
        for (int limit : List.of(1, 2, 6, 7)) {
            assertThat(purgeCache.all(limit)).as("pages of %d", limit).isEqualTo(all);
        }
        assertThat(root.get("purge-cache/list").ok().propertyNames()).containsExactly("requests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=x",
                "continuationToken=!!!",
                "continuationToken=WzFd", // [1]
                "continuationToken=WyJhIl0", // ["a"]
                "continuationToken=WyJhIiwiXHUwMDAwIl0", // ["a", a NUL]
                "since=2020-01-01T00:00:00Z"
            })
    void badPagesAreRefused(String query) {
        assertThat(root.get("purge-cache/list?" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "null",
                "[]",
                "{}",
                "{\"cacheName\": 7}",
                "{\"cacheName\": null}",
                "{\"cacheName\": \"a\\u0000\"}",
                "{\"cacheName\": \"a\\ud800\"}",
                "{\"cacheName\": \"a\", \"colour\": \"red\"}"
            })
    void badBodiesAreRefused(String body) {
        assertThat(root.post("purge-cache/" + pool, body).status()).isEqualTo(400);
        assertThat(purgeCache.all(10)).isEmpty();
    }

    @Test
    void namesHaveUpTo2048Bytes() {
        // Of random text, since the database may compress what repeats.
        StringBuilder random = new StringBuilder();
        new Random(1).ints(2048, '!', '~').forEach(c -> random.append((char) c));
        purgeCache.purge(pool, random.toString());
        for (String name : List.of("", "{{x}}", "'; drop table x; --", "a\nb", "é".repeat(1024))) {
            purgeCache.purge(pool, name);
        }
        assertThat(purgeCache.names(pool)).hasSize(6).contains(random.toString(), "");
        assertThat(purgeCache.all(1)).hasSize(6);
        for (String name : List.of(random + "x", "é".repeat(1025))) {
            Response purge = root.post("purge-cache/" + pool, Map.of("cacheName", name));
            assertThat(purge.status()).isEqualTo(400);
            assertThat(purge.message()).contains("`cacheName` must not be longer than 2048 bytes");
        }
    }

    @Test
    void manyAtOnceAreAllAccepted() {
        IntStream.range(0, 60).parallel().forEach(i -> purgeCache.purge(pool, "c" + i % 6));
        assertThat(purgeCache.names(pool)).containsExactly("c0", "c1", "c2", "c3", "c4", "c5");
        assertThat(purgeCache.admin().queryForList("select version from taskcluster.cache_purges", Long.class))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }
}
