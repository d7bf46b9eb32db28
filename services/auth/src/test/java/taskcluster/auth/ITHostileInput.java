package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** Requests that nobody should make: they are refused as the caller's fault, and change nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITHostileInput {
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        auth = AuthFixture.start();
        root = auth.root();
        expect(200, root.put("clients/target", clientBody(FAR, "as it was", "s")));
        expect(200, root.put("roles/target", roleBody("as it was", "s")));
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    private void assertRefused(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isNotEmpty();
        assertThat(root.get("clients/target").body().path("description").asString())
                .isEqualTo("as it was");
        assertThat(root.get("roles/target").body().path("description").asString())
                .isEqualTo("as it was");
        assertThat(root.get("clients/new").status()).isEqualTo(404);
        assertThat(root.get("roles/new").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "null",
                "7",
                "[]",
                "{}",
                "{\"expires\": \"2100-01-01T00:00:00Z\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"colour\": \"red\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": 7}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": null}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"scopes\": \"a\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"scopes\": [\"a\", \"a\"]}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"scopes\": [1]}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"scopes\": [\"\\u00e4\"]}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"scopes\": [\"a\\n\"]}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\", \"deleteOnExpiration\": \"no\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"nul \\u0000\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"half \\ud83d\"}",
                "{\"expires\": 4102444800000, \"description\": \"\"}",
                "{\"expires\": \"2100-01-01\", \"description\": \"\"}",
                "{\"expires\": \"2100-01-01T00:00:00\", \"description\": \"\"}",
                "{\"expires\": \"2100-01-01T00:00:00Z\", \"description\": \"\"} trailing",
            })
    void badClientsAreRefused(String body) {
        assertRefused(root.put("clients/new", body));
        assertRefused(root.post("clients/target", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"description\": \"\"}",
                "{\"scopes\": []}",
                "{\"description\": \"\", \"scopes\": [\"a\", \"a\"]}",
                "{\"description\": \"\", \"scopes\": [\"a\\u0000\"]}",
                "{\"description\": \"\", \"scopes\": [null]}",
                "{\"description\": \"nul \\u0000\", \"scopes\": []}",
                "{\"description\": \"half \\ude00\", \"scopes\": []}",
                "{\"description\": \"\", \"scopes\": [], \"roleId\": \"other\"}",
            })
    void badRolesAreRefused(String body) {
        assertRefused(root.put("roles/new", body));
        assertRefused(root.post("roles/target", body));
    }

    @Test
    void descriptionsHaveTenThousandCharacters() {
        String longest = "\uD83D\uDE00" + "x".repeat(10_239);
        expect(200, root.put("clients/long", clientBody(FAR, longest)));
        assertThat(root.get("clients/long").body().path("description").asString())
                .isEqualTo(longest);
        assertRefused(root.put("clients/new", clientBody(FAR, longest + "x")));
        expect(200, root.put("roles/long", roleBody(longest)));
        assertRefused(root.put("roles/new", roleBody(longest + "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\n", "a\\", "\u00e4", "a\u0000", "a\"b", "a'; drop table clients; --"})
    void badClientIdsAreRefused(String clientId) {
        String path = "clients/" + encode(clientId);
        assertRefused(root.get(path));
        assertRefused(root.put(path, clientBody(FAR, "")));
        assertRefused(root.delete(path));
        assertRefused(root.post(path + "/reset"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "\u00e4", "a\u0000", "\t"})
    void badRoleIdsAreRefused(String roleId) {
        String path = "roles/" + encode(roleId);
        assertRefused(root.get(path));
        assertRefused(root.put(path, roleBody("")));
        assertRefused(root.delete(path));
    }

    @Test
    void idsAreNoLongerThanTheDatabaseCanIndex() {
        String longest = "a".repeat(2048);
        expect(200, root.put("clients/" + longest, clientBody(FAR, "")));
        expect(200, root.put("roles/" + longest, roleBody("")));
        expect(200, root.get("clients/" + longest));
        expect(204, root.delete("clients/" + longest));
        expect(204, root.delete("roles/" + longest));
        assertRefused(root.put("clients/" + longest + "a", clientBody(FAR, "")));
        assertRefused(root.delete("clients/" + longest + "a"));
        assertRefused(root.put("roles/" + longest + "a", roleBody("")));
        assertRefused(root.delete("roles/" + longest + "a"));
    }

    @Test
    void quotesAndPatternsAreJustText() {
        for (String roleId :
                List.of("a'b", "a\"b", "%", "_", "\\", "{{x}}", "${x}", "<..>", "a/../b", "a//b", "?x=1#y")) {
            String path = "roles/" + encode(roleId);
            expect(200, root.put(path, roleBody("it's {{payload}} \\ \"%s\"", "x:" + roleId)));
            assertThat(root.get(path).body().path("roleId").asString()).isEqualTo(roleId);
            expect(204, root.delete(path));
        }
    }

    @Test
    void manyScopesAreNoProblem() {
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            scopes.add("scope:number:" + i);
        }
        Map<String, Object> body = Map.of("description", "", "scopes", scopes);
        expect(200, root.put("roles/many", body));
        expect(200, root.put("roles/many", body));
        expect(200, root.put("clients/many", clientBody(FAR, "", "assume:many")));
        assertThat(root.get("clients/many").body().path("expandedScopes")).hasSize(20_001);
        expect(204, root.delete("roles/many"));
    }

    @Test
    void otherContentIsNotJson() {
        assertRefused(root.withHeader("Content-Type", "text/plain").put("clients/new", "{}"));
    }

    @Test
    void unknownQueriesAndRepeatedOnesAreRefused() {
        assertRefused(root.get("clients/?colour=red"));
        assertRefused(root.get("clients/?limit=1&limit=2"));
        assertRefused(root.get("roles/?limit=1"));
    }
}
