package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.TemporaryCredentials;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** A running auth and thousands of requests that are almost right: it answers each, and none of them with a 500. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITFuzz {
    private AuthFixture auth;
    private String token;
    private long seed;

    @BeforeAll
    void start() {
        seed = FuzzSeed.next();
        auth = AuthFixture.start();
        token = auth.createClient("fuzz", "auth:create-client:*", "auth:current-scopes", "scope:*");
    }

    @AfterAll
    void stop() {
        auth.close();
    }

    private List<String> headers() {
        TemporaryCredentials credentials = TemporaryCredentials.of("fuzz", token, "scope:a");
        List<Map<String, ?>> extensions = List.of(
                Map.of(),
                Map.of("authorizedScopes", List.of("scope:a")),
                Map.of("certificate", credentials.certificate()),
                Map.of(
                        "certificate",
                        credentials.named("named").certificate(),
                        "authorizedScopes",
                        List.of("scope:a")));
        List<String> headers = new ArrayList<>();
        extensions.forEach(ext -> headers.add(AskingService.header("fuzz", token, AskingService.ext(ext))));
        return headers;
    }

    /** Whatever a service saw, in the words of its question. */
    @Test
    void questionsOfServices() {
        AskingService service = new AskingService(auth);
        Mutations mutations = new Mutations(seed);
        List<String> headers = headers();
        List<String> urls =
                List.of(AskingService.signed("fuzz", token, null, Instant.now().plusSeconds(600)));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(service.authenticate("get", AskingService.RESOURCE, storable(mutations.next(headers)))
                    .path("status")
                    .asString());
            answers.add(service.authenticate("get", storable(mutations.next(urls)), null)
                    .path("status")
                    .asString());
        }
        assertThat(answers).contains("auth-success", "auth-failed", "no-auth");
        assertThat(answers.stream().distinct()).hasSize(3);
    }

    /** Text that JSON of ours may hold: everything else is refused before auth looks at it. */
    private static String storable(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8).replace("\u0000", "");
    }

    /** The header of a request to auth itself. */
    @Test
    void headersOfRequests() {
        Mutations mutations = new Mutations(seed);
        List<String> headers = headers();
        for (int i = 0; i < 1000; i++) {
            String header = mutations.next(headers).replaceAll("[^\\x20-\\x7e]", "~");
            Response response =
                    auth.anonymous().withHeader("Authorization", header).get("scopes/current");
            // Without credentials: 403. The path that the headers sign is another one, so none is good.
            assertThat(response.status()).as("seed %s: %s", seed, header).isIn(401, 403);
            assertThat(response.code()).isIn("AuthenticationFailed", "InsufficientScopes");
        }
    }

    /** The body of methods that take scopes and credentials. */
    @Test
    void bodies() {
        Mutations mutations = new Mutations(seed);
        TestClient root = auth.root();
        List<String> bodies = List.of(
                "{\"scopes\": [\"a\", \"b*\", \"assume:x\"]}",
                "{\"clientScopes\": [\"a\", \"b*\"], \"requiredScopes\": [\"a\"]}",
                "{\"method\": \"get\", \"resource\": \"/\", \"host\": \"h\", \"port\": 80, \"authorization\": \"Hawk\"}");
        for (int i = 0; i < 300; i++) {
            String body = mutations.next(bodies);
            for (String method : List.of("scopes/expand", "test-authenticate", "authenticate-hawk")) {
                Response response = root.post(method, body);
                assertThat(response.status())
                        .as("seed %s: %s %s", seed, method, body)
                        .isIn(200, 400, 401, 403);
            }
        }
    }
}
