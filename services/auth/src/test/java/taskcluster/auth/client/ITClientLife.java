package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.testing.Await;
import taskcluster.testing.TestClient;

/** What happens to clients in the background: they are noted as used, and deleted when they have expired. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITClientLife {
    private AuthFixture auth;

    @BeforeAll
    void start() {
        auth = AuthFixture.start(AuthFixture.builder()
                .property("auth.last-used-interval", "50ms")
                .property("auth.purge-interval", "1s"));
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    private void create(String clientId, Instant expires, boolean deleteOnExpiration) {
        Map<String, Object> body = clientBody(expires, "");
        body.put("deleteOnExpiration", deleteOnExpiration);
        expect(200, auth.root().put("clients/" + clientId, body));
    }

    private int status(String clientId) {
        return auth.root().get("clients/" + clientId).status();
    }

    @Test
    @DisplayName("auth-76: expired clients are deleted if they are meant to be")
    void expiredClientsAreDeletedIfTheyAreMeantToBe() {
        create("expired-kept", Instant.now().minusSeconds(10), false);
        create("unexpired", Instant.now().plusSeconds(1000), true);
        create("expired", Instant.now().minusSeconds(10), true);
        Await.until("the purge", () -> status("expired") == 404);
        assertThat(status("expired-kept")).isEqualTo(200);
        assertThat(status("unexpired")).isEqualTo(200);
        auth.events().await("client-deleted", event -> event.payload().contains("\"expired\""));
        assertThat(auth.admin()
                        .queryForObject(
                                "select client_id from taskcluster.audit_history"
                                        + " where action_type = 'expired' and entity_id = 'expired'",
                                String.class))
                .isEqualTo("static/taskcluster/auth");
    }

    private Instant lastUsed(String clientId) {
        return Instant.parse(auth.root()
                .get("clients/" + clientId)
                .body()
                .path("lastDateUsed")
                .asString());
    }

    @Test
    void theTimeOfTheLastUseIsNotRecordedIfItIsRecent() {
        String token = auth.createClient("used", "auth:current-scopes");
        TestClient client = auth.anonymous().as("used", token);
        Instant created = lastUsed("used");
        expect(200, client.get("scopes/current"));
        useOneThatIsRecorded("recorded-1");
        assertThat(lastUsed("used")).isEqualTo(created);
    }

    @Test
    void theTimeOfTheLastUseIsRecordedIfItIsOld() {
        useOneThatIsRecorded("recorded-2");
    }

    /** What was used before this, and is to be recorded, is recorded after it. */
    private void useOneThatIsRecorded(String clientId) {
        String token = auth.createClient(clientId, "auth:current-scopes");
        makeUnused(clientId, "auth:current-scopes");
        Instant before = lastUsed(clientId);
        expect(200, auth.anonymous().as(clientId, token).get("scopes/current"));
        Await.until("the record", () -> lastUsed(clientId).isAfter(before.plusSeconds(3600)));
    }

    private void makeUnused(String clientId, String... scopes) {
        auth.admin()
                .update(
                        "update taskcluster.clients set last_date_used = now() - interval '7 hours' where client_id = ?",
                        clientId);
        // The process reads the client again when it changes.
        expect(200, auth.root().post("clients/" + clientId, clientBody(FAR, "", scopes)));
    }

    @Test
    void aRefusedRequestIsNoUse() {
        auth.createClient("guessed");
        makeUnused("guessed");
        Instant before = lastUsed("guessed");
        expect(401, auth.anonymous().as("guessed", "wrong").get("scopes/current"));
        useOneThatIsRecorded("recorded-3");
        assertThat(lastUsed("guessed")).isEqualTo(before);
    }
}
