package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.staticClients;
import static taskcluster.auth.AuthFixture.texts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import taskcluster.auth.AuthFixture;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestService;
import tools.jackson.databind.JsonNode;

class ITStaticClients {
    private static final String TOKEN = "b".repeat(44);

    private static Map<String, Object> bot(String token, String... scopes) {
        return Map.of(
                "clientId",
                "static/team/bot",
                "accessToken",
                token,
                "description",
                "Our bot",
                "scopes",
                List.of(scopes));
    }

    private static AuthFixture start(TestDatabase database, List<Map<String, Object>> others) {
        return AuthFixture.start(
                AuthFixture.builder().database(database).property("auth.static-clients", staticClients(others)));
    }

    @Test
    @DisplayName("auth-77: static clients are what the configuration says")
    void staticClientsAreWhatTheConfigurationSays() {
        try (TestDatabase database = TestDatabase.create()) {
            String path = "clients/" + encode("static/team/bot");
            Instant created;
            try (AuthFixture auth = start(database, List.of(bot(TOKEN, "auth:current-scopes")))) {
                JsonNode root = expect(200, auth.root().get("clients/" + encode(AuthFixture.ROOT)))
                        .body();
                assertThat(root.path("scopes").get(0).asString()).isEqualTo("*");
                assertThat(root.path("description").asString()).startsWith("Internal client");
                assertThat(Instant.parse(root.path("expires").asString()))
                        .isAfter(Instant.parse("2900-01-01T00:00:00Z"));
                expect(200, auth.anonymous().as("static/team/bot", TOKEN).get("scopes/current"));
                created = Instant.parse(
                        auth.root().get(path).body().path("created").asString());
                assertThat(auth.events().all()).isEmpty();
            }
            String other = "c".repeat(44);
            try (AuthFixture auth = start(database, List.of(bot(other, "a", "auth:current-scopes")))) {
                JsonNode bot = expect(200, auth.root().get(path)).body();
                assertThat(texts(auth.root().get(path), "scopes")).containsExactly("a", "auth:current-scopes");
                assertThat(Instant.parse(bot.path("created").asString())).isEqualTo(created);
                assertThat(auth.anonymous()
                                .as("static/team/bot", TOKEN)
                                .get("scopes/current")
                                .status())
                        .isEqualTo(401);
                expect(200, auth.anonymous().as("static/team/bot", other).get("scopes/current"));
            }
            try (AuthFixture auth = start(database, List.of())) {
                assertThat(auth.root().get(path).status()).isEqualTo(404);
            }
        }
    }

    @Test
    @DisplayName("auth-77: what is as it should be is not touched")
    void whatIsAsItShouldBeIsNotTouched() {
        try (TestDatabase database = TestDatabase.create()) {
            String path = "clients/" + encode(AuthFixture.ROOT);
            JsonNode before;
            try (AuthFixture auth = start(database, List.of())) {
                before = auth.root().get(path).body();
            }
            try (AuthFixture auth = start(database, List.of())) {
                assertThat(auth.root().get(path).body()).isEqualTo(before);
            }
        }
    }

    @Test
    @DisplayName("auth-77: a wrong configuration stops the start")
    void aWrongConfigurationStopsTheStart() {
        TestService.Builder builder = AuthFixture.builder().property("auth.static-clients", "[]");
        // Wrapped in what is reported in one line.
        assertThatThrownBy(builder::start)
                .hasRootCauseInstanceOf(InvalidStaticClientsException.class)
                .hasStackTraceContaining(BindException.class.getName())
                .rootCause()
                .isInstanceOf(InvalidStaticClientsException.class)
                .hasMessageContaining("missing clients static/taskcluster/built-in-workers, static/taskcluster/github,")
                .hasMessageContaining("static/taskcluster/root");
    }

    @Test
    void settingsThatAreMissingOrUnknownStopTheStart() {
        assertThatThrownBy(AuthFixture.builder().property("auth.static-clients", "")::start)
                .rootCause()
                .hasMessage("auth.static-clients is not set");
        assertThatThrownBy(AuthFixture.builder().property("auth.crypto-keys", "")::start)
                .rootCause()
                .hasMessage("auth.crypto-keys is not set");
        assertThatThrownBy(AuthFixture.builder().property("auth.crypto-keys", "[]")::start)
                .rootCause()
                .hasMessageContaining("auth.crypto-keys: There is no encryption key");
        assertThatThrownBy(AuthFixture.builder().property("auth.colour", "red")::start)
                .rootCause()
                .hasMessageContaining("auth.colour");
    }
}
