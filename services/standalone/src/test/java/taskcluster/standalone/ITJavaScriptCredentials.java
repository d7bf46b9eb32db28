package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Credentials as the official JavaScript client makes them: good ones are accepted, and no tampering is. */
@DisplayName("credentials made by the official JavaScript client")
class ITJavaScriptCredentials {
    private static final Map<String, JsonNode> ATTEMPTS = new LinkedHashMap<>();

    @BeforeAll
    static void tryAll(@TempDir Path folder) throws Exception {
        JavaScript javaScript = JavaScript.install(folder);
        try (StandaloneProcess deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0")) {
            javaScript
                    .run("credentials.mjs", deployment)
                    .lines()
                    .map(Json.MAPPER::readTree)
                    .forEach(attempt -> ATTEMPTS.put(attempt.path("name").asString(), attempt));
        }
    }

    private static JsonNode attempt(String name) {
        JsonNode attempt = ATTEMPTS.get(name);
        assertThat(attempt).as("an attempt named %s", name).isNotNull();
        return attempt;
    }

    /** The scopes of a request, beside those that everybody has. */
    private static List<String> ownScopes(JsonNode attempt) {
        TreeSet<String> anonymous = new TreeSet<>(scopes(ATTEMPTS.get("permanent, restricted to nothing")));
        // That the request was allowed at all is owed to the scopes that everybody has.
        assertThat(anonymous).contains("assume:anonymous", "auth:current-scopes");
        return scopes(attempt).stream()
                .filter(scope -> !anonymous.contains(scope))
                .toList();
    }

