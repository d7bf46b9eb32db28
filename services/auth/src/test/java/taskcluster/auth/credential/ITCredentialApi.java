package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.texts;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.core.Slugid;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.node.ObjectNode;

/** Credentials as callers of the API use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITCredentialApi {
    private AuthFixture auth;

    @BeforeAll
    void start() {
        auth = AuthFixture.start();
        auth.setRole("anonymous", "anonymous:scope");
        auth.setRole("given", "g:1", "g:2");
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    private TestClient tester() {
        return auth.anonymous().as("tester", "no-secret");
    }

    private static Map<String, Object> trial(List<String> clientScopes, List<String> requiredScopes) {
        return Map.of("clientScopes", clientScopes, "requiredScopes", requiredScopes);
    }

    @Test
    @DisplayName("auth-93: bad credentials are 401 and missing scopes 403")
    void badCredentialsAre401AndMissingScopes403() {
        String token = auth.createClient("caller", "auth:current-scopes");
        TestClient caller = auth.anonymous().as("caller", token);
        expect(200, caller.get("scopes/current"));
        Response wrong = auth.anonymous().as("caller", "wrong").get("scopes/current");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("AuthenticationFailed");
        assertThat(wrong.message()).contains("Unauthorized: Bad mac");
        Response missing = caller.get("roles/");
        assertThat(missing.status()).isEqualTo(403);
        assertThat(missing.code()).isEqualTo("InsufficientScopes");
        assertThat(missing.message()).contains("caller", "auth:list-roles");
        expect(200, auth.root().post("clients/caller", clientBody(Instant.EPOCH, "")));
        assertThat(caller.get("scopes/current").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("auth-93: a clock that is far off is refused")
    void aClockThatIsFarOffIsRefused() {
        TestClient late = auth.root().withClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-16)));
        Response refused = late.get("scopes/current");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.message()).contains("Unauthorized: Stale timestamp");
        expect(
                200,
                auth.root()
                        .withClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)))
                        .get("scopes/current"));
    }

    @Test
    @DisplayName("auth-94: credentials can be tried out")
    void credentialsCanBeTriedOut() {
        Response tried = expect(
                200,
                tester().withAuthorizedScopes("test:abc")
                        .post("test-authenticate", trial(List.of("test:*"), List.of("test:abc"))));
        assertThat(tried.body().path("clientId").asString()).isEqualTo("tester");
        assertThat(texts(tried, "scopes")).containsExactly("assume:anonymous", "test:abc");
        Response other = tester().post("test-authenticate", trial(List.of("test:*"), List.of("other")));
        assertThat(other.status()).isEqualTo(403);
        Response restricted = tester().withAuthorizedScopes("test:abc")
                .post("test-authenticate", trial(List.of("test:*"), List.of("test:def")));
        assertThat(restricted.status()).isEqualTo(403);
        assertThat(auth.anonymous()
                        .as("wrong", "no-secret")
                        .post("test-authenticate", trial(List.of(), List.of("a")))
                        .status())
                .isEqualTo(401);
        assertThat(auth.anonymous()
                        .as("tester", "wrong")
                        .post("test-authenticate", trial(List.of("a"), List.of("a")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("auth-94: roles do not count there")
    void rolesDoNotCountThere() {
        Response tried = expect(
                200, tester().post("test-authenticate", trial(List.of("assume:given"), List.of("assume:given"))));
        assertThat(texts(tried, "scopes")).containsExactly("assume:anonymous", "assume:given");
        assertThat(tester().post("test-authenticate", trial(List.of("assume:given"), List.of("g:1")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("auth-94: lists that are left out are empty")
    void listsThatAreLeftOutAreEmpty() {
        Response tried = expect(200, tester().post("test-authenticate", Map.of()));
        assertThat(texts(tried, "scopes")).containsExactly("assume:anonymous");
        Response nobody = expect(200, auth.anonymous().post("test-authenticate", Map.of()));
        assertThat(nobody.body().path("clientId").asString()).isEqualTo("auth-failed:no-auth");
        assertThat(texts(nobody, "scopes")).containsExactly("assume:anonymous");
        assertThat(auth.anonymous()
                        .post("test-authenticate", trial(List.of("a"), List.of("a")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("auth-94: temporary credentials and signed URLs can be tried out too")
    void temporaryCredentialsAndSignedUrlsCanBeTriedOutToo() {
        TemporaryCredentials named = TemporaryCredentials.of("tester", "no-secret", "test:authenticate-get")
                .named("test:someone");
        Response tried = expect(200, named.use(auth.anonymous()).get("test-authenticate-get/"));
        assertThat(tried.body().path("clientId").asString()).isEqualTo("test:someone");
        assertThat(texts(tried, "scopes")).containsExactly("assume:anonymous", "test:authenticate-get");
        assertThat(TemporaryCredentials.of("tester", "no-secret", "test:other")
                        .use(auth.anonymous())
                        .get("test-authenticate-get/")
                        .status())
                .isEqualTo(403);
        URI url = tester().signedUrl("test-authenticate-get/", Duration.ofMinutes(1));
        Response signed = expect(200, auth.service().anonymous().get(url.getRawPath() + "?" + url.getRawQuery()));
        assertThat(texts(signed, "scopes")).containsExactly("assume:anonymous", "auth:create-client:test:*", "test:*");
        assertThat(tester().get("test-authenticate-get/").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("auth-94: a payload hash is checked there as well")
    void aPayloadHashIsCheckedThereAsWell() {
        String body = "{\"clientScopes\": [\"a\"], \"requiredScopes\": [\"a\"]}";
        expect(200, postWithHash(body, body));
        Response tampered = postWithHash(body, body.replace("a\"", "b\""));
        assertThat(tampered.status()).isEqualTo(401);
        assertThat(tampered.code()).isEqualTo("AuthenticationFailed");
    }

    private Response postWithHash(String sent, String hashed) {
        URI root = URI.create(auth.service().rootUrl().url());
        String path = "/api/auth/v1/test-authenticate";
        String hash = HawkMac.payloadHash("application/json", hashed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String seconds = Long.toString(Instant.now().getEpochSecond());
        HawkHeader unsigned = new HawkHeader("tester", seconds, Slugid.nice(), "", hash, null, null, null);
        String mac = HawkMac.ofHeader(unsigned, "no-secret", "POST", path, root.getHost(), root.getPort());
        String header =
                new HawkHeader("tester", seconds, unsigned.nonce(), mac, hash, null, null, null).toHeaderValue();
        return auth.anonymous().withHeader("Authorization", header).post("test-authenticate", sent);
    }

    @Test
    @DisplayName("auth-95: current scopes are those of the request")
    void currentScopesAreThoseOfTheRequest() {
        String token = auth.createClient("current", "auth:current-scopes", "assume:given", "own:*");
        Response all = expect(200, auth.anonymous().as("current", token).get("scopes/current"));
        assertThat(texts(all, "scopes"))
                .containsExactly(
                        "anonymous:scope",
                        "assume:anonymous",
                        "assume:given",
                        "auth:current-scopes",
                        "g:1",
                        "g:2",
                        "own:*");
        TestClient restricted = TemporaryCredentials.of("current", token, "auth:current-scopes", "own:1", "g:1")
                .use(auth.anonymous())
                .withAuthorizedScopes("auth:current-scopes", "own:1");
        assertThat(texts(expect(200, restricted.get("scopes/current")), "scopes"))
                .containsExactly("anonymous:scope", "assume:anonymous", "auth:current-scopes", "own:1");
    }

    @Test
    @DisplayName("auth-96: scopes can be expanded")
    void scopesCanBeExpanded() {
        TestClient root = auth.root();
        assertThat(texts(expect(200, root.post("scopes/expand", Map.of("scopes", List.of()))), "scopes"))
                .isEmpty();
        assertThat(texts(expect(200, root.post("scopes/expand", Map.of("scopes", List.of("zb", "b", "z*")))), "scopes"))
                .containsExactly("b", "z*");
        assertThat(texts(expect(200, root.post("scopes/expand", Map.of("scopes", List.of("assume:given")))), "scopes"))
                .containsExactly("assume:given", "g:1", "g:2");
        assertThat(root.post("scopes/expand", Map.of("scopes", List.of("a", "a")))
                        .status())
                .isEqualTo(400);
        assertThat(auth.client("nobody")
                        .post("scopes/expand", Map.of("scopes", List.of()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("auth-111: temporary credentials without scopes are anonymous by another name")
    void temporaryCredentialsWithoutScopesAreAnonymousByAnotherName() {
        TestClient none = TemporaryCredentials.of(AuthFixture.ROOT, AuthFixture.token(AuthFixture.ROOT))
                .named("someone")
                .use(auth.anonymous());
        Response refused = none.get("scopes/current");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).contains("someone");
    }

    @Test
    void aTamperedCertificateIsRefused() {
        String token = auth.createClient("tampered", "auth:current-scopes", "a");
        TemporaryCredentials credentials = TemporaryCredentials.of("tampered", token, "auth:current-scopes");
        expect(200, credentials.use(auth.anonymous()).get("scopes/current"));
        ObjectNode more = credentials.certificate();
        more.putArray("scopes").add("auth:current-scopes").add("a");
        ObjectNode longer = credentials.certificate();
        longer.put("expiry", longer.path("expiry").longValue() + 1);
        ObjectNode unsigned = credentials.certificate();
        unsigned.remove("signature");
        for (ObjectNode certificate : List.of(more, longer, unsigned)) {
            Response refused = credentials.use(auth.anonymous(), certificate).get("scopes/current");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.message()).contains("ext.certificate.signature is not valid");
        }
    }

    @Test
    void aSignedUrlGivesWhatTheCredentialsMay() {
        String token = auth.createClient("reader", "auth:list-roles");
        TestClient reader = auth.anonymous().as("reader", token);
        URI url = reader.signedUrl("roleids/?limit=10", Duration.ofMinutes(1));
        String path = url.getRawPath() + "?" + url.getRawQuery();
        assertThat(texts(expect(200, auth.service().anonymous().get(path)), "roleIds"))
                .containsExactly("anonymous", "given");
        Response both = auth.service().anonymous().as("reader", token).get(path);
        assertThat(both.status()).isEqualTo(401);
        assertThat(both.message()).contains("two authentication schemes at once");
        expect(200, auth.root().put("clients/reader2", clientBody(FAR, "")));
    }
}
