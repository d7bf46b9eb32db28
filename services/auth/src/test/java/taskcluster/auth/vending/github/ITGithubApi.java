package taskcluster.auth.vending.github;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.core.Json;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITGithubApi {
    /** In the present, for the tokens that prove the app to GitHub. */
    private final MutableClock clock = new MutableClock(Instant.now());

    private FakeGithub github;
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        github = new FakeGithub();
        String apps = Json.MAPPER.writeValueAsString(Map.of(
                "my-app", Map.of("appId", FakeGithub.APP_ID, "privateKey", github.privateKey()),
                "written-out",
                        Map.of(
                                "appId",
                                Integer.valueOf(FakeGithub.APP_ID),
                                "privateKey",
                                github.privateKey().replace("\n", "\\n")),
                "not-ours", Map.of("appId", "654321", "privateKey", github.privateKey())));
        auth = AuthFixture.start(AuthFixture.builder()
                .clock(clock)
                .property("auth.vending.github.apps", apps)
                .property("auth.vending.github.api-url", github.server().url()));
        root = auth.root();
    }

    @AfterAll
    void stop() {
        auth.close();
        github.close();
    }

    @BeforeEach
    void clear() {
        clock.set(Instant.now());
        github.clear();
        github.server().takeRequests();
    }

    private static Map<String, Object> body(Map<String, ?> permissions, String... repositories) {
        return Map.of("permissions", permissions, "repositories", List.of(repositories));
    }

    private static final Map<String, Object> READ = body(Map.of("contents", "read"), "repo");

    private static String path(String owner) {
        return "github/my-app/" + owner + "/repo-token";
    }

    private List<String> asked() {
        return github.server().takeRequests().stream()
                .map(FakeVendor.Request::toString)
                .toList();
    }

    @Test
    @DisplayName("auth-101: an organisation's repositories")
    void case101_organisation() {
        github.install("/orgs/org-1", 11);
        JsonNode reply = expect(
                        200,
                        root.post(path("org-1"), body(Map.of("contents", "write", "issues", "read"), "one", "two")))
                .body();
        assertThat(reply.path("token").asString()).isEqualTo("ghs_token");
        assertThat(reply.path("expires").asString()).isEqualTo("2100-01-01T01:00:00.000Z");
        List<FakeVendor.Request> requests = github.server().takeRequests();
        assertThat(requests)
                .extracting(FakeVendor.Request::toString)
                .containsExactly("GET /orgs/org-1/installation", "POST /app/installations/11/access_tokens");
        assertThat(requests.getLast().json()).isEqualTo(Json.MAPPER.readTree("""
                        {"repositories": ["one", "two"], "permissions": {"contents": "write", "issues": "read"}}"""));
        assertThat(requests.getLast().header("accept")).isEqualTo("application/vnd.github+json");
        assertThat(requests.getLast().header("user-agent")).isEqualTo("taskcluster-auth");
    }

    @Test
    @DisplayName("auth-101: a user's repositories, and a key with its line breaks written out")
    void case101_user() {
        github.install("/users/some-user", 12);
        expect(200, root.post("github/written-out/some-user/repo-token", READ));
        assertThat(asked())
                .containsExactly(
                        "GET /orgs/some-user/installation",
                        "GET /users/some-user/installation",
                        "POST /app/installations/12/access_tokens");
    }

    @Test
    @DisplayName("auth-101: without scopes, or with one repository or permission missing, 403")
    void case101_scopes() {
        github.install("/orgs/scoped", 13);
        expect(403, auth.client("nobody").post(path("scoped"), READ));
        expect(403, auth.anonymous().post(path("scoped"), READ));
        String prefix = "auth:github-repo-token:my-app/scoped/";
        TestClient caller = auth.client(
                "caller", prefix + "one:contents:read", prefix + "one:issues:write", prefix + "two:contents:read");
        expect(200, caller.post(path("scoped"), body(Map.of("contents", "read"), "one", "two")));
        expect(200, caller.post(path("scoped"), body(Map.of("contents", "read", "issues", "write"), "one")));
        github.server().takeRequests();
        Response refused =
                caller.post(path("scoped"), body(Map.of("contents", "read", "issues", "write"), "one", "two"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).contains(prefix + "two:issues:write");
        expect(403, caller.post(path("scoped"), body(Map.of("contents", "read"), "one", "two", "three")));
        expect(403, caller.post(path("other"), body(Map.of("contents", "read"), "one")));
        expect(403, caller.post("github/other/scoped/repo-token", body(Map.of("contents", "read"), "one")));
        assertThat(asked()).isEmpty();
    }

    @Test
    @DisplayName("auth-101: another level is 403, and write does not include read")
    void case101_level() {
        github.install("/orgs/levels", 14);
        TestClient writer = auth.client("writer", "auth:github-repo-token:my-app/levels/repo:contents:write");
        expect(403, writer.post(path("levels"), READ));
        expect(200, writer.post(path("levels"), body(Map.of("contents", "write"), "repo")));
    }

    @Test
    @DisplayName("auth-101: upper and lower case of owner and repositories are the same")
    void case101_mixedCase() {
        github.install("/orgs/mixed", 15, Map.of("login", "MiXed"));
        TestClient caller = auth.client("mixer", "auth:github-repo-token:my-app/mixed/repo:contents:read");
        expect(200, caller.post(path("MIXED"), body(Map.of("contents", "read"), "Repo", "rePO")));
        assertThat(github.server().takeRequests().getLast().json().path("repositories"))
                .isEqualTo(Json.MAPPER.valueToTree(List.of("repo")));
        // A scope that is not in lower case is of no use.
        TestClient other = auth.client("upper", "auth:github-repo-token:my-app/MIXED/Repo:contents:read");
        expect(403, other.post(path("MIXED"), body(Map.of("contents", "read"), "Repo")));
    }

    @Test
    @DisplayName("auth-101: an unknown permission or a level that it does not have is 400")
    void case101_badBody() {
        github.install("/orgs/bodies", 16);
        Map<String, Object> none = new HashMap<>(READ);
        none.put("repositories", List.of());
        for (Object body : List.of(
                body(Map.of("everything", "read"), "repo"),
                body(Map.of("contents", "admin"), "repo"),
                body(Map.of("workflows", "read"), "repo"),
                body(Map.of(), "repo"),
                body(Map.of("contents", "read"), "owner/repo"),
                body(Map.of("contents", "read"), "repo\u0000"),
                none,
                Map.of("repositories", List.of("repo")),
                "{}",
                "[]")) {
            assertThat(root.post(path("bodies"), body).status())
                    .as(body.toString())
                    .isEqualTo(400);
        }
        expect(400, root.post("github/my.app/bodies/repo-token", READ));
        expect(400, root.post("github/my-app/bad%20owner/repo-token", READ));
        assertThat(asked()).isEmpty();
        expect(200, root.post(path("bodies"), body(Map.of("workflows", "write", "repository_projects", "admin"), "r")));
    }

    @Test
    @DisplayName("auth-101: an unknown app is 404")
    void case101_unknownApp() {
        Response unknown = root.post("github/unknown/owner/repo-token", READ);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.message()).contains("'unknown'").contains("GITHUB_CREDENTIALS_APPS");
        try (AuthFixture other = auth.startAnother(Map.of())) {
            assertThat(other.root().post(path("owner"), READ).status()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("auth-101: an owner that has been renamed is 400")
    void case101_renamed() {
        github.install("/orgs/old-name", 17, Map.of("login", "new-name"));
        Response refused = root.post(path("old-name"), READ);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
        assertThat(refused.message()).contains("'new-name'", "renamed");
        github.install("/orgs/no-name", 18, Json.MAPPER.nullNode());
        assertThat(root.post(path("no-name"), READ).status()).isEqualTo(400);
        assertThat(asked()).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    @DisplayName("auth-101: a renamed owner to which GitHub redirects is 400 as well")
    void case101_redirected() {
        github.install("/organizations/9", 19, Map.of("login", "new-name"));
        github.answerNext(FakeVendor.Answer.json(301, Map.of("message", "Moved Permanently"))
                .header("location", github.server().url() + "/organizations/9/installation"));
        assertThat(root.post(path("moved"), READ).message()).contains("'new-name'");
        // What leads elsewhere is not followed: the token is for GitHub only.
        try (FakeVendor elsewhere = new FakeVendor(_ -> FakeVendor.Answer.empty(200))) {
            github.answerNext(FakeVendor.Answer.empty(302).header("location", elsewhere.url() + "/"));
            assertThat(root.post(path("moved"), READ).status()).isEqualTo(500);
            assertThat(elsewhere.takeRequests()).isEmpty();
        }
    }

    @Test
    @DisplayName("auth-101: an app that is not installed is 404")
    void case101_notInstalled() {
        Response missing = root.post(path("nowhere"), READ);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.message()).contains("not installed for 'nowhere'");
    }

    @Test
    @DisplayName("auth-101: a repository that the app may not see is 400")
    void case101_hiddenRepository() {
        github.install("/orgs/hiding", 20);
        Response refused = root.post(path("hiding"), body(Map.of("contents", "read"), "repo", "hidden"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("at least one repository that does not exist");
    }

    @Test
    @DisplayName("auth-101: GitHub's limits are 429")
    void case101_limits() {
        github.install("/orgs/limited", 21);
        for (FakeVendor.Answer limit : List.of(
                FakeVendor.Answer.json(429, Map.of("message", "slow down")).header("retry-after", "60"),
                FakeVendor.Answer.json(429, Map.of("message", "slow down")),
                FakeVendor.Answer.json(403, Map.of("message", "You have exceeded a secondary rate limit.")),
                FakeVendor.Answer.json(403, Map.of("message", "no")).header("retry-after", "10"),
                FakeVendor.Answer.json(403, Map.of("message", "no"))
                        .header("x-ratelimit-remaining", "0")
                        .header(
                                "x-ratelimit-reset",
                                String.valueOf(clock.instant().plusSeconds(60).getEpochSecond())))) {
            github.answerNext(limit);
            Response refused = root.post(path("limited"), READ);
            assertThat(refused.status()).as(limit + " " + refused).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("TooManyRequests");
            assertThat(refused.message()).containsPattern("try again in [0-9]+ s");
            assertThat(asked()).as("not tried again").hasSize(1);
        }
        expect(200, root.post(path("limited"), READ));
    }

    @Test
    @DisplayName("auth-101: a limit that ends soon is waited for, once")
    void case101_shortLimits() {
        github.install("/orgs/soon", 22);
        FakeVendor.Answer limit =
                FakeVendor.Answer.json(429, Map.of("message", "slow down")).header("retry-after", "0");
        github.answerNext(limit);
        expect(200, root.post(path("soon"), READ));
        assertThat(asked()).hasSize(3);
        github.answerNext(limit, limit);
        expect(429, root.post(path("soon"), READ));
        assertThat(asked()).hasSize(2);
        github.answerNext(FakeVendor.Answer.json(403, Map.of("message", "no"))
                .header("x-ratelimit-remaining", "0")
                .header("x-ratelimit-reset", "1"));
        expect(200, root.post(path("soon"), READ));
    }

    @Test
    @DisplayName("auth-101: a plain 403 is 500")
    void case101_forbidden() {
        github.install("/orgs/forbidden", 23);
        FakeVendor.Answer forbidden =
                FakeVendor.Answer.json(403, Map.of("message", "Resource not accessible by integration"));
        github.answerNext(forbidden);
        Response failed = root.post(path("forbidden"), READ);
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.message()).contains("incidentId").doesNotContain("accessible");
        assertThat(asked()).as("not tried again").hasSize(1);
        assertThat(root.post("github/not-ours/forbidden/repo-token", READ).status())
                .as("the key is not that of the app")
                .isEqualTo(500);
    }

    @Test
    void aFailureOfGithubIsTriedAgainOnce() {
        github.install("/orgs/flaky", 24);
        FakeVendor.Answer failure = FakeVendor.Answer.empty(502);
        github.answerNext(failure);
        expect(200, root.post(path("flaky"), READ));
        assertThat(asked()).hasSize(3);
        github.answerNext(failure, failure);
        expect(500, root.post(path("flaky"), READ));
        assertThat(asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"token\": 7}",
                "{\"token\": \"t\"}",
                "{\"token\": \"t\", \"expires_at\": \"x\"}",
                "no JSON"
            })
    void answersThatAreNoTokensAreIncidents(String answer) {
        github.install("/orgs/odd", 25);
        expect(200, root.post(path("odd"), READ));
        github.answerNext(new FakeVendor.Answer(201, Map.of(), answer));
        expect(500, root.post(path("odd"), READ));
    }

    @Test
    @DisplayName("auth-101: the installation is looked up once for two calls, and again after an hour")
    void case101_installationsAreRemembered() {
        github.install("/orgs/remembered", 26);
        expect(200, root.post(path("remembered"), READ));
        asked();
        clock.advance(Duration.ofMinutes(4));
        expect(200, root.post(path("Remembered"), READ));
        assertThat(asked()).containsExactly("POST /app/installations/26/access_tokens");
        clock.advance(Duration.ofHours(1));
        expect(200, root.post(path("remembered"), READ));
        assertThat(asked().getFirst()).isEqualTo("GET /orgs/remembered/installation");
    }

    @Test
    @DisplayName("auth-101: a removed installation is forgotten, and looked up again by the next call")
    void case101_removedInstallation() {
        github.install("/orgs/moving", 27);
        expect(200, root.post(path("moving"), READ));
        github.uninstall("/orgs/moving");
        expect(404, root.post(path("moving"), READ));
        github.install("/orgs/moving", 28);
        asked();
        expect(200, root.post(path("moving"), READ));
        assertThat(asked())
                .containsExactly("GET /orgs/moving/installation", "POST /app/installations/28/access_tokens");
    }

    @Test
    void manyRepositoriesAtOnce() {
        github.install("/orgs/many", 29);
        String[] repositories = new String[500];
        for (int i = 0; i < repositories.length; i++) {
            repositories[i] = "repository-" + i;
        }
        expect(200, root.post(path("many"), body(Map.of("contents", "read", "issues", "write"), repositories)));
        expect(
                403,
                auth.client("few", "auth:github-repo-token:my-app/many/repository-1*")
                        .post(path("many"), body(Map.of("contents", "read"), repositories)));
    }
}
