package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.auth.AuthFixture;
import taskcluster.core.Json;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.KeyRotation;
import taskcluster.testing.Await;
import taskcluster.testing.TestDatabase;

/** Access tokens get another key while auth runs and gives out new ones. */
class ITRotateKeys {
    private static final int CLIENTS = 60;

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private AuthFixture start(String... keyIds) {
        return AuthFixture.start(AuthFixture.builder().database(database).property("auth.crypto-keys", keys(keyIds)));
    }

    private static String keys(String... ids) {
        return Json.MAPPER.writeValueAsString(
                Arrays.stream(ids).map(ITRotateKeys::key).toList());
    }

    private static Map<String, String> key(String id) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) id.charAt(0));
        return Map.of("id", id, "algo", "aes-256", "key", Base64.getEncoder().encodeToString(bytes));
    }

    private static int use(AuthFixture auth, String clientId, String token) {
        return auth.anonymous().as(clientId, token).get("scopes/current").status();
    }

    private long rotate() throws Exception {
        long[] replaced = new long[1];
        KeyRotation rotation = new KeyRotation(database.admin(), ColumnEncryption.fromJson(keys("old", "new")));
        rotation.run(rotation.services(), outcome -> replaced[0] += outcome.replaced());
        return replaced[0];
    }

    private static List<String> keysInUse(AuthFixture auth) {
        return auth.admin()
                .queryForList(
                        "select distinct encrypted_access_token ->> 'kid' from taskcluster.clients order by 1",
                        String.class);
    }

    @Test
    void keysAreReplacedWhileAuthRuns() throws Exception {
        Map<String, String> tokens = new ConcurrentHashMap<>();
        try (AuthFixture before = start("old")) {
            for (int i = 0; i < CLIENTS; i++) {
                tokens.put("client-" + i, before.createClient("client-" + i, "auth:current-scopes"));
            }
        }
        // First every process learns the new key, as one that does not encrypt yet ...
        try (AuthFixture one = start("new", "old");
                AuthFixture two = start("new", "old")) {
            assertThat(keysInUse(one)).containsExactly("old");
            assertThat(use(two, "client-0", tokens.get("client-0"))).isEqualTo(200);
        }
        // ... then every process encrypts with it, and what there is follows.
        try (AuthFixture one = start("old", "new");
                AuthFixture two = start("old", "new");
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean done = new AtomicBoolean();
            List<Future<Integer>> resets = List.of(
                    executor.submit(() -> resetUntil(done, one, 0, tokens)),
                    executor.submit(() -> resetUntil(done, two, 1, tokens)));
            long replaced = 0;
            Callable<Long> rotation = this::rotate;
            for (Future<Long> each : executor.invokeAll(List.of(rotation, rotation))) {
                replaced += each.get();
            }
            done.set(true);
            for (Future<Integer> each : resets) {
                assertThat(each.get()).isPositive();
            }
            assertThat(replaced).isPositive().isLessThanOrEqualTo(CLIENTS + 20);
            assertThat(keysInUse(one)).containsExactly("new");
            tokens.forEach((clientId, token) -> {
                for (AuthFixture auth : List.of(one, two)) {
                    // The other process may hear of the last resets a moment later.
                    Await.until(clientId, () -> use(auth, clientId, token) == 200);
                }
            });
            assertThat(rotate()).isZero();
        }
        // Nobody needs the old key any more.
        try (AuthFixture after = start("new")) {
            tokens.forEach((clientId, token) ->
                    assertThat(use(after, clientId, token)).as(clientId).isEqualTo(200));
        }
    }

    /** Resets the token of every other client, at least once around. */
    private static int resetUntil(AtomicBoolean done, AuthFixture auth, int first, Map<String, String> tokens) {
        int resets = 0;
        for (int i = first; !done.get() || i < CLIENTS; i += 2) {
            String clientId = "client-" + i % CLIENTS;
            tokens.put(
                    clientId,
                    expect(200, auth.root().post("clients/" + clientId + "/reset"))
                            .body()
                            .path("accessToken")
                            .asString());
            resets++;
        }
        return resets;
    }
}
