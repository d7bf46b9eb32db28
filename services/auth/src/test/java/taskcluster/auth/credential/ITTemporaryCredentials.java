package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.credential.AskingService.assertFailed;
import static taskcluster.auth.credential.AskingService.assertSuccess;
import static taskcluster.auth.credential.AskingService.ext;
import static taskcluster.auth.credential.AskingService.header;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Certificates and restrictions, as auth checks them for other services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITTemporaryCredentials {
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

    private TemporaryCredentials temporary(String... scopes) {
        return TemporaryCredentials.of("caller", token, scopes);
    }

    @Test
    void temporaryCredentialsHaveTheScopesOfTheirCertificate() {
        assertSuccess(
                service.authenticate(temporary("scope:own:a")),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
        assertSuccess(
                service.authenticate(temporary("scope:own:a").named("named/x")),
                "named/x",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version   | 2                   | ext.certificate.version must be 1",
                "seed      | 17                  | ext.certificate.seed must be a string",
                "seed      | \"short\"           | ext.certificate.seed must be 44 characters",
                "start     | \"2016-01-01\"      | ext.certificate.start must be a number",
                "expiry    | \"2016-01-01\"      | ext.certificate.expiry must be a number",
                "scopes    | \"scope:own:a\"     | ext.certificate.scopes must be an array",
                "scopes    | [1]                 | ext.certificate.scopes must be an array of valid scopes",
                "scopes    | [\"\u00e4\"]        | ext.certificate.scopes must be an array of valid scopes",
                "scopes    | [\"scope:own:b\"]   | ext.certificate.signature is not valid",
                "signature | \"\"                | ext.certificate.signature is not valid",
                "signature | \"AAAA\"            | ext.certificate.signature is not valid",
                "signature | null                | ext.certificate.signature is not valid",
                "issuer    | 17                  | ext.certificate.issuer must be a string",
                "issuer    | \"caller\"          | ext.certificate.issuer must differ from the supplied clientId",
                "issuer    | \"nobody\"          | Client with clientId 'nobody' not found",
                "clientId  | \"caller\"          | ext.certificate.clientId must only be used with ext.certificate.issuer",
            })
    @DisplayName("auth-81: each fault of a certificate is named")
    void eachFaultOfACertificateIsNamed(String key, String value, String message) {
        TemporaryCredentials credentials = temporary("scope:own:a");
        ObjectNode certificate = credentials.certificate();
        certificate.set(key, Json.MAPPER.readTree(value));
        assertFailed(service.authenticate(credentials, certificate), message);
    }

    @Test
    @DisplayName("auth-81: a certificate is an object")
    void aCertificateIsAnObject() {
        assertFailed(
                service.authenticate(header("caller", token, ext(Map.of("certificate", "text")))),
                "ext.certificate must be a JSON object");
        assertThat(service.authenticate(header("caller", token, "eyJjZXJ0aWZpY2F0ZSI6IG51bGx9"))
                        .path("status")
                        .asString())
                .isEqualTo("auth-success");
    }

    @Test
    void anIssuerThatMeansNothingIsNone() {
        TemporaryCredentials credentials = temporary("scope:own:a");
        for (String nothing : List.of("null", "\"\"")) {
            ObjectNode certificate = credentials.certificate();
            certificate.set("issuer", Json.MAPPER.readTree(nothing));
            assertThat(service.authenticate(credentials, certificate)
                            .path("status")
                            .asString())
                    .isEqualTo("auth-success");
        }
    }

    @Test
    @DisplayName("auth-82: certificates are good for their time and five minutes around")
    void certificatesAreGoodForTheirTimeAndFiveMinutesAround() {
        Instant now = Instant.now();
        TemporaryCredentials credentials = temporary("scope:own:a");
        for (TemporaryCredentials good : List.of(
                credentials.between(now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(4))),
                credentials.between(now.plus(Duration.ofMinutes(4)), now.plus(Duration.ofHours(1))),
                credentials.between(now, now.plus(Duration.ofDays(31))))) {
            assertThat(service.authenticate(good).path("status").asString()).isEqualTo("auth-success");
        }
        assertFailed(
                service.authenticate(
                        credentials.between(now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(6)))),
                "ext.certificate.expiry < now");
        assertFailed(
                service.authenticate(
                        credentials.between(now.plus(Duration.ofMinutes(6)), now.plus(Duration.ofHours(1)))),
                "ext.certificate.start > now");
        assertFailed(
                service.authenticate(credentials.between(now, now.plus(Duration.ofDays(365)))),
                "ext.certificate cannot last longer than 31 days!");
    }

    @Test
    @DisplayName("auth-83: the earlier expiry counts")
    void theEarlierExpiryCounts() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(30));
        expect(200, auth.root().put("clients/short", clientBody(soon, "", "s")));
        String shortToken = expect(200, auth.root().post("clients/short/reset"))
                .body()
                .path("accessToken")
                .asString();
        TemporaryCredentials longer = TemporaryCredentials.of("short", shortToken, "s");
        assertThat(service.authenticate(longer).path("expires").asString()).isEqualTo(Json.timestamp(soon));
        Instant sooner = soon.minusSeconds(60);
        assertThat(service.authenticate(longer.between(longer.start(), sooner))
                        .path("expires")
                        .asString())
                .isEqualTo(Json.timestamp(sooner));
    }

    @Test
    @DisplayName("auth-84: the certificate is signed by its issuer")
    void theCertificateIsSignedByItsIssuer() {
        assertFailed(
                service.authenticate(TemporaryCredentials.of("caller", "wrong", "scope:own:a")),
                "ext.certificate.signature is not valid");
        // Credentials derived from temporary ones are signed with the wrong token.
        TemporaryCredentials first = temporary("scope:own:a");
        assertFailed(
                service.authenticate(TemporaryCredentials.of("caller", first.accessToken(), "scope:own:a")),
                "ext.certificate.signature is not valid");
        // A good certificate and the wrong token.
        assertFailed(
                service.authenticate(header("caller", token, ext(Map.of("certificate", first.certificate())))),
                "Unauthorized: Bad mac");
    }

    @Test
    @DisplayName("auth-85: the issuer has the scopes that it gives")
    void theIssuerHasTheScopesThatItGives() {
        assertFailed(
                service.authenticate(temporary("scope:own:a", "other:b", "other:c")),
                "ext.certificate issuer `caller` doesn't satisfy all certificate scopes scope:own:a, other:b, other:c."
                        + "  The temporary credentials were not generated correctly.");
        assertFailed(
                service.authenticate(temporary("*")),
                "ext.certificate issuer `caller` doesn't satisfy all certificate scopes *."
                        + "  The temporary credentials were not generated correctly.");
    }

    @Test
    @DisplayName("auth-85: roles of the issuer count")
    void rolesOfTheIssuerCount() {
        assertSuccess(
                service.authenticate(TemporaryCredentials.of("rock", rolesToken, "scope:via-role:1")),
                "rock",
                "anonymous:scope",
                "assume:anonymous",
                "scope:via-role:1");
    }

    @Test
    @DisplayName("auth-86: nobody needs the anonymous role to become anonymous")
    void nobodyNeedsTheAnonymousRoleToBecomeAnonymous() {
        assertSuccess(service.authenticate(temporary()), "caller", "anonymous:scope", "assume:anonymous");
    }

    @Test
    @DisplayName("auth-87: names are given by the issuer")
    void namesAreGivenByTheIssuer() {
        TemporaryCredentials named = temporary("scope:own:a").named("named/x");
        ObjectNode selfNamed = named.certificate();
        selfNamed.put("issuer", "named/x");
        assertFailed(
                service.authenticate(named, selfNamed),
                "ext.certificate.issuer must differ from the supplied clientId");
        assertFailed(
                service.authenticate(named.signedAs("named/y")),
                "ext.certificate.signature is not valid, or wrong clientId provided");
        assertFailed(
                service.authenticate(named.signedAs(null)),
                "ext.certificate.signature is not valid, or wrong clientId provided");
        assertFailed(
                service.authenticate(temporary("scope:own:a").named("other/x")),
                "ext.certificate issuer `caller` doesn't have `auth:create-client:other/x` for supplied clientId.");
    }

    @Test
    void aNameIsAClientId() {
        JsonNode answer = service.authenticate(
                TemporaryCredentials.of("rock", rolesToken, "scope:via-role:1").named("not a client id"));
        assertThat(answer.path("status").asString()).isEqualTo("auth-failed");
        assertThat(answer.path("message").asString()).contains("'not a client id'", "not a valid clientId");
    }

    @Test
    @DisplayName("auth-88: authorizedScopes restrict")
    void authorizedScopesRestrict() {
        assertSuccess(
                service.authenticate(header("caller", token, ext(Map.of("authorizedScopes", List.of("scope:own:a"))))),
                "caller",
                "anonymous:scope",
                "assume:anonymous",
                "scope:own:a");
        assertSuccess(
                service.authenticate(header("caller", token, ext(Map.of("authorizedScopes", List.of())))),
                "caller",
                "anonymous:scope",
                "assume:anonymous");
        assertFailed(
                service.authenticate(header("caller", token, ext(Map.of("authorizedScopes", "scope:own:a")))),
                "ext.authorizedScopes must be an array");
        assertFailed(
                service.authenticate(header("caller", token, ext(Map.of("authorizedScopes", List.of("a\n"))))),
                "ext.authorizedScopes must be an array of valid scopes");
        JsonNode answer = service.authenticate(
                header("caller", token, ext(Map.of("authorizedScopes", List.of("other", "scope:own:a")))));
        assertThat(answer.path("status").asString()).isEqualTo("auth-failed");
        assertThat(answer.path("message").asString())
                .startsWith("Supplied credentials do not satisfy authorizedScopes; credentials have scopes:")
                .contains("```\nanonymous:scope\nassume:anonymous\nauth:create-client:named/*\nscope:own:*\n```")
                .contains("authorizedScopes are:\n\n```\nother\nscope:own:a\n```");
    }

    @Test
    @DisplayName("auth-89: authorizedScopes may come from roles and from the anonymous role")
    void authorizedScopesMayComeFromRolesAndFromTheAnonymousRole() {
        TemporaryCredentials credentials = TemporaryCredentials.of("rock", rolesToken, "assume:rockstar");
        assertSuccess(
                restricted(credentials, "scope:via-role:1"),
                "rock",
                "anonymous:scope",
                "assume:anonymous",
                "scope:via-role:1");
        assertSuccess(restricted(credentials, "anonymous:scope"), "rock", "anonymous:scope", "assume:anonymous");
        assertSuccess(
                restricted(credentials, "assume:rockstar"),
                "rock",
                "anonymous:scope",
                "assume:anonymous",
                "assume:rockstar",
                "scope:via-role:*");
    }

    private JsonNode restricted(TemporaryCredentials credentials, String... scopes) {
        return service.authenticate(header(
                credentials.clientId(),
                credentials.accessToken(),
                ext(Map.of("certificate", credentials.certificate(), "authorizedScopes", List.of(scopes)))));
    }

    @Test
    @DisplayName("auth-90: the certificate limits before the restriction")
    void theCertificateLimitsBeforeTheRestriction() {
        assertThat(restricted(temporary("scope:own:a"), "scope:own:b")
                        .path("message")
                        .asString())
                .startsWith("Supplied credentials do not satisfy authorizedScopes");
    }

    @Test
    void narrowingTheIssuerEndsTemporaryCredentials() {
        String narrowed = auth.createClient("narrowed", "s:*");
        TemporaryCredentials credentials = TemporaryCredentials.of("narrowed", narrowed, "s:1");
        assertThat(service.authenticate(credentials).path("status").asString()).isEqualTo("auth-success");
        expect(200, auth.root().post("clients/narrowed", clientBody(FAR, "", "s:2")));
        assertThat(service.authenticate(credentials).path("status").asString()).isEqualTo("auth-failed");
    }
}
