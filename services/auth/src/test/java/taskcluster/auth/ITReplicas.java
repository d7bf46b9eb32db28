package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** Two processes on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITReplicas {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private AuthFixture one;
    private AuthFixture two;

    @BeforeAll
    void start() {
        one = AuthFixture.start();
        two = one.startAnother(Map.of());
    }

    @AfterAll
    void stop() {
        two.close();
        one.close();
    }

    private static int use(AuthFixture where, String clientId, String token) {
        return where.anonymous().as(clientId, token).get("scopes/current").status();
    }

    private void awaitUse(AuthFixture where, String clientId, String token, int status) {
        Await.until(clientId + " to get " + status, SECOND, () -> use(where, clientId, token) == status);
    }

    @Test
    @DisplayName("auth-97: changes of a client are seen within a second")
    void changesOfAClientAreSeenWithinASecond() {
        String first = one.createClient("moving", "auth:current-scopes");
        assertThat(use(one, "moving", first)).isEqualTo(200);
        awaitUse(two, "moving", first, 200);

        expect(200, two.root().post("clients/moving/disable"));
        assertThat(use(two, "moving", first)).isEqualTo(401);
        awaitUse(one, "moving", first, 401);

        expect(200, one.root().post("clients/moving/enable"));
        awaitUse(two, "moving", first, 200);

        String second = expect(200, two.root().post("clients/moving/reset"))
                .body()
                .path("accessToken")
                .asString();
        awaitUse(one, "moving", first, 401);
        awaitUse(one, "moving", second, 200);

        expect(200, one.root().post("clients/moving", clientBody(FAR, "", "other")));
        awaitUse(two, "moving", second, 403);

        expect(200, one.root().post("clients/moving", clientBody(Instant.EPOCH, "", "auth:current-scopes")));
        awaitUse(two, "moving", second, 401);

        expect(204, two.root().delete("clients/moving"));
        awaitUse(one, "moving", second, 401);
    }

    @Test
    @DisplayName("auth-97: changes of a role are seen within a second")
    void changesOfARoleAreSeenWithinASecond() {
        String token = one.createClient("assuming", "assume:moving");
        awaitUse(two, "assuming", token, 403);

        expect(200, one.root().put("roles/moving", roleBody("", "auth:current-scopes")));
        assertThat(use(one, "assuming", token)).isEqualTo(200);
        awaitUse(two, "assuming", token, 200);

        expect(200, two.root().post("roles/moving", roleBody("", "nothing")));
        assertThat(use(two, "assuming", token)).isEqualTo(403);
        awaitUse(one, "assuming", token, 403);

        expect(200, two.root().post("roles/moving", roleBody("", "auth:current-scopes")));
        awaitUse(one, "assuming", token, 200);
        expect(204, one.root().delete("roles/moving"));
        awaitUse(two, "assuming", token, 403);
    }

    @Test
    @DisplayName("auth-97: what no event tells is found by reloading")
    void whatNoEventTellsIsFoundByReloading() {
        try (AuthFixture reloading = one.startAnother(Map.of("auth.reload-interval", "1s"))) {
            String token = one.createClient("behind", "auth:current-scopes");
            one.admin().update("update taskcluster.clients set disabled = true where client_id = 'behind'");
            Await.until("the reload", () -> use(reloading, "behind", token) == 401);
        }
    }

    @Test
    @DisplayName("auth-46: a cycle cannot be made through two processes")
    void aCycleCannotBeMadeThroughTwoProcesses() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 15; round++) {
                String left = "left-" + round;
                String right = "right-" + round;
                expect(200, one.root().put("roles/" + left, roleBody("")));
                expect(200, one.root().put("roles/" + right, roleBody("")));
                List<Callable<Response>> race = List.of(
                        () -> one.root().post("roles/" + left, roleBody("", "assume:" + right)),
                        () -> two.root().post("roles/" + right, roleBody("", "assume:" + left)));
                List<Integer> statuses = new ArrayList<>();
                for (Future<Response> reply : executor.invokeAll(race)) {
                    statuses.add(reply.get().status());
                }
                assertThat(statuses).containsExactlyInAnyOrder(200, 400);
            }
        }
    }

    @Test
    void updatesOfDifferentRolesInTwoProcessesAllSucceed() throws Exception {
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            TestClient client = (i % 2 == 0 ? one : two).root();
            String path = "roles/" + encode("many/" + i);
            calls.add(() -> client.put(path, roleBody("", "scope:" + path)));
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Response> reply : executor.invokeAll(calls)) {
                expect(200, reply.get());
            }
        }
    }

    @Test
    @DisplayName("auth-77: two processes can start at once")
    void twoProcessesCanStartAtOnce() throws Exception {
        one.admin().update("delete from taskcluster.clients where client_id = 'static/taskcluster/hooks'");
        List<Callable<AuthFixture>> starts =
                List.of(() -> one.startAnother(Map.of()), () -> one.startAnother(Map.of()));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<AuthFixture> started : executor.invokeAll(starts)) {
                try (AuthFixture replica = started.get()) {
                    String hooks = "static/taskcluster/hooks";
                    assertThat(replica.anonymous()
                                    .as(hooks, AuthFixture.token(hooks))
                                    .get("roles/")
                                    .status())
                            .isEqualTo(403);
                }
            }
        }
    }
}