    private static List<String> scopes(JsonNode attempt) {
        return attempt.path("scopes").valueStream().map(JsonNode::asString).toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "permanent                                 | auth:create-client:js/named/* scope:own:*",
                "temporary                                 | scope:own:a",
                "temporary, certificate as an object       | scope:own:a",
                "named                                     | scope:own:a",
                "permanent, restricted                     | scope:own:a",
                "permanent, restricted to nothing          | ``",
                "temporary, restricted                     | scope:own:a",
                "named, restricted                         | scope:own:a",
                "temporary without scopes                  | ``",
                "four minutes past expiry                  | scope:own:a",
                "four minutes before start                 | scope:own:a",
                "start after expiry within the tolerance   | scope:own:a",
                "url, permanent                            | auth:create-client:js/named/* scope:own:*",
                "url, temporary                            | scope:own:a",
                "url, named and restricted                 | scope:own:a",
                "before the issuer changes                 | scope:own:a",
            })
    @DisplayName("auth-78, 83, 86, 88 to 91, 95, 111: good credentials have the scopes that they say")
    void goodCredentialsAreAccepted(String name, String ownScopes) {
        JsonNode attempt = attempt(name);
        assertThat(attempt.path("status").asInt()).as("%s", attempt).isEqualTo(200);
        assertThat(String.join(" ", ownScopes(attempt))).isEqualTo(ownScopes);
    }

    @Test
    @DisplayName("auth-87: named credentials act under their name")
    void namedCredentialsActUnderTheirName() {
        JsonNode refused = attempt("named, asking for more than it may");
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(refused.path("code").asString()).isEqualTo("InsufficientScopes");
        assertThat(refused.path("message").asString()).startsWith("Client ID js/named/one does not have");
    }

    @Test
    @DisplayName("auth-94: clients can try themselves out")
    void theTesterIsKnown() {
        JsonNode tried = attempt("tester");
        assertThat(tried.path("clientId").asString()).isEqualTo("tester");
        assertThat(scopes(tried)).containsExactly("assume:anonymous", "test:abc");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unknown client            | Client with clientId 'js/nobody' not found",
                "wrong token               | Unauthorized: Bad mac",
                "token of another client   | Unauthorized: Bad mac",
                "clock an hour slow        | Unauthorized: Stale timestamp",
                "clock an hour fast        | Unauthorized: Stale timestamp",
                "expired                   | ext.certificate.expiry < now",
                "post-dated                | ext.certificate.start > now",
                "longer than 31 days       | ext.certificate cannot last longer than 31 days!",
                "start after expiry        | ext.certificate.start > now",
                "version 2                 | ext.certificate.version must be 1",
                "no version                | ext.certificate.version must be 1",
                "seed of a number          | ext.certificate.seed must be a string",
                "short seed                | ext.certificate.seed must be 44 characters",
                "start of a text           | ext.certificate.start must be a number",
                "expiry of a text          | ext.certificate.expiry must be a number",
                "scopes of a text          | ext.certificate.scopes must be an array",
                "scope of a number         | ext.certificate.scopes must be an array of valid scopes",
                "scope outside ASCII       | ext.certificate.scopes must be an array of valid scopes",
                "issuer of a number        | ext.certificate.issuer must be a string",
                "clientId without issuer   | ext.certificate.clientId must only be used with ext.certificate.issuer",
                "wrong signature           | ext.certificate.signature is not valid",
                "short signature           | ext.certificate.signature is not valid",
                "no signature              | ext.certificate.signature is not valid",
                "seed changed              | ext.certificate.signature is not valid",
                "scopes widened            | ext.certificate.signature is not valid",
                "scopes narrowed           | ext.certificate.signature is not valid",
                "scopes reordered          | ext.certificate.signature is not valid",
                "expiry extended           | ext.certificate.signature is not valid",
                "start earlier             | ext.certificate.signature is not valid",
                "signed by another client  | ext.certificate.signature is not valid",
                "certificate taken off     | Unauthorized: Bad mac",
                "certificate of others with its token | Unauthorized: Bad mac",
                "issuing further ones      | ext.certificate.signature is not valid",
                "url, wrong token          | Unauthorized: Bad mac",
                "url, expired              | Unauthorized: Access expired",
                "url of another path       | Unauthorized: Bad mac",
                "url with more in it       | Unauthorized: Bad mac",
                "url, garbage              | Bad Request: Invalid bewit encoding",
                "url, three parts          | Bad Request: Invalid bewit structure",
                "url, empty parts          | Bad Request: Missing bewit attributes",
                "url, tampered certificate | ext.certificate.signature is not valid",
                "issuer disabled           | Client with clientId 'js/changing' is disabled",
                "issuer expired            | Client with clientId: 'js/changing' has expired",
                "issuer with a new token   | ext.certificate.signature is not valid",
                "issuer deleted            | Client with clientId 'js/changing' not found",
                "wrong name                | ext.certificate.signature is not valid, or wrong clientId provided",
                "issuer taken off          | Client with clientId 'js/named/one' not found",
                "unknown issuer            | Client with clientId 'js/nobody' not found",
                "issuer is the name        | ext.certificate.issuer must differ from the supplied clientId",
                "authorizedScopes invalid  | ext.authorizedScopes must be an array of valid scopes",
            })
    @DisplayName("auth-67, 68, 79, 81, 82, 84, 87, 88, 91, 93: tampering is refused with its own message")
    void tamperingIsRefused(String name, String message) {
        assertThat(messageOfRefusal(name)).isEqualTo(message);
    }

    @Test
    @DisplayName("auth-87: names are for the issuer to give")
    void namesAreForTheIssuerToGive() {
        assertThat(messageOfRefusal("another issuer"))
                .isEqualTo("ext.certificate issuer `js/other` doesn't have `auth:create-client:js/named/one` for"
                        + " supplied clientId.");
        assertThat(messageOfRefusal("issuer who may give no names")).isEqualTo(messageOfRefusal("another issuer"));
        assertThat(messageOfRefusal("name that the issuer may not give"))
                .isEqualTo("ext.certificate issuer `js/issuer` doesn't have `auth:create-client:elsewhere/one` for"
                        + " supplied clientId.");
    }

    @Test
    @DisplayName("auth-85: an issuer gives no more than it has, now and later")
    void theIssuerGivesNoMoreThanItHas() {
        assertThat(messageOfRefusal("issuer lacking scopes"))
                .isEqualTo("ext.certificate issuer `js/issuer` doesn't satisfy all certificate scopes"
                        + " auth:current-scopes, scope:foreign:a, scope:foreign:b.  The temporary credentials were not"
                        + " generated correctly.");
        assertThat(messageOfRefusal("issuer narrowed"))
                .isEqualTo(
                        "ext.certificate issuer `js/changing` doesn't satisfy all certificate scopes"
                                + " auth:current-scopes, scope:own:a.  The temporary credentials were not generated correctly.");
    }

    @Test
    @DisplayName("auth-88, 90: a restriction to what one has not is refused with both lists")
    void restrictionsAreToOnesOwnScopes() {
        assertThat(messageOfRefusal("authorizedScopes not satisfied"))
                .startsWith("Supplied credentials do not satisfy authorizedScopes; credentials have scopes:\n\n```\n")
                .contains("\nscope:own:*\n")
                .endsWith("authorizedScopes are:\n\n```\nscope:foreign:a\n```");
        assertThat(messageOfRefusal("authorizedScopes of the issuer only"))
                .contains("\nscope:own:a\n```")
                .endsWith("authorizedScopes are:\n\n```\nscope:own:b\n```");
    }

    @Test
    @DisplayName("platform-24: a signed URL and a header together are refused")
    void twoSchemesAreRefused() {
        assertThat(messageOfRefusal("url and header")).startsWith("Cannot use two authentication schemes at once");
    }

    /** What the 401 of an attempt says, without what every error says. */
    private static String messageOfRefusal(String name) {
        JsonNode attempt = attempt(name);
        assertThat(attempt.path("status").asInt()).as("%s", attempt).isEqualTo(401);
        assertThat(attempt.path("code").asString()).isEqualTo("AuthenticationFailed");
        String message = attempt.path("message").asString();
        return message.substring(0, message.indexOf("\n\n---\n\n"));
    }
}
