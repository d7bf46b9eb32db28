package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.testing.Await;

/** Two processes that know a hundred thousand clients and a hundred thousand roles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITLargeDeployment {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MANY = 100_000;
    private static final String TOKEN = "token-of-all-the-clients-there-are";

    private AuthFixture one;
    private AuthFixture two;

    @BeforeAll
    void start() {
        one = AuthFixture.start();
        String encrypted = ColumnEncryption.fromJson(AuthFixture.cryptoKeys()).encrypt(TOKEN);
        one.admin()
                .update(
                        "insert into taskcluster.clients select 'many-' || i, '', ?::jsonb, now() + interval '1 year',"
                                + " false, array['assume:repo:host/org-' || i % 100 || '/repo-' || i || ':branch:x'],"
                                + " false, now(), now(), now(), now() from generate_series(1, ?) i",
                        encrypted, MANY);
        one.admin()
                .update(
                        "insert into taskcluster.roles (role_id, description, scopes, created, last_modified)"
                                + " select 'repo:host/org-' || i % 100 || '/repo-' || i || ':*', '',"
                                + " array['index:' || i || '.<..>', 'assume:project:p-' || i % 10, 'queue:route:' || i],"
                                + " now(), now() from generate_series(1, ?) i",
                        MANY);
        one.admin().update("update taskcluster.role_set set version = version + 1, known_since = version + 1");
        two = one.startAnother(Map.of());
        // This tells the first process, which now reads all roles, as it cannot be told which of them have changed.
        expect(200, two.root().put("roles/project:p-7", roleBody("", "auth:current-scopes")));
    }

    @AfterAll
    void stop() {
        two.close();
        one.close();
    }

    private static int use(AuthFixture where, String clientId) {
        return where.anonymous().as(clientId, TOKEN).get("scopes/current").status();
    }

    @Test
    void case97_changesAreSeenWithinASecond() {
        String client = "many-77777";
        assertThat(use(two, client)).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            expect(200, two.root().post("roles/project:p-7", roleBody("", "other")));
            assertThat(use(two, client)).isEqualTo(403);
            expect(200, two.root().post("clients/many-77777/disable"));
            assertThat(use(two, client)).isEqualTo(401);
            expect(200, two.root().post("clients/many-77777/enable"));
            expect(200, two.root().post("roles/project:p-7", roleBody("", "auth:current-scopes")));
            assertThat(use(two, client)).isEqualTo(200);
        }
        try (AuthFixture three = one.startAnother(Map.of("auth.reload-interval", "1s"))) {
            // It looks through everything all the time, which must not keep it from hearing of changes.
            for (int i = 0; i < 3; i++) {
                expect(200, two.root().post("roles/project:p-7", roleBody("", "other")));
                Await.until("the role to lose its scope", SECOND, () -> use(three, client) == 403);
                expect(200, two.root().post("roles/project:p-7", roleBody("", "auth:current-scopes")));
                Await.until("the role to get it back", SECOND, () -> use(three, client) == 200);
                expect(200, two.root().post("clients/many-77777/disable"));
                Await.until("the client to be disabled", SECOND, () -> use(three, client) == 401);
                expect(200, three.root().post("clients/many-77777/enable"));
                Await.until("the client to be enabled", SECOND, () -> use(two, client) == 200);
            }
            expect(200, three.root().put("clients/many-new", clientBody(FAR, "", "a")));
        }
    }
}
