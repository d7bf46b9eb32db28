package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.texts;
import static taskcluster.auth.client.ClientCalls.time;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Updating, enabling, disabling and resetting clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITClientChanges {
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
    @DisplayName("auth-67: a disabled client is refused until it is enabled")
    void aDisabledClientIsRefusedUntilItIsEnabled() {
        String token = auth.createClient("on-off", "auth:get-client:*");
        expect(200, calls.use("on-off", token));
        JsonNode disabled = expect(200, root.post("clients/on-off/disable")).body();
        assertThat(disabled.path("disabled").booleanValue()).isTrue();
        Response refused = calls.use("on-off", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.message()).contains("Client with clientId 'on-off' is disabled");
        expect(200, root.post("clients/on-off/disable"));
        JsonNode enabled = expect(200, root.post("clients/on-off/enable")).body();
        assertThat(enabled.path("disabled").booleanValue()).isFalse();
        assertThat(time(enabled, "lastModified")).isAfter(time(disabled, "lastModified"));
        expect(200, calls.use("on-off", token));
        expect(200, root.post("clients/on-off/enable"));
        assertThat(root.post("clients/missing/enable").status()).isEqualTo(404);
        assertThat(root.post("clients/missing/disable").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("auth-67: disabling ends temporary credentials too")
    void disablingEndsTemporaryCredentialsToo() {
        String token = auth.createClient("issuer", "auth:get-client:*");
        TestClient temporary =
                TemporaryCredentials.of("issuer", token, "auth:get-client:*").use(auth.anonymous());
        expect(200, temporary.get("clients/issuer"));
        expect(200, root.post("clients/issuer/disable"));
        assertThat(temporary.get("clients/issuer").status()).isEqualTo(401);
        expect(200, root.post("clients/issuer/enable"));
        expect(200, root.post("clients/issuer/reset"));
        assertThat(temporary.get("clients/issuer").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("auth-68: an expired client is refused")
    void anExpiredClientIsRefused() {
        String token = auth.createClient("short-lived", "auth:get-client:*");
        Instant past = Instant.now().minusSeconds(1);
        expect(200, root.post("clients/short-lived", clientBody(past, "", "auth:get-client:*")));
        Response refused = calls.use("short-lived", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.message()).contains("Client with clientId: 'short-lived' has expired");
        expect(200, root.post("clients/short-lived", clientBody(FAR, "", "auth:get-client:*")));
        expect(200, calls.use("short-lived", token));
    }

    @Test
    @DisplayName("auth-69: resetting replaces the token")
    void resettingReplacesTheToken() {
        String old = auth.createClient("rotated", "auth:get-client:*");
        JsonNode before = root.get("clients/rotated").body();
        auth.events().clear();
        JsonNode after = expect(200, root.post("clients/rotated/reset")).body();
        String token = after.path("accessToken").asString();
        assertThat(token).hasSize(44).isNotEqualTo(old);
        assertThat(calls.use("rotated", old).status()).isEqualTo(401);
        expect(200, calls.use("rotated", token));
        assertThat(time(after, "lastRotated")).isAfter(time(before, "lastRotated"));
        assertThat(after.path("lastModified")).isEqualTo(after.path("lastRotated"));
        assertThat(after.path("created")).isEqualTo(before.path("created"));
        assertThat(auth.events().all())
                .singleElement()
                .satisfies(event -> assertThat(event.exchange()).endsWith("/client-updated"));
        assertThat(root.post("clients/missing/reset").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("auth-70: an update without scopes leaves them")
    void anUpdateWithoutScopesLeavesThem() {
        JsonNode before = expect(200, calls.create("kept", "a", "b")).body();
        auth.events().clear();
        Map<String, Object> body = clientBody(FAR, "new words");
        body.remove("scopes");
        TestClient caller = auth.client("updater", "auth:update-client:kept");
        auth.events().clear();
        JsonNode after = expect(200, caller.post("clients/kept", body)).body();
        assertThat(after.path("scopes")).isEqualTo(before.path("scopes"));
        assertThat(after.path("description").asString()).isEqualTo("new words");
        assertThat(after.has("accessToken")).isFalse();
        assertThat(time(after, "lastModified")).isAfter(time(before, "lastModified"));
        assertThat(after.path("lastRotated")).isEqualTo(before.path("lastRotated"));
        assertThat(auth.events().all())
                .singleElement()
                .satisfies(event -> assertThat(event.exchange()).endsWith("/client-updated"));
        assertThat(auth.client("nobody").post("clients/kept", body).status()).isEqualTo(403);
    }

    @Test
    void deletionOnExpirationCanBeSwitchedOnAndOff() {
        Map<String, Object> body = new LinkedHashMap<>(clientBody(FAR, ""));
        body.put("deleteOnExpiration", true);
        JsonNode client = expect(200, root.put("clients/switched", body)).body();
        assertThat(client.path("deleteOnExpiration").booleanValue()).isTrue();
        body.put("deleteOnExpiration", false);
        client = expect(200, root.post("clients/switched", body)).body();
        assertThat(client.path("deleteOnExpiration").booleanValue()).isFalse();
        body.put("deleteOnExpiration", true);
        client = expect(200, root.post("clients/switched", body)).body();
        assertThat(client.path("deleteOnExpiration").booleanValue()).isTrue();
    }

    @Test
    @DisplayName("auth-71: what the caller lacks can be dropped but not added")
    void whatTheCallerLacksCanBeDroppedButNotAdded() {
        expect(200, calls.create("target", "a", "b"));
        TestClient caller = auth.client("updater", "auth:update-client:target", "c*");
        Response refused = caller.post("clients/target", clientBody(FAR, "", "a", "b", "d", "e", "ca"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        assertThat(refused.message()).contains("\"d\"").contains("\"e\"");
        assertThat(texts(root.get("clients/target"), "scopes")).containsExactly("a", "b");
        expect(200, caller.post("clients/target", clientBody(FAR, "", "b", "ca")));
        assertThat(texts(root.get("clients/target"), "scopes")).containsExactly("b", "ca");
        assertThat(caller.post("clients/target", clientBody(FAR, "", "a")).status())
                .isEqualTo(403);
    }

    @Test
    void narrowingAScopeOfAClientNeedsTheNarrowScope() {
        expect(200, calls.create("target", "a*"));
        TestClient caller = auth.client("updater", "auth:update-client:target");
        assertThat(caller.post("clients/target", clientBody(FAR, "", "ab")).status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("auth-72: a delegated user gives no more than she has")
    void aDelegatedUserGivesNoMoreThanSheHas() {
        auth.setRole("test-role:role1", "scope1a", "scope1b:*");
        auth.setRole("test-role:role2", "scope2");
        auth.setRole("test-role:role3", "scope3a", "scope3b");
        String admin = "test-users/charlene/*";
        TestClient charlene = TemporaryCredentials.of(
                        AuthFixture.ROOT,
                        AuthFixture.token(AuthFixture.ROOT),
                        "assume:test-role:role1",
                        "assume:test-role:role2",
                        "scope3a",
                        "auth:create-client:" + admin,
                        "auth:update-client:" + admin,
                        "auth:delete-client:" + admin)
                .named("test-users/charlene")
                .use(auth.anonymous());
        String path = "clients/" + encode("test-users/charlene/ci");
        expect(200, charlene.put(path, clientBody(FAR, "hers", "assume:test-role:role1", "scope1b:x")));
        Response refused = charlene.post(
                path, clientBody(FAR, "hers", "assume:test-role:role1", "scope1b:x", "assume:test-role:role3"));
        assertThat(refused.status()).isEqualTo(403);
        expect(
                200,
                root.post(
                        path,
                        clientBody(FAR, "hers", "assume:test-role:role1", "scope1b:x", "assume:test-role:role3")));
        expect(
                200,
                charlene.post(path, clientBody(FAR, "still hers", "assume:test-role:role1", "assume:test-role:role3")));
        expect(200, charlene.post(path, clientBody(FAR, "hers", "assume:test-role:role1", "scope3a")));
        assertThat(texts(root.get(path), "expandedScopes"))
                .containsExactly("assume:test-role:role1", "scope1a", "scope1b:*", "scope3a");
        assertThat(charlene.post(path, clientBody(FAR, "hers", "assume:test-role:role3"))
                        .status())
                .isEqualTo(403);
        assertThat(charlene.put("clients/test-users%2Fother", clientBody(FAR, ""))
                        .status())
                .isEqualTo(403);
        expect(204, charlene.delete(path));
    }

    @Test
    @DisplayName("auth-49: scopes may not end in two stars")
    void scopesMayNotEndInTwoStars() {
        Response refused = calls.create("stars", "foo:***");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("scopes must not end with `**`");
        expect(200, calls.create("stars"));
        assertThat(calls.update("stars", "foo:**").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("auth-110: who may not change a client does not learn whether it exists")
    void whoMayNotChangeAClientDoesNotLearnWhetherItExists() {
        assertThat(auth.anonymous()
                        .post("clients/missing", clientBody(FAR, "", "s"))
                        .status())
                .isEqualTo(403);
        Response missing = calls.update("missing", "s");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo("ResourceNotFound");
        // Those whose scopes come from the path are asked for them first of all.
        assertThat(auth.anonymous()
                        .delete("clients/" + encode("static/taskcluster/queue"))
                        .status())
                .isEqualTo(403);
        // A caller who may update, but not give the scope, learns of the missing client before.
        TestClient updater = auth.client("updater", "auth:update-client:*");
        assertThat(updater.post("clients/missing", clientBody(FAR, "", "s")).status())
                .isEqualTo(404);
    }

    @Test
    void expiryMayBeAnyTimeThatCanBeWritten() {
        Map<String, Object> body = clientBody(FAR, "");
        body.put("expires", "2030-05-01T02:00:00.123456789+02:00");
        assertThat(expect(200, root.put("clients/x", body))
                        .body()
                        .path("expires")
                        .asString())
                .isEqualTo("2030-05-01T00:00:00.123Z");
        expect(200, root.put("clients/x", body));
        for (String bad : List.of(
                "9999-12-31T23:59:59-10:00",
                "0000-01-01T00:00:00Z",
                "2030-13-01T00:00:00Z",
                "tomorrow",
                "2030-02-30T00:00:00Z")) {
            body.put("expires", bad);
            Response refused = root.post("clients/x", body);
            assertThat(refused.status()).as(bad + " " + refused).isEqualTo(400);
        }
        body.put("expires", "0001-01-01T00:00:00Z");
        expect(200, root.post("clients/x", body));
        body.put("expires", "9999-12-31T23:59:59.999Z");
        expect(200, root.post("clients/x", body));
    }

    @Test
    void changesAreInTheAuditHistory() {
        expect(200, calls.create("audited"));
        expect(200, calls.update("audited"));
        expect(200, root.post("clients/audited/reset"));
        expect(200, root.post("clients/audited/disable"));
        expect(200, root.post("clients/audited/enable"));
        expect(204, root.delete("clients/audited"));
        assertThat(auth.admin()
                        .queryForList(
                                "select action_type from taskcluster.audit_history where entity_type = 'client'"
                                        + " and entity_id = 'audited' and client_id = ? order by id",
                                String.class,
                                AuthFixture.ROOT))
                .containsExactly(
                        "created", "updated", "access token reset", "client disabled", "client enabled", "deleted");
    }
}
