package taskcluster.auth.role;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;
import static taskcluster.auth.AuthFixture.texts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.auth.AuthFixture;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITRoleApi {
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        auth = AuthFixture.start();
        root = auth.root();
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    @BeforeEach
    void clear() {
        texts(root.get("roleids/"), "roleIds").forEach(roleId -> root.delete("roles/" + encode(roleId)));
    }

    private Response create(String roleId, String... scopes) {
        return root.put("roles/" + encode(roleId), roleBody("", scopes));
    }

    private Response update(String roleId, String... scopes) {
        return root.post("roles/" + encode(roleId), roleBody("", scopes));
    }

    private List<String> roleIds() {
        return texts(root.get("roleids/"), "roleIds");
    }

    private void assertCycle(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("InputError");
        assertThat(response.message()).contains("Roles may not contain dependency cycles, found: 'assume:");
    }

    @Test
    void case45_aRoleMayNotLeadBackToItself() {
        assertCycle(create("a", "assume:a"));
        expect(200, create("c", "assume:a"));
        expect(200, create("b", "assume:c"));
        Response closing = create("a", "assume:b");
        assertCycle(closing);
        assertThat(closing.message())
                .contains("'assume:a'")
                .contains("'assume:b'")
                .contains("'assume:c'");
        assertThat(roleIds()).containsExactly("b", "c");
    }

    @Test
    void case45_theOrderOfCreationDoesNotMatter() {
        expect(200, create("b", "assume:c"));
        expect(200, create("a", "assume:b"));
        assertCycle(create("c", "assume:a"));
    }

    @Test
    void case46_theWorstParameterCounts() {
        expect(200, create("test*", "assume:other<..>x"));
        assertCycle(create("other*", "assume:te<..>"));
    }

    @Test
    void case47_aCycleThroughParametersIsFoundOnCreationAndUpdate() {
        expect(200, create("a*", "assume:b<..>"));
        assertCycle(create("b*", "assume:a<..>x"));
        expect(200, create("test-1:*", "assume:test-2:<..>"));
        expect(200, create("test-2:*"));
        assertCycle(update("test-2:*", "assume:test-1:<..>"));
        assertThat(texts(root.get("roles/" + encode("test-2:*")), "scopes")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b<..>c<..>", "b*<..>"})
    void case48_ambiguousMarkersAreRefusedInPrefixRolesOnly(String scope) {
        Response refused = create("prefix*", scope);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains("parameterized scope '" + scope + "'");
        expect(200, create("literal", scope));
        expect(200, create("other*"));
        assertThat(update("other*", scope).status()).isEqualTo(400);
        expect(200, update("literal", scope));
    }

    @Test
    void case49_scopesMayNotEndInTwoStars() {
        Response refused = create("r", "foo:***", "bar");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains("scopes must not end with `**`").contains("foo:***");
        expect(200, create("r", "bar"));
        assertThat(update("r", "foo:**").message()).contains("scopes must not end with `**`");
        // Even without credentials, for this is checked before them.
        assertThat(auth.anonymous().put("roles/r", roleBody("", "foo:**")).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "as*", "assume*", "assume:*"})
    void case50_noRoleCanGiveEverything(String scope) {
        assertCycle(create("r", scope));
    }

    @Test
    void case51_creatingTwiceIsCreatingOnce() throws Exception {
        auth.events().clear();
        Response first = expect(200, create("same", "z", "x*"));
        Response second = expect(200, create("same", "x*", "z"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(texts(first, "scopes")).containsExactly("x*", "z");
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(() -> create("together", "x"));
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Response> reply : executor.invokeAll(calls)) {
                expect(200, reply.get());
            }
        }
        assertThat(roleIds()).containsExactly("same", "together");
        assertThat(auth.events().of("role-created")).hasSize(10);
    }

    @Test
    void case52_creatingAnotherRoleOfTheSameIdIsAConflict() {
        expect(200, create("same", "a"));
        Response conflict = create("same", "b");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("RequestConflict");
        assertThat(conflict.message()).contains("Role already exists");
        assertThat(root.put("roles/same", roleBody("other words", "a")).status())
                .isEqualTo(409);
        assertThat(roleIds()).containsExactly("same");
        assertThat(texts(root.get("roles/same"), "scopes")).containsExactly("a");
    }

    @Test
    void case53_aChangeAndItsEventHappenTogetherOrNotAtAll() {
        auth.database().whileEventsAreRefused(() -> {
            assertThat(create("r", "a").status()).isEqualTo(500);
            assertThat(root.delete("roles/r").status()).isEqualTo(500);
        });
        assertThat(root.get("roles/r").status()).isEqualTo(404);
        expect(200, create("r", "a"));
    }

    @Test
    void case54_deletingIsIdempotent() {
        expect(200, create("r", "a"));
        auth.events().clear();
        expect(204, root.delete("roles/r"));
        expect(204, root.delete("roles/r"));
        assertThat(root.get("roles/r").status()).isEqualTo(404);
        assertThat(root.get("roles/r").message()).contains("Role not found");
        assertThat(auth.events().of("role-deleted")).hasSize(2);
    }

    @Test
    void case55_anyPrintableTextIsARoleId() {
        String roleId = Slugid.nice() + "/test ?test=1";
        expect(200, create(roleId, "a"));
        Response read = expect(200, root.get("roles/" + encode(roleId)));
        assertThat(read.body().path("roleId").asString()).isEqualTo(roleId);
        assertThat(roleIds()).containsExactly(roleId);
        expect(204, root.delete("roles/" + encode(roleId)));
    }

    @Test
    void case56_expandedScopesTellWhatAssumingTheRoleGives() {
        expect(200, create("sub-*", "s:<..>"));
        Response created = expect(200, create("pre:*", "x:<..>/y", "assume:sub-1"));
        assertThat(texts(created, "expandedScopes")).containsExactly("assume:pre:*", "assume:sub-1", "s:1", "x:*");
        assertThat(texts(created, "scopes")).containsExactly("assume:sub-1", "x:<..>/y");
        assertThat(root.get("roles/" + encode("pre:*")).body()).isEqualTo(created.body());
    }

    @Test
    void case57_updatingMovesLastModifiedAndAnnouncesIt() {
        JsonNode before = expect(200, create("r", "a")).body();
        assertThat(before.path("lastModified")).isEqualTo(before.path("created"));
        auth.events().clear();
        JsonNode last = before;
        for (int i = 0; i < 5; i++) {
            JsonNode after = expect(200, update("r", "a", "b" + i)).body();
            assertThat(Instant.parse(after.path("lastModified").asString()))
                    .isAfter(Instant.parse(last.path("lastModified").asString()));
            assertThat(after.path("created")).isEqualTo(before.path("created"));
            last = after;
        }
        List<Event> events = auth.events().all();
        assertThat(events).hasSize(5).allSatisfy(event -> {
            assertThat(event.exchange()).isEqualTo("exchange/taskcluster-auth/v1/role-updated");
            assertThat(event.routingKey()).isEqualTo("_");
            assertThat(event.cc()).isEmpty();
            assertThat(event.payload()).isEqualToIgnoringWhitespace("{\"version\":1,\"roleId\":\"r\"}");
        });
    }

    @Test
    void case58_whatTheCallerHasCanBeAdded() {
        TestClient caller =
                auth.client("case58", "auth:update-role:r", "scope:exact", "scope:caller-has:b*", "assume:via");
        expect(200, create("via", "scope:via-role"));
        expect(200, create("r"));
        expect(200, caller.post("roles/r", roleBody("", "scope:exact")));
        expect(200, caller.post("roles/r", roleBody("", "scope:exact", "scope:caller-has:bxx")));
        expect(200, caller.post("roles/r", roleBody("", "scope:via-role", "assume:via")));
        assertThat(texts(root.get("roles/r"), "scopes")).containsExactly("assume:via", "scope:via-role");
    }

    @Test
    void case59_whatTheRoleConveysAlreadyIsFree() {
        TestClient caller = auth.client("case59", "auth:update-role:r");
        expect(200, create("sub", "scope:sub-role-has:*"));
        expect(200, create("r", "scope:role-has:*", "assume:sub"));
        expect(
                200,
                caller.post(
                        "roles/r",
                        roleBody("", "scope:role-has:*", "assume:sub", "scope:role-has:x", "scope:sub-role-has:xyz")));
        expect(200, caller.post("roles/r", roleBody("", "scope:role-has:y")));
    }

    @Test
    void case60_whatNobodyHasCannotBeAddedButAnythingCanBeRemoved() {
        TestClient caller = auth.client("case60", "auth:update-role:r");
        expect(200, create("r", "a", "b"));
        Response refused = caller.post("roles/r", roleBody("", "a", "b", "c"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        assertThat(refused.message()).contains("c");
        expect(200, caller.post("roles/r", roleBody("", "b")));
        expect(200, caller.post("roles/r", roleBody("")));
        assertThat(caller.post("roles/r", roleBody("", "a")).status()).isEqualTo(403);
    }

    @Test
    void case61_listsCanBeReadPageByPage() {
        List<String> expected = List.of("a", "b*", "c d", "e/f");
        expected.forEach(roleId -> expect(200, create(roleId, "s")));
        for (String list : List.of("roles2/", "roleids/")) {
            List<String> seen = new ArrayList<>();
            String token = "";
            do {
                Response page = expect(200, root.get(list + "?limit=1" + token));
                JsonNode items = page.body().path(list.equals("roles2/") ? "roles" : "roleIds");
                assertThat(items).hasSize(1);
                JsonNode item = items.get(0);
                seen.add(item.isString() ? item.asString() : item.path("roleId").asString());
                JsonNode next = page.body().path("continuationToken");
                token = next.isString() ? "&continuationToken=" + next.asString() : "";
            } while (!token.isEmpty());
            assertThat(seen).isEqualTo(expected);
            assertThat(root.get(list).body().has("continuationToken")).isFalse();
        }
        assertThat(root.get("roles/").body()).hasSize(4);
        assertThat(root.get("roles/").body())
                .isEqualTo(root.get("roles2/").body().path("roles"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOOBAR", "%40%40something%23%23", "W10", "WzFd", "WyJhIiwiYiJd", "WyJcdTAwMDAiXQ"})
    void case61_tokensThatAreNotOursAreRefused(String token) {
        for (String list : List.of("roles2/", "roleids/")) {
            Response refused = root.get(list + "?limit=1&continuationToken=" + token);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        }
    }

    @Test
    void aLimitOfZeroIsRefused() {
        assertThat(root.get("roles2/?limit=0").status()).isEqualTo(400);
        assertThat(root.get("roleids/?limit=0").status()).isEqualTo(400);
        assertThat(root.get("roleids/?limit=x").status()).isEqualTo(400);
        expect(200, root.get("roleids/?limit=99999999999999999999"));
    }

    @Test
    void creatingAgainWhatAnUpdateMadeIsNoConflict() {
        expect(200, create("r*", "a"));
        expect(200, update("r*", "x<..>", "b", "a"));
        expect(200, create("r*", "b", "a", "x<..>"));
    }

    @Test
    void redundantScopesAreKeptAsTheyWereGiven() {
        assertThat(texts(expect(200, create("r", "xb", "x*", "x")), "scopes")).containsExactly("x*", "x", "xb");
    }

    @Test
    void eachMethodNeedsItsScope() {
        expect(200, create("r", "s"));
        TestClient nobody = auth.client("nobody");
        for (TestClient caller : List.of(nobody, auth.anonymous())) {
            assertThat(caller.get("roles/").status()).isEqualTo(403);
            assertThat(caller.get("roles2/").status()).isEqualTo(403);
            assertThat(caller.get("roleids/").status()).isEqualTo(403);
            assertThat(caller.get("roles/r").status()).isEqualTo(403);
            assertThat(caller.put("roles/r", roleBody("")).status()).isEqualTo(403);
            assertThat(caller.post("roles/r", roleBody("")).status()).isEqualTo(403);
            assertThat(caller.delete("roles/r").status()).isEqualTo(403);
        }
        TestClient creator = auth.client("creator", "auth:create-role:*");
        assertThat(creator.put("roles/q", roleBody("", "s")).message()).contains("missing");
        expect(200, creator.put("roles/q", roleBody("")));
    }

    @Test
    void case110_updatingAMissingRoleTellsItOnlyToThoseWhoMayUpdateIt() {
        assertThat(auth.anonymous().post("roles/missing", roleBody("", "s")).status())
                .isEqualTo(403);
        assertThat(update("missing", "s").status()).isEqualTo(404);
        assertThat(update("missing", "s").code()).isEqualTo("ResourceNotFound");
        assertThat(roleIds()).isEmpty();
    }

    @Test
    void changesAreInTheAuditHistory() {
        expect(200, create("audited", "s"));
        expect(200, update("audited", "t"));
        expect(204, root.delete("roles/audited"));
        assertThat(auth.admin()
                        .queryForList(
                                "select action_type || ' by ' || client_id from taskcluster.audit_history"
                                        + " where entity_type = 'role' and entity_id = 'audited' order by id",
                                String.class))
                .containsExactly(
                        "created by " + AuthFixture.ROOT,
                        "updated by " + AuthFixture.ROOT,
                        "deleted by " + AuthFixture.ROOT);
    }
}
