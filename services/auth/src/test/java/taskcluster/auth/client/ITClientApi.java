package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;
import static taskcluster.auth.AuthFixture.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Creating, reading, listing and deleting clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITClientApi {
    private AuthFixture auth;
    private TestClient root;
    private ClientCalls calls;

    @BeforeAll
    void start() {
        auth = AuthFixture.start();
        root = auth.root();
        calls = new ClientCalls(auth);
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    @BeforeEach
    void clear() {
        calls.deleteAll();
    }

    @Test
    @DisplayName("auth-63: a new client has what it was given and a token")
    void aNewClientHasWhatItWasGivenAndAToken() {
        Map<String, Object> body = clientBody(FAR, "a client");
        body.remove("scopes");
        auth.events().clear();
        JsonNode client = expect(200, root.put("clients/team%2Fnew", body)).body();
        assertThat(client.path("accessToken").asString()).hasSize(44).matches("[A-Za-z0-9_-]+");
        assertThat(client.path("clientId").asString()).isEqualTo("team/new");
        assertThat(client.path("description").asString()).isEqualTo("a client");
        assertThat(client.path("expires").asString()).isEqualTo("2100-01-01T00:00:00.000Z");
        assertThat(client.path("scopes")).isEmpty();
        assertThat(client.path("expandedScopes")).isEmpty();
        assertThat(client.path("disabled").booleanValue()).isFalse();
        assertThat(client.path("deleteOnExpiration").booleanValue()).isFalse();
        for (String key : List.of("lastModified", "lastDateUsed", "lastRotated")) {
            assertThat(client.path(key)).isEqualTo(client.path("created"));
        }
        Event event = auth.events().all().getFirst();
        assertThat(event.exchange()).isEqualTo("exchange/taskcluster-auth/v1/client-created");
        assertThat(event.routingKey()).isEqualTo("_");
        assertThat(event.payload()).isEqualToIgnoringWhitespace("{\"version\":1,\"clientId\":\"team/new\"}");
        JsonNode read = expect(200, root.get("clients/team%2Fnew")).body();
        assertThat(read.has("accessToken")).isFalse();
        assertThat(read.properties()).isSubsetOf(client.properties());
    }

    @Test
    void theTokenIsEncryptedInTheDatabase() {
        String token = auth.createClient("kept-secret");
        String stored = auth.admin()
                .queryForObject(
                        "select c::text from taskcluster.clients c where client_id = 'kept-secret'", String.class);
        assertThat(stored).doesNotContain(token).contains("kid");
    }

    @Test
    @DisplayName("auth-64: repeating the call gives the same token")
    void repeatingTheCallGivesTheSameToken() {
        Response first = expect(200, calls.create("again", "b", "a"));
        Response second = expect(200, calls.create("again", "a", "b"));
        assertThat(second.body()).isEqualTo(first.body());
        Response conflict = root.put("clients/again", clientBody(FAR, "another", "a", "b"));
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("RequestConflict");
        assertThat(conflict.message()).contains("Client already exists");
        assertThat(calls.create("again", "a").status()).isEqualTo(409);
        assertThat(root.put("clients/again", clientBody(FAR.plusSeconds(1), "a client", "a", "b"))
                        .status())
                .isEqualTo(409);
        expect(200, root.post("clients/again/disable"));
        assertThat(calls.create("again", "a", "b").status()).isEqualTo(409);
        expect(200, root.post("clients/again/enable"));
        expect(200, calls.create("again", "a", "b"));
    }

    @Test
    @DisplayName("auth-64: after a quarter of an hour it is a conflict")
    void afterAQuarterOfAnHourItIsAConflict() {
        expect(200, calls.create("old"));
        auth.admin()
                .update("update taskcluster.clients set created = created - interval '14 minutes'"
                        + " where client_id = 'old'");
        expect(200, calls.create("old"));
        auth.admin()
                .update("update taskcluster.clients set created = created - interval '2 minutes'"
                        + " where client_id = 'old'");
        assertThat(calls.create("old").status()).isEqualTo(409);
    }

    @Test
    @DisplayName("auth-65: a change and its event happen together or not at all")
    void aChangeAndItsEventHappenTogetherOrNotAtAll() {
        expect(200, calls.create("before"));
        JsonNode before = root.get("clients/before").body();
        auth.database().whileEventsAreRefused(() -> {
            assertThat(calls.create("after").status()).isEqualTo(500);
            assertThat(calls.update("before", "s").status()).isEqualTo(500);
            assertThat(root.post("clients/before/reset").status()).isEqualTo(500);
            assertThat(root.post("clients/before/disable").status()).isEqualTo(500);
            assertThat(root.delete("clients/before").status()).isEqualTo(500);
        });
        assertThat(root.get("clients/after").status()).isEqualTo(404);
        assertThat(root.get("clients/before").body()).isEqualTo(before);
        expect(200, calls.create("after"));
    }

    @Test
    @DisplayName("auth-66: callers need the scopes and the right token")
    void callersNeedTheScopesAndTheRightToken() {
        TestClient nobody = auth.client("nobody");
        assertThat(nobody.put("clients/x", clientBody(FAR, "")).status()).isEqualTo(403);
        Response wrong = root.as(AuthFixture.ROOT, "wrong").put("clients/x", clientBody(FAR, ""));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("AuthenticationFailed");
        TestClient creator = auth.client("creator", "auth:create-client:team/*", "z*");
        assertThat(creator.put("clients/team%2Fx", clientBody(FAR, "", "y", "zb"))
                        .status())
                .isEqualTo(403);
        assertThat(creator.put("clients/other", clientBody(FAR, "", "zb")).status())
                .isEqualTo(403);
        expect(200, creator.put("clients/team%2Fx", clientBody(FAR, "", "zb", "z*")));
    }

    @Test
    @DisplayName("auth-73: deleting is idempotent but not for static clients")
    void deletingIsIdempotentButNotForStaticClients() {
        String token = auth.createClient("doomed", "auth:get-client:*");
        auth.events().clear();
        expect(204, root.delete("clients/doomed"));
        expect(204, root.delete("clients/doomed"));
        assertThat(auth.events().of("client-deleted")).hasSize(2);
        assertThat(root.get("clients/doomed").status()).isEqualTo(404);
        assertThat(root.get("clients/doomed").message()).contains("Client not found");
        Response refused = calls.use("doomed", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.message()).contains("Client with clientId 'doomed' not found");
    }

    @Test
    @DisplayName("auth-73: static clients cannot be changed")
    void staticClientsCannotBeChanged() {
        String path = "clients/" + encode("static/taskcluster/queue");
        Map<String, Object> body = clientBody(FAR, "mine");
        for (Response refused : List.of(
                root.delete(path),
                root.put(path, body),
                root.post(path, body),
                root.post(path + "/reset"),
                root.post(path + "/enable"),
                root.post(path + "/disable"),
                root.put("clients/" + encode("static/new"), body),
                // These two are refused before anybody asks for scopes.
                auth.anonymous().put(path, body),
                auth.anonymous().post(path, body))) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("InputError");
            assertThat(refused.message()).contains("`static/`");
        }
    }

    @Test
    @DisplayName("auth-74: lists can be filtered and read page by page")
    void listsCanBeFilteredAndReadPageByPage() {
        for (String clientId : List.of("p/a", "p/b", "p/c", "p/d", "q/e")) {
            expect(200, calls.create(clientId));
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page =
                    expect(200, root.get("clients/?prefix=p/&limit=3" + token)).body();
            page.path("clients")
                    .forEach(client -> seen.add(client.path("clientId").asString()));
            token = page.has("continuationToken")
                    ? "&continuationToken=" + page.path("continuationToken").asString()
                    : "";
            pages++;
        } while (!token.isEmpty());
        assertThat(seen).containsExactly("p/a", "p/b", "p/c", "p/d");
        assertThat(pages).isEqualTo(2);
        assertThat(root.get("clients/?prefix=p/&limit=4").body().has("continuationToken"))
                .isFalse();
        assertThat(root.get("clients/?prefix=nothing").body().path("clients")).isEmpty();
        assertThat(root.get("clients/").body().path("clients")).hasSize(12 + 5);
        assertThat(auth.client("nobody").get("clients/").status()).isEqualTo(403);
    }

    @Test
    @DisplayName("auth-74: bad pages are refused")
    void badPagesAreRefused() {
        expect(200, calls.create("p/a"));
        expect(200, calls.create("p/b"));
        String token = root.get("clients/?prefix=p/&limit=1")
                .body()
                .path("continuationToken")
                .asString();
        assertThat(root.get("clients/?prefix=q/&limit=1&continuationToken=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(root.get("clients/?limit=1&continuationToken=" + token).status())
                .isEqualTo(400);
        for (String query : List.of(
                "limit=0", "limit=-1", "limit=x", "continuationToken=FOOBAR", "continuationToken=", "prefix=%20")) {
            assertThat(root.get("clients/?" + query).status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void aPageHoldsNoMoreThanAThousandClients() {
        auth.admin()
                .update("insert into taskcluster.clients (client_id, description, encrypted_access_token, expires,"
                        + " scopes, delete_on_expiration, created, last_modified, last_date_used, last_rotated)"
                        + " select 'many/' || lpad(n::text, 5, '0'), '', '{}', '2100-01-01', '{}', false, now(), now(), now(),"
                        + " now() from generate_series(1, 1001) n");
        try {
            JsonNode page =
                    expect(200, root.get("clients/?prefix=many/&limit=5000")).body();
            assertThat(page.path("clients")).hasSize(1000);
            JsonNode rest = expect(
                            200,
                            root.get("clients/?prefix=many/&continuationToken="
                                    + page.path("continuationToken").asString()))
                    .body();
            assertThat(rest.path("clients")).hasSize(1);
        } finally {
            auth.admin().update("delete from taskcluster.clients where client_id like 'many/%'");
        }
    }

    @Test
    @DisplayName("auth-75: without credentials only the anonymous role counts")
    void withoutCredentialsOnlyTheAnonymousRoleCounts() {
        expect(200, calls.create("shown"));
        assertThat(auth.anonymous().get("clients/shown").status()).isEqualTo(403);
        auth.setRole("anonymous", "auth:get-client:*");
        try {
            assertThat(expect(200, auth.anonymous().get("clients/shown")).body())
                    .isEqualTo(root.get("clients/shown").body());
        } finally {
            expect(204, root.delete("roles/anonymous"));
        }
        assertThat(auth.anonymous().get("clients/shown").status()).isEqualTo(403);
    }

    @Test
    void expandedScopesFollowTheRoles() {
        expect(200, calls.create("assuming", "assume:given"));
        expect(200, root.put("roles/given", roleBody("", "x")));
        assertThat(texts(root.get("clients/assuming"), "expandedScopes")).containsExactly("assume:given", "x");
        expect(200, root.post("roles/given", roleBody("", "y")));
        assertThat(texts(root.get("clients/assuming"), "expandedScopes")).containsExactly("assume:given", "y");
        expect(204, root.delete("roles/given"));
        assertThat(texts(root.get("clients/assuming"), "expandedScopes")).containsExactly("assume:given");
    }

    @Test
    @DisplayName("auth-104: authorisation comes before the form of parameters")
    void authorisationComesBeforeTheFormOfParameters() {
        TestClient nobody = auth.client("nobody");
        String path = "clients/" + encode("not a client id");
        assertThat(nobody.get(path).status()).isEqualTo(403);
        Response refused = root.get(path);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InvalidRequestArguments");
    }
}
