package taskcluster.auth.vending.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.core.Json;
import taskcluster.monitor.Loop;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITSentryApi {
    private final MutableClock clock = new MutableClock(Instant.parse("2030-01-01T12:00:00Z"));
    private FakeSentry sentry;
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        sentry = new FakeSentry();
        auth = AuthFixture.start(AuthFixture.builder()
                .clock(clock)
                .property("auth.vending.sentry.organization", "org")
                .property("auth.vending.sentry.host", sentry.server().url() + "/")
                .property("auth.vending.sentry.auth-token", FakeSentry.TOKEN)
                .property("auth.vending.sentry.team", "team")
                .property("auth.vending.sentry.key-prefix", "tc"));
        root = auth.root();
        Await.until("the first purge", () -> !sentry.server().takeRequests().isEmpty());
    }

    @AfterAll
    void stop() {
        auth.close();
        sentry.close();
    }

    @BeforeEach
    void clear() {
        // Whatever is remembered has expired.
        clock.advance(Duration.ofDays(10));
        sentry.fail(false);
        sentry.clear();
        sentry.server().takeRequests();
    }

    private String name(Duration fromNow) {
        return "tc managed (expires-at:" + Json.timestamp(clock.instant().plus(fromNow)) + ")";
    }

    private JsonNode dsn(String project) {
        return expect(200, root.get("sentry/" + project + "/dsn")).body();
    }

    @Test
    void aNewKeyLivesForTwoDays() {
        sentry.addProject("app");
        JsonNode reply = dsn("app");
        assertThat(reply.path("project").asString()).isEqualTo("app");
        assertThat(reply.path("expires").asString())
                .isEqualTo(Json.timestamp(clock.instant().plus(Duration.ofHours(48))));
        assertThat(reply.path("dsn").path("secret").asString()).matches("https://key\\d+:secret@sentry.example.com/1");
        assertThat(reply.path("dsn").path("public").asString()).matches("https://key\\d+@sentry.example.com/1");
        assertThat(sentry.keyNames("app")).containsExactly(name(Duration.ofHours(48)));
    }

    @Test
    void aKeyIsGivenAgainWhileItLivesForMoreThan25Hours() {
        sentry.addProject("app");
        JsonNode first = dsn("app");
        sentry.server().takeRequests();
        clock.advance(Duration.ofHours(23).minusMillis(1));
        assertThat(dsn("app")).isEqualTo(first);
        assertThat(sentry.server().takeRequests()).as("it is remembered").isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(dsn("app")).isNotEqualTo(first);
        assertThat(sentry.keyNames("app")).hasSize(2);
    }

    @Test
    void aKeyThatAnotherProcessMadeIsGivenToo() {
        sentry.addProject("app");
        sentry.addKey("app", "Default");
        sentry.addKey("app", name(Duration.ofHours(25)));
        sentry.addKey("app", "other " + name(Duration.ofHours(47)));
        String id = sentry.addKey("app", name(Duration.ofHours(26)));
        sentry.addKey("app", "tc managed (expires-at:tomorrow)");
        assertThat(dsn("app").path("dsn").path("public").asString())
                .isEqualTo("https://" + id + "@sentry.example.com/1");
        assertThat(sentry.keyNames("app")).as("on several pages").hasSize(5);
    }

    @Test
    void aMissingProjectIsMadeForTheTeam() {
        dsn("new-app");
        assertThat(sentry.keyNames("new-app")).containsExactly(name(Duration.ofHours(48)));
        assertThat(sentry.server().takeRequests())
                .extracting(FakeVendor.Request::toString)
                .containsExactly(
                        "GET /api/0/projects/org/new-app/keys/",
                        "POST /api/0/teams/org/team/projects/",
                        "POST /api/0/projects/org/new-app/keys/");
    }

    @Test
    void expiredKeysAreDeletedAndNoOthers() {
        Loop purge = auth.service().bean("expiredSentryKeysLoop", Loop.class);
        for (String project : List.of("a", "b", "c")) {
            sentry.addProject(project);
        }
        List<String> kept = List.of(
                name(Duration.ofMinutes(-15)),
                "Default",
                "tc managed (expires-at:)",
                "tc managed (expires-at:2020-01-01T00:00:00.000Z) not",
                "tcs managed (expires-at:2020-01-01T00:00:00.000Z)");
        kept.forEach(name -> sentry.addKey("b", name));
        sentry.addKey("a", name(Duration.ofMinutes(-15).minusMillis(1)));
        sentry.addKey("c", "tc managed (expires-at:2020-01-01T00:00:00.000Z)");
        sentry.addKey("b", "tc managed (expires-at:2020-01-01T00:00:00.000Z)");
        purge.wakeUp();
        Await.until(() -> sentry.keyNames("a").isEmpty()
                && sentry.keyNames("c").isEmpty()
                && sentry.keyNames("b").size() <= kept.size());
        assertThat(sentry.keyNames("b")).isEqualTo(kept);
    }

    @Test
    void aSentryThatFailsIsAnIncidentAndNoReasonToMakeAProject() {
        sentry.addProject("app");
        sentry.fail(true);
        Response failed = root.get("sentry/app/dsn");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.message()).contains("incidentId");
        assertThat(sentry.server().takeRequests()).hasSize(1);
        sentry.fail(false);
        dsn("app");
    }

    @Test
    void theScopeIsThatOfTheProject() {
        sentry.addProject("app");
        TestClient caller = auth.client("reporter", "auth:sentry:app");
        expect(200, caller.get("sentry/app/dsn"));
        expect(403, caller.get("sentry/other/dsn"));
        expect(400, root.get("sentry/" + "x".repeat(65) + "/dsn"));
        expect(400, root.get("sentry/a%2Fb/dsn"));
    }

    @Test
    void nothingIsGivenWhereNothingIsConfigured() {
        try (AuthFixture other = auth.startAnother(Map.of())) {
            Response missing = other.root().get("sentry/app/dsn");
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.message()).contains("SENTRY_ORGANIZATION", "SENTRY_HOST", "SENTRY_AUTH_TOKEN");
        }
    }
}
