package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.texts;
import static taskcluster.auth.credential.AskingService.HOST;
import static taskcluster.auth.credential.AskingService.PORT;
import static taskcluster.auth.credential.AskingService.RESOURCE;
import static taskcluster.auth.credential.AskingService.assertFailed;
import static taskcluster.auth.credential.AskingService.assertSuccess;
import static taskcluster.auth.credential.AskingService.ext;
import static taskcluster.auth.credential.AskingService.header;
import static taskcluster.auth.credential.AskingService.signed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.postgres.Database;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** What a service is told about the requests that it saw. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAuthenticateHawk {
    private static final String EXPIRES_OF_NEVER = "2100-01-01T00:00:00.000Z";

    private AuthFixture auth;
    private AskingService service;
    private String token;
    private String rolesToken;

    @BeforeAll
    void start() {
        auth = AuthFixture.start();
        service = new AskingService(auth);
        auth.setRole("anonymous", "anonymous:scope");
        auth.setRole("rockstar", "scope:via-role:*");
        token = auth.createClient("caller", "scope:own:*", "auth:create-client:named/*");
        rolesToken = auth.createClient("rock", "assume:rockstar", "auth:create-client:*");
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    @Test
    @DisplayName("auth-78: good credentials tell the client and its scopes")
    void goodCredentialsTellTheClientAndItsScopes() {
        JsonNode answer = service.authenticate(header("caller", token, null));
        assertSuccess(
                answer, "caller", "anonymous:scope", "assume:anonymous", "auth:create-client:named/*", "scope:own:*");
        assertThat(answer.path("expires").asString()).isEqualTo(EXPIRES_OF_NEVER);
        assertThat(answer.has("hash")).isFalse();
        assertSuccess(
                service.authenticate(header("rock", rolesToken, null)),
                "rock",
                "anonymous:scope",
                "assume:anonymous",
                "assume:rockstar",
                "auth:create-client:*",
                "scope:via-role:*");
    }

    @Test
    @DisplayName("auth-78: a payload hash is handed on")
    void aPayloadHashIsHandedOn() {
        String hash = HawkMac.payloadHash("application/json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(service.authenticate(header("caller", token, null, Instant.now(), hash))
                        .path("hash")
                        .asString())
                .isEqualTo(hash);
    }

    @Test
    @DisplayName("auth-79: the token must be right and the client known")
    void theTokenMustBeRightAndTheClientKnown() {
        assertFailed(service.authenticate(header("caller", "wrong", null)), "Unauthorized: Bad mac");
        assertFailed(service.authenticate(header("unknown", token, null)), "Client with clientId 'unknown' not found");
        for (String name : List.of("constructor", "__proto__", "null")) {
            assertFailed(
                    service.authenticate(header(name, token, null)), "Client with clientId '" + name + "' not found");
        }
    }

    @Test
    void whatIsSignedIsWhatWasReceived() {
        String header = header("caller", token, null);
        assertSuccess(
                service.authenticate("GET".toLowerCase(), RESOURCE, header),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "auth:create-client:named/*",
                "scope:own:*");
        assertFailed(service.authenticate("post", RESOURCE, header), "Unauthorized: Bad mac");
        assertFailed(service.authenticate("get", "/api/thing/v1/ping?x=2", header), "Unauthorized: Bad mac");
        assertFailed(service.authenticate("get", "/api/thing/v1/ping", header), "Unauthorized: Bad mac");
        assertFailed(service.authenticate(header.replace("nonce=\"", "nonce=\"x")), "Unauthorized: Bad mac");
    }

    @Test
    void theTimeOfTheSignatureMayBeOffByAQuarterOfAnHour() {
        for (int minutes : List.of(-14, 14)) {
            Instant time = Instant.now().plus(Duration.ofMinutes(minutes));
            assertThat(service.authenticate(header("caller", token, null, time, null))
                            .path("status")
                            .asString())
                    .isEqualTo("auth-success");
        }
        for (int minutes : List.of(-16, 16, 60 * 24 * 365)) {
            Instant time = Instant.now().plus(Duration.ofMinutes(minutes));
            assertFailed(
                    service.authenticate(header("caller", token, null, time, null)), "Unauthorized: Stale timestamp");
        }
        // The signature counts first.
        assertFailed(
                service.authenticate(header("caller", "wrong", null, Instant.EPOCH, null)), "Unauthorized: Bad mac");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "soon", "1e9", "99999999999999999999999"})
    void aTimeThatIsNoNumberIsStale(String time) {
        HawkHeader unsigned = new HawkHeader("caller", time, "n", "", null, null, null, null);
        String mac = HawkMac.ofHeader(unsigned, token, "GET", RESOURCE, HOST, PORT);
        String header = new HawkHeader("caller", time, "n", mac, null, null, null, null).toHeaderValue();
        assertThat(service.authenticate(header).path("message").asString())
                .isEqualTo(time.isEmpty() ? "Bad Request: Bad attribute value: ts" : "Unauthorized: Stale timestamp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Basic abc                                     | Unauthorized: Unauthorized",
                "Hawk                                          | Bad Request: Invalid header syntax",
                "Hawk id=1                                     | Bad Request: Bad header format",
                "Hawk id=\"a\", ts=\"1\", nonce=\"n\"          | Bad Request: Missing attributes",
                "Hawk id=\"a\", ts=\"1\", id=\"n\"             | Bad Request: Duplicate attribute: id",
                "Hawk colour=\"a\"                             | Bad Request: Unknown attribute: colour",
                "Hawk id=\"a\u00e4\"                           | Bad Request: Bad attribute value: id",
            })
    void malformedHeadersAreNamed(String header, String message) {
        assertFailed(service.authenticate(header), message);
    }

    @Test
    void headersMayHaveFourThousandCharacters() {
        assertFailed(service.authenticate("Hawk " + "x".repeat(4092)), "Bad Request: Header length too long");
    }

    @Test
    @DisplayName("auth-80: the extension is a base64 object")
    void theExtensionIsABase64Object() {
        assertThat(service.authenticate(header("caller", token, ext(Map.of())))
                        .path("status")
                        .asString())
                .isEqualTo("auth-success");
        assertThat(service.authenticate(header("caller", token, ext(Map.of("colour", "red"))))
                        .path("status")
                        .asString())
                .isEqualTo("auth-success");
        assertFailed(service.authenticate(header("caller", token, "abcd")), "Failed to parse ext");
        assertFailed(service.authenticate(header("caller", token, "bnVsbA==")), "Failed to parse ext");
    }

    @Test
    @DisplayName("auth-91: signed URLs work like headers")
    void signedUrlsWorkLikeHeaders() {
        assertSuccess(
                service.authenticateUrl("caller", token, null),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "auth:create-client:named/*",
                "scope:own:*");
        assertSuccess(
                service.authenticateUrl("caller", token, ext(Map.of("authorizedScopes", List.of("scope:own:a")))),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
        TemporaryCredentials temporary = TemporaryCredentials.of("caller", token, "scope:own:a");
        assertSuccess(
                service.authenticateUrl(
                        "caller", temporary.accessToken(), ext(Map.of("certificate", temporary.certificate()))),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
        TemporaryCredentials named = temporary.named("named/x");
        assertSuccess(
                service.authenticateUrl(
                        "named/x",
                        named.accessToken(),
                        ext(Map.of("certificate", named.certificate(), "authorizedScopes", List.of("scope:own:a")))),
                "named/x",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
        assertThat(service.authenticate(
                                "head",
                                signed("caller", token, null, Instant.now().plusSeconds(60)),
                                null)
                        .path("status")
                        .asString())
                .isEqualTo("auth-success");
    }

    @Test
    @DisplayName("auth-91: bad signed URLs are named")
    void badSignedUrlsAreNamed() {
        assertFailed(service.authenticateUrl("caller", "wrong", null), "Unauthorized: Bad mac");
        assertFailed(service.authenticateUrl("unknown", token, null), "Client with clientId 'unknown' not found");
        assertFailed(service.authenticate("get", "/x?bewit=", null), "Unauthorized: Empty bewit");
        assertFailed(service.authenticate("get", "/x?bewit=%%%", null), "Bad Request: Invalid bewit encoding");
        assertFailed(service.authenticate("get", "/x?bewit=YWJj", null), "Bad Request: Invalid bewit structure");
        assertFailed(service.authenticate("get", "/x?bewit=XFxc", null), "Bad Request: Missing bewit attributes");
        assertFailed(
                service.authenticate("get", "/x?bewit=" + "a".repeat(4096), null),
                "Bad Request: Resource path exceeds max length");
        String url = signed("caller", token, null, Instant.now().plusSeconds(60));
        assertFailed(service.authenticate("post", url, null), "Unauthorized: Invalid method");
        assertFailed(
                service.authenticate(
                        "get", signed("caller", token, null, Instant.now().minusSeconds(1)), null),
                "Unauthorized: Access expired");
        assertFailed(service.authenticate("get", url.replace("x=1", "x=2"), null), "Unauthorized: Bad mac");
    }

    @Test
    void ofAHeaderAndASignedUrlTheHeaderCounts() {
        String url = signed("caller", token, null, Instant.now().plusSeconds(60));
        assertFailed(
                service.authenticate("get", url, header("unknown", token, null)),
                "Client with clientId 'unknown' not found");
    }

    @Test
    @DisplayName("auth-92: without credentials one is anonymous")
    void withoutCredentialsOneIsAnonymous() {
        for (JsonNode answer :
                List.of(service.authenticate("get", RESOURCE, null), service.authenticate("get", RESOURCE, ""))) {
            assertThat(answer.path("status").asString()).isEqualTo("no-auth");
            assertThat(answer.path("scheme").asString()).isEqualTo("none");
            assertThat(answer.path("scopes").valueStream().map(JsonNode::asString))
                    .containsExactly("anonymous:scope", "assume:anonymous");
            assertThat(Instant.parse(answer.path("expires").asString())).isAfter(Instant.now());
        }
    }

    @Test
    @DisplayName("auth-67: disabled and expired clients are named")
    void disabledAndExpiredClientsAreNamed() {
        String other = auth.createClient("other", "s");
        expect(200, auth.root().post("clients/other/disable"));
        assertFailed(service.authenticate(header("other", other, null)), "Client with clientId 'other' is disabled");
        // Known before the signature is looked at.
        assertFailed(service.authenticate(header("other", "wrong", null)), "Client with clientId 'other' is disabled");
        expect(200, auth.root().post("clients/other/enable"));
        expect(200, auth.root().post("clients/other", clientBody(Instant.EPOCH, "", "s")));
        assertFailed(service.authenticate(header("other", other, null)), "Client with clientId: 'other' has expired");
        assertFailed(
                service.authenticate(TemporaryCredentials.of("other", other, "s")),
                "Client with clientId: 'other' has expired");
        expect(200, auth.root().post("clients/other", clientBody(FAR, "", "s")));
    }

    @Test
    void requestsThatCannotBeAreRefused() {
        Map<String, Object> good = Map.of("method", "get", "resource", "/", "host", HOST, "port", PORT);
        expect(200, auth.anonymous().post("authenticate-hawk", good));
        for (Map.Entry<String, Object> bad : List.<Map.Entry<String, Object>>of(
                Map.entry("method", "GET"),
                Map.entry("method", "fetch"),
                Map.entry("resource", 1),
                Map.entry("host", "a b"),
                Map.entry("port", 65536),
                Map.entry("port", "443"),
                Map.entry("sourceIp", "localhost"),
                Map.entry("authorization", 7),
                Map.entry("colour", "red"))) {
            Map<String, Object> request = new LinkedHashMap<>(good);
            request.put(bad.getKey(), bad.getValue());
            Response refused = auth.anonymous().post("authenticate-hawk", request);
            assertThat(refused.status()).as(bad.toString()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("InputValidationError");
        }
        expect(200, auth.anonymous().post("authenticate-hawk", with(good, "sourceIp", "::1")));
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    @Test
    void authenticatingDoesNotAskTheDatabase() {
        Database database = auth.service().bean("authDatabase", Database.class);
        long before = database.calls();
        for (int i = 0; i < 300; i++) {
            service.authenticate(header("caller", token, null));
        }
        // The event log may look for news meanwhile.
        assertThat(database.calls() - before).isLessThan(150);
    }

    @Test
    void theNameOfTheTokenDoesNotAppearInErrors() {
        Response refused = auth.anonymous().as("caller", token).get("roles/");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).doesNotContain(token);
        assertThat(texts(refused, "scopes")).isEmpty();
    }
}
