package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** A service that asks auth who made the requests that it saw: of one host, for one resource. */
final class AskingService {
    static final String HOST = "tc.example.com";
    static final int PORT = 443;
    static final String RESOURCE = "/api/thing/v1/ping?x=1";

    private final TestClient auth;

    AskingService(AuthFixture auth) {
        this(auth.anonymous());
    }

    /** One that asks with this client, which needs no credentials. */
    AskingService(TestClient auth) {
        this.auth = auth;
    }

    JsonNode authenticate(String method, String resource, @Nullable String authorization) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("method", method);
        request.put("resource", resource);
        request.put("host", HOST);
        request.put("port", PORT);
        request.put("sourceIp", "127.0.0.1");
        if (authorization != null) {
            request.put("authorization", authorization);
        }
        return expect(200, auth.post("authenticate-hawk", request)).body();
    }

    JsonNode authenticate(String authorization) {
        return authenticate("get", RESOURCE, authorization);
    }

    static String header(String clientId, String accessToken, @Nullable String ext) {
        return header(clientId, accessToken, ext, Instant.now(), null);
    }

    static String header(
            String clientId, String accessToken, @Nullable String ext, Instant time, @Nullable String hash) {
        String seconds = Long.toString(time.getEpochSecond());
        HawkHeader unsigned = new HawkHeader(clientId, seconds, Slugid.nice(), "", hash, ext, null, null);
        String mac = HawkMac.ofHeader(unsigned, accessToken, "GET", RESOURCE, HOST, PORT);
        return new HawkHeader(clientId, seconds, unsigned.nonce(), mac, hash, ext, null, null).toHeaderValue();
    }

    static String ext(Map<String, ?> content) {
        return Base64.getEncoder()
                .encodeToString(Json.MAPPER.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
    }

    JsonNode authenticate(TemporaryCredentials credentials) {
        return authenticate(credentials, credentials.certificate());
    }

    JsonNode authenticate(TemporaryCredentials credentials, JsonNode certificate) {
        return authenticate(
                header(credentials.clientId(), credentials.accessToken(), ext(Map.of("certificate", certificate))));
    }

    static void assertFailed(JsonNode answer, String message) {
        assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("auth-failed");
        assertThat(answer.path("message").asString()).isEqualTo(message);
        assertThat(answer.size()).isEqualTo(2);
    }

    static void assertSuccess(JsonNode answer, String clientId, String... scopes) {
        assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("auth-success");
        assertThat(answer.path("scheme").asString()).isEqualTo("hawk");
        assertThat(answer.path("clientId").asString()).isEqualTo(clientId);
        assertThat(answer.path("scopes").valueStream().map(JsonNode::asString)).containsExactly(scopes);
    }

    JsonNode authenticateUrl(String clientId, String accessToken, @Nullable String ext) {
        return authenticate(
                "get", signed(clientId, accessToken, ext, Instant.now().plusSeconds(60)), null);
    }

    static String signed(String clientId, String accessToken, @Nullable String ext, Instant expires) {
        String seconds = Long.toString(expires.getEpochSecond());
        String mac = HawkMac.ofBewit(accessToken, seconds, RESOURCE, HOST, PORT, ext);
        return RESOURCE + "&bewit=" + new Bewit(clientId, seconds, mac, ext, RESOURCE).encode();
    }
}
