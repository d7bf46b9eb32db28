package taskcluster.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.auth.AuthFixture;
import taskcluster.monitor.Loop;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAuditApi {
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

    private static List<String> column(Response page, String key) {
        return expect(200, page)
                .body()
                .path("auditHistory")
                .valueStream()
                .map(entry -> entry.path(key).asString())
                .toList();
    }

    private List<String> actions(String path) {
        return column(root.get(path), "actionType");
    }

    /** Writes an entry as the functions of a service do. */
    private void record(String entityType, String entityId, String action, String actor) {
        auth.admin().queryForList("select taskcluster.record_audit(?, ?, ?, ?)", entityType, entityId, action, actor);
    }

    @Test
    @DisplayName("auth-103: the history of a client has what was done to it, in order, and by whom")
    void case103_client() {
        Instant before = Instant.now().minusSeconds(60);
        TestClient admin = auth.client("admin", "auth:*");
        String path = "clients/" + encode("audited/client");
        expect(200, admin.put(path, clientBody(FAR, "")));
        expect(200, admin.post(path, clientBody(FAR, "changed")));
        expect(200, root.post(path + "/disable"));
        expect(200, root.post(path + "/enable"));
        expect(200, admin.post(path + "/reset"));
        expect(204, admin.delete(path));
        Response history = root.get("audit/client/" + encode("audited/client"));
        assertThat(column(history, "actionType"))
                .containsExactly(
                        "created", "updated", "client disabled", "client enabled", "access token reset", "deleted");
        assertThat(column(history, "clientId"))
                .containsExactly("admin", "admin", AuthFixture.ROOT, AuthFixture.ROOT, "admin", "admin");
        assertThat(column(history, "entityId")).containsOnly("audited/client");
        assertThat(column(history, "entityType")).containsOnly("client");
        assertThat(column(history, "created"))
                .isSorted()
                .allSatisfy(time -> assertThat(Instant.parse(time))
                        .isBetween(before, Instant.now().plusSeconds(60)));
        assertThat(history.body().has("continuationToken")).isFalse();
    }

    @Test
    @DisplayName("auth-103: the history of a role, whose id may be any printable text")
    void case103_role() {
        String roleId = "audited role/with ?*";
        expect(200, root.put("roles/" + encode(roleId), roleBody("")));
        expect(200, root.post("roles/" + encode(roleId), roleBody("changed", "s")));
        expect(204, root.delete("roles/" + encode(roleId)));
        // There is nothing to delete any more, which is recorded nevertheless.
        expect(204, root.delete("roles/" + encode(roleId)));
        assertThat(actions("audit/role/" + encode(roleId))).containsExactly("created", "updated", "deleted", "deleted");
        assertThat(actions("audit/client/" + encode(roleId))).isEmpty();
    }

    @Test
    @DisplayName("auth-103: what a client did, to whatever")
    void case103_byActor() {
        TestClient actor = auth.client("actor", "auth:*", "assume:*");
        expect(200, actor.put("clients/acted-on", clientBody(FAR, "")));
        expect(200, actor.put("roles/acted-on", roleBody("")));
        record("secret", "project/x", "updated", "actor");
        expect(200, root.post("clients/actor/disable"));
        Response history = root.get("clients/actor/audit");
        assertThat(column(history, "entityType")).containsExactly("client", "role", "secret");
        assertThat(column(history, "entityId")).containsExactly("acted-on", "acted-on", "project/x");
        assertThat(column(history, "clientId")).containsOnly("actor");
        assertThat(actions("clients/someone-else/audit")).isEmpty();
    }

    @Test
    void aRefusedChangeLeavesNoEntry() {
        expect(200, root.put("clients/refused", clientBody(FAR, "")));
        expect(409, root.put("clients/refused", clientBody(FAR, "another")));
        expect(400, root.put("roles/refused", roleBody("", "assume:refused")));
        expect(403, auth.client("nobody").delete("clients/refused"));
        assertThat(actions("audit/client/refused")).containsExactly("created");
        assertThat(actions("audit/role/refused")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "hook", "worker-pool"})
    void otherServicesRecordTheirsTheSameWay(String entityType) {
        record(entityType, "some/entity", "created", "someone");
        assertThat(actions("audit/" + entityType + "/" + encode("some/entity"))).containsExactly("created");
        expect(403, auth.client("limited", "auth:audit-history:role").get("audit/" + entityType + "/x"));
    }

    @Test
    void historiesAreReadAPageAtATime() {
        for (int i = 0; i < 5; i++) {
            record("hook", "paged/hook", "action " + i, "pager");
            record("hook", "paged/other", "other " + i, "someone");
        }
        for (String path : List.of("audit/hook/" + encode("paged/hook"), "clients/pager/audit")) {
            List<String> all = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            String query = "?limit=2";
            do {
                Response page = root.get(path + query);
                all.addAll(column(page, "actionType"));
                sizes.add(page.body().path("auditHistory").size());
                JsonNode token = page.body().path("continuationToken");
                query = token.isMissingNode() ? "" : "?limit=2&continuationToken=" + token.asString();
                // Entries that come meanwhile do not shift the pages.
                record("hook", "paged/other", "more", "someone");
            } while (!query.isEmpty());
            assertThat(all).containsExactly("action 0", "action 1", "action 2", "action 3", "action 4");
            assertThat(sizes).containsExactly(2, 2, 1);
        }
    }

    @Test
    void aPageHoldsAThousandAtMost() {
        auth.admin()
                .queryForList("select taskcluster.record_audit('worker-pool', 'big', 'updated', 'x')"
                        + " from generate_series(1, 1001)");
        Response page = root.get("audit/worker-pool/big?limit=5000");
        assertThat(column(page, "actionType")).hasSize(1000);
        Response last = root.get("audit/worker-pool/big?continuationToken="
                + page.body().path("continuationToken").asString());
        assertThat(column(last, "actionType")).hasSize(1);
        assertThat(last.body().has("continuationToken")).isFalse();
    }

    @Test
    void changesAtOnceAllHaveTheirEntries() throws Exception {
        expect(200, root.put("clients/busy", clientBody(FAR, "")));
        int changes = 20;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> all = new ArrayList<>();
            for (int i = 0; i < changes; i++) {
                all.add(threads.submit(() -> root.post("clients/busy/enable")));
            }
            for (Future<Response> change : all) {
                expect(200, change.get());
            }
        }
        assertThat(actions("audit/client/busy"))
                .hasSize(1 + changes)
                .filteredOn("client enabled"::equals)
                .hasSize(changes);
    }

    @Test
    void scopesAreThoseOfTheTypeAndOfTheClient() {
        TestClient auditor = auth.client("auditor", "auth:audit-history:client", "auth:client-audit-history:worker/*");
        expect(200, auditor.get("audit/client/whatever"));
        expect(403, auditor.get("audit/role/whatever"));
        expect(200, auditor.get("clients/" + encode("worker/1") + "/audit"));
        expect(403, auditor.get("clients/other/audit"));
        expect(403, auth.anonymous().get("audit/client/whatever"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit/task/x",
                "audit/clients/x",
                "audit/client/x%00",
                "clients/a%20b/audit",
                "audit/client/x?limit=0",
                "audit/client/x?limit=-1",
                "audit/client/x?limit=many",
                "audit/client/x?continuationToken=",
                "audit/client/x?continuationToken=@@",
                "audit/client/x?continuationToken=FOOBAR",
                "audit/client/x?offset=1",
            })
    void badInputIsRefused(String path) {
        Response refused = root.get(path);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"client/x\", \"no number\"]",
                "[\"client/x\", \"99999999999999999999\"]",
                "[\"client/x\", 7]",
                "[\"client/y\", \"7\"]",
                "[\"client/x\"]",
                "[7]",
                "[\"client/x\", \"7\", \"8\"]",
            })
    void tokensOfOtherListsAreRefused(String token) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        Response refused = root.get("audit/client/x?continuationToken=" + encoded);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
    }

    @Test
    void whatIsOlderThanTheRetentionIsDeleted() {
        for (int days : List.of(29, 31, 400)) {
            record("secret", "old", days + " days ago", "historian");
            auth.admin()
                    .update(
                            "update taskcluster.audit_history set created = now() - make_interval(days => ?)"
                                    + " where entity_id = 'old' and action_type = ?",
                            days,
                            days + " days ago");
        }
        auth.admin()
                .update(
                        "insert into taskcluster.audit_history (entity_type, entity_id, client_id, action_type, created)"
                                + " select 'secret', 'very old', 'x', 'updated', now() - interval '1 year'"
                                + " from generate_series(1, 2500)");
        auth.service().bean("oldAuditEntriesLoop", Loop.class).wakeUp();
        Await.until(() -> actions("audit/secret/" + encode("very old")).isEmpty()
                && actions("audit/secret/old").size() == 1);
        assertThat(actions("audit/secret/old")).containsExactly("29 days ago");
    }

    @Test
    void onlyTypesThatCanBeReadAreRecorded() {
        assertThat(catchThrowable(() -> record("task", "x", "created", "x")))
                .hasMessageContaining("audit_history_entity_type_check");
    }
}
