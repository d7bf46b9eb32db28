package taskcluster.auth.vending.websocktunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITWebsocktunnelApi {
    /** As short as operators may have chosen it. */
    private static final String SECRET = "tunnels";

    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        auth = AuthFixture.start(AuthFixture.builder().property("auth.vending.websocktunnel.secret", SECRET));
        root = auth.root();
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    @Test
    @DisplayName("auth-102: the claims verify with the secret, for 96 hours")
    void case102_claims() {
        TestClient worker = auth.client("worker", "auth:websocktunnel-token:firefox/pool.*");
        JsonNode reply = expect(200, worker.get("websocktunnel/firefox/pool.worker~1.%25"))
                .body();
        assertThat(reply.path("wstAudience").asString()).isEqualTo("firefox");
        assertThat(reply.path("wstClient").asString()).isEqualTo("pool.worker~1.%");
        DecodedJWT token = JWT.require(Algorithm.HMAC256(SECRET))
                .withIssuer("taskcluster-auth")
                .withSubject("worker")
                .withAudience("firefox")
                .withClaim("tid", "pool.worker~1.%")
                .build()
                .verify(reply.path("token").asString());
        assertThat(token.getAlgorithm()).isEqualTo("HS256");
        assertThat(Duration.between(token.getIssuedAtAsInstant(), token.getExpiresAtAsInstant()))
                .isEqualTo(Duration.ofSeconds(345_600));
        assertThat(Duration.between(token.getNotBeforeAsInstant(), token.getIssuedAtAsInstant()))
                .isEqualTo(Duration.ofSeconds(900));
        JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.getPayload()));
        assertThat(claims.propertyNames()).containsExactlyInAnyOrder("iss", "sub", "aud", "tid", "iat", "nbf", "exp");
        assertThat(claims.path("aud").isString()).as("one text, not a list").isTrue();
        assertThat(reply.path("expires").asString())
                .isEqualTo(token.getExpiresAtAsInstant().toString().replace("Z", ".000Z"));
    }

    @Test
    @DisplayName("auth-102: an audience longer than 38 characters is 400")
    void case102_longAudience() {
        expect(200, root.get("websocktunnel/" + "a".repeat(38) + "/client"));
        expect(400, root.get("websocktunnel/" + "a".repeat(39) + "/client"));
    }

    @Test
    @DisplayName("auth-104: with insufficient scopes a bad parameter is 403, with sufficient ones 400")
    void case104_scopesComeBeforeParameters() {
        TestClient nobody = auth.client("nobody");
        for (String path : List.of(
                "websocktunnel/bad.audience/client",
                "websocktunnel/audience/bad%20client",
                "sentry/bad.project/dsn",
                "azure/BAD/tables",
                "audit/task/x")) {
            assertThat(nobody.get(path).status()).as(path).isEqualTo(403);
            assertThat(root.get(path).status()).as(path).isEqualTo(400);
        }
    }

    @Test
    void theScopeIsThatOfTheAudienceAndClient() {
        TestClient worker = auth.client("some-worker", "auth:websocktunnel-token:firefox/worker");
        expect(403, worker.get("websocktunnel/firefox/other"));
        expect(403, worker.get("websocktunnel/thunderbird/worker"));
    }

    @Test
    void noTokensAreMadeWithoutASecret() {
        try (AuthFixture other = auth.startAnother(Map.of())) {
            Response missing = other.root().get("websocktunnel/audience/client");
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.message()).contains("WEBSOCKTUNNEL_SECRET");
        }
    }
}
