package taskcluster.auth.vending.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.auth.vending.RsaKeys;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITGcpApi {
    private static final String PROJECT = "test-project";
    private static final String ISSUER = "issuer@test-project.iam.gserviceaccount.com";
    private static final String ACCOUNT = "lent@test-project.iam.gserviceaccount.com";

    private final KeyPair keys = RsaKeys.generate();
    private volatile boolean refuses;
    private FakeVendor google;
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        google = new FakeVendor(this::answer);
        auth = AuthFixture.start(AuthFixture.builder()
                .property("auth.vending.gcp.allowed-projects", allowedProjects())
                .property("auth.vending.gcp.iam-endpoint", google.url()));
        root = auth.root();
    }

    private String allowedProjects() {
        return Json.MAPPER.writeValueAsString(Map.of(
                PROJECT,
                Map.of(
                        "credentials",
                        Map.of(
                                "type",
                                "service_account",
                                "project_id",
                                PROJECT,
                                "private_key_id",
                                "key1",
                                "private_key",
                                RsaKeys.pkcs8(keys),
                                "client_email",
                                ISSUER,
                                "client_id",
                                "1234",
                                "token_uri",
                                google.url() + "/token"),
                        "allowedServiceAccounts",
                        List.of(ACCOUNT, "other@test-project.iam.gserviceaccount.com"))));
    }

    @AfterAll
    void stop() {
        auth.close();
        google.close();
    }

    @BeforeEach
    void clear() {
        refuses = false;
        google.takeRequests();
    }

    /** Plays the token endpoint of OAuth and the IAM Service Account Credentials API. */
    private FakeVendor.Answer answer(FakeVendor.Request request) {
        if (request.path().equals("/token")) {
            DecodedJWT assertion = JWT.require(Algorithm.RSA256((RSAPublicKey) keys.getPublic()))
                    .withIssuer(ISSUER)
                    .build()
                    .verify(request.form().get("assertion"));
            assertThat(assertion.getClaim("scope").asString())
                    .isEqualTo("https://www.googleapis.com/auth/cloud-platform");
            return FakeVendor.Answer.json(
                    200, Map.of("access_token", "issuer-token", "token_type", "Bearer", "expires_in", 3600));
        }
        if (refuses || !request.header("authorization").equals("Bearer issuer-token")) {
            return FakeVendor.Answer.json(
                    403, Map.of("error", Map.of("code", 403, "message", "denied", "status", "PERMISSION_DENIED")));
        }
        return FakeVendor.Answer.json(200, Map.of("accessToken", "lent-token", "expireTime", "2100-01-01T01:00:00Z"));
    }

    private static String path(String project, String account) {
        return "gcp/credentials/" + project + "/" + encode(account);
    }

    @Test
    @DisplayName("auth-100: an allowed service account gives a token and when it expires")
    void case100_token() {
        JsonNode reply = expect(200, root.get(path(PROJECT, ACCOUNT))).body();
        assertThat(reply.path("accessToken").asString()).isEqualTo("lent-token");
        assertThat(reply.path("expireTime").asString()).isEqualTo("2100-01-01T01:00:00.000Z");
        FakeVendor.Request request = google.takeRequests().getLast();
        assertThat(request).hasToString("POST /v1/projects/-/serviceAccounts/" + ACCOUNT + ":generateAccessToken");
        assertThat(request.json().path("scope"))
                .isEqualTo(Json.MAPPER.valueToTree(List.of("https://www.googleapis.com/auth/cloud-platform")));
        assertThat(request.json().path("lifetime").asString()).isEqualTo("3600s");
        assertThat(request.json().path("delegates").size()).isZero();
    }

    @Test
    @DisplayName("auth-100: a service account that is not in the list is 400")
    void case100_otherAccount() {
        for (String account : List.of("invalid", "stranger@test-project.iam.gserviceaccount.com")) {
            Response refused = root.get(path(PROJECT, account));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("InvalidRequestArguments");
            assertThat(refused.message()).contains(account).contains("GCP_CREDENTIALS_ALLOWED_PROJECTS");
        }
        assertThat(google.takeRequests()).isEmpty();
    }

    @Test
    @DisplayName("auth-100: another project is 404")
    void case100_otherProject() {
        Response refused = root.get(path("other-project", ACCOUNT));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.message()).contains("other-project");
        assertThat(google.takeRequests()).isEmpty();
    }

    @Test
    void eachCallGivesANewTokenWithTheSameIssuer() {
        expect(200, root.get(path(PROJECT, ACCOUNT)));
        google.takeRequests();
        expect(200, root.get(path(PROJECT, "other@test-project.iam.gserviceaccount.com")));
        expect(200, root.get(path(PROJECT, ACCOUNT)));
        assertThat(google.takeRequests())
                .extracting(FakeVendor.Request::path)
                .containsExactly(
                        "/v1/projects/-/serviceAccounts/other@test-project.iam.gserviceaccount.com:generateAccessToken",
                        "/v1/projects/-/serviceAccounts/" + ACCOUNT + ":generateAccessToken");
    }

    @Test
    void theScopeIsThatOfTheProjectAndAccount() {
        TestClient caller = auth.client("lender", "auth:gcp:access-token:" + PROJECT + "/" + ACCOUNT);
        expect(200, caller.get(path(PROJECT, ACCOUNT)));
        expect(403, caller.get(path(PROJECT, "other@test-project.iam.gserviceaccount.com")));
        expect(403, caller.get(path(PROJECT, "invalid")));
        expect(403, caller.get(path("other-project", ACCOUNT)));
    }

    @Test
    void whatGoogleRefusesIsAnIncident() {
        refuses = true;
        Response failed = root.get(path(PROJECT, ACCOUNT));
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.message()).contains("incidentId").doesNotContain("denied");
    }

    @Test
    void nothingIsGivenWhereNothingIsConfigured() {
        try (AuthFixture other = auth.startAnother(Map.of())) {
            Response missing = other.root().get(path(PROJECT, ACCOUNT));
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.message()).contains("GCP_CREDENTIALS_ALLOWED_PROJECTS");
        }
    }
}
