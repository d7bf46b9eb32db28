package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.api.Authentication;
import taskcluster.api.HawkRequest;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;

/** The client and the authenticator, which check each other, over a server that tells what it received. */
class TestClientTest {
    private final FakeAuthenticator authenticator = new FakeAuthenticator()
            .client("alice", "a:*", "b")
            .client("bob", "c")
            .anonymous("public");
    private HttpServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = TestClient.anonymous(
                new RootUrl("http://localhost:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Authentication authentication = authenticator.authenticate(new HawkRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    "localhost",
                    server.getAddress().getPort(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    null));
            Map<String, @Nullable Object> told = new LinkedHashMap<>();
            told.put("verb", exchange.getRequestMethod());
            told.put("resource", exchange.getRequestURI().toString());
            told.put("sent", sent);
            told.put("contentType", exchange.getRequestHeaders().getFirst("Content-Type"));
            told.put("extra", exchange.getRequestHeaders().getFirst("X-Extra"));
            switch (authentication) {
                case Authentication.Success success -> {
                    told.put("clientId", success.clientId());
                    told.put("scopes", success.scopes().scopes());
                }
                case Authentication.NoAuth nobody ->
                    told.put("scopes", nobody.scopes().scopes());
                case Authentication.Failure failure -> told.put("message", failure.message());
            }
            byte[] body = sent.equals("\"text\"")
                    ? "no json".getBytes(StandardCharsets.UTF_8)
                    : Json.MAPPER.writeValueAsBytes(told);
            exchange.getResponseHeaders().set("X-Answer", "yes");
            exchange.sendResponseHeaders(told.containsKey("message") ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void signsEveryVerbAndItsQuery() {
        TestClient alice = client.as("alice");
        assertThat(alice.get("/x/a%2Fb?limit=1&q=%20").ok().path("clientId").asString())
                .isEqualTo("alice");
        Response put = alice.put("/x", Map.of("a", 1));
        assertThat(put.ok().path("sent").asString()).isEqualTo("{\"a\":1}");
        assertThat(put.body().path("contentType").asString()).isEqualTo("application/json");
        assertThat(put.body().path("scopes")).isEqualTo(Json.MAPPER.readTree("[\"a:*\", \"b\", \"public\"]"));
        assertThat(put.header("x-answer")).isEqualTo("yes");
        assertThat(alice.post("/x").ok().path("sent").asString()).isEmpty();
        assertThat(alice.post("/x", "{broken").ok().path("sent").asString()).isEqualTo("{broken");
        assertThat(alice.delete("/x").ok().path("verb").asString()).isEqualTo("DELETE");
        assertThat(alice.delete("/x", Map.of()).ok().path("sent").asString()).isEqualTo("{}");
        assertThat(alice.send("PATCH", "/x", null).ok().path("verb").asString()).isEqualTo("PATCH");
    }

    @Test
    void pathsBeginAtTheRootOrAtAService() {
        assertThat(client.get("/ping").ok().path("resource").asString()).isEqualTo("/ping");
        assertThat(client.forService("queue").get("ping").ok().path("resource").asString())
                .isEqualTo("/api/queue/v1/ping");
        assertThat(client.forService("queue").get("/ping").ok().path("resource").asString())
                .isEqualTo("/api/queue/v1/ping");
    }

    @Test
    void withoutCredentialsOneIsAnonymous() {
        Response response = client.get("/x");
        assertThat(response.ok().has("clientId")).isFalse();
        assertThat(response.body().path("scopes")).isEqualTo(Json.MAPPER.readTree("[\"public\"]"));
        assertThat(client.as("alice").anonymous().get("/x").body().has("clientId"))
                .isFalse();
    }

    @Test
    void badCredentialsAreRefused() {
        assertThat(client.as("alice", "wrong").get("/x").message()).isEqualTo("Unauthorized: Bad mac");
        assertThat(client.as("carol").get("/x").message()).isEqualTo("Client with clientId 'carol' not found");
        TestClient late = client.as("alice").withClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-16)));
        assertThat(late.get("/x").message()).isEqualTo("Unauthorized: Stale timestamp");
        TestClient early = client.as("alice").withClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(14)));
        assertThat(early.get("/x").status()).isEqualTo(200);
        assertThat(client.withHeader("Authorization", "Basic abc").get("/x").status())
                .isEqualTo(401);
        authenticator.remove("alice");
        assertThat(client.as("alice").get("/x").status()).isEqualTo(401);
    }

    @Test
    void authorizedScopesRestrict() {
        TestClient alice = client.as("alice");
        assertThat(alice.withAuthorizedScopes("a:1").get("/x").ok().path("scopes"))
                .isEqualTo(Json.MAPPER.readTree("[\"a:1\", \"public\"]"));
        assertThat(alice.withAuthorizedScopes().get("/x").ok().path("scopes"))
                .isEqualTo(Json.MAPPER.readTree("[\"public\"]"));
        assertThat(alice.withAuthorizedScopes("c").get("/x").message())
                .isEqualTo("Supplied credentials do not satisfy authorizedScopes");
        assertThat(alice.withCertificate(Json.MAPPER.readTree("{\"version\":1}"))
                        .get("/x")
                        .status())
                .as("certificates are not looked at")
                .isEqualTo(200);
        assertThatThrownBy(() -> client.withAuthorizedScopes("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void signedUrlsNeedNoHeader() {
        URI signed = client.as("alice").withAuthorizedScopes("a:1").signedUrl("/x?limit=1", Duration.ofMinutes(5));
        Response response = client.get(signed.getRawPath() + "?" + signed.getRawQuery());
        assertThat(response.ok().path("clientId").asString()).isEqualTo("alice");
        assertThat(response.body().path("scopes")).isEqualTo(Json.MAPPER.readTree("[\"a:1\", \"public\"]"));

        URI plain = client.as("alice").signedUrl("/x", Duration.ofMinutes(5));
        assertThat(client.get("/x?" + plain.getRawQuery()).ok().path("clientId").asString())
                .isEqualTo("alice");
        assertThat(client.get("/y?" + plain.getRawQuery()).message()).isEqualTo("Unauthorized: Bad mac");
        assertThat(client.delete("/x?" + plain.getRawQuery()).message()).isEqualTo("Unauthorized: Invalid method");
        URI past = client.as("alice").signedUrl("/x", Duration.ofSeconds(-10));
        assertThat(client.get("/x?" + past.getRawQuery()).message()).isEqualTo("Unauthorized: Access expired");
        URI unknown = client.as("carol").signedUrl("/x", Duration.ofMinutes(5));
        assertThat(client.get("/x?" + unknown.getRawQuery()).message())
                .isEqualTo("Client with clientId 'carol' not found");
    }

    @Test
    void answersNeedNotBeJson() {
        Response response = client.put("/x", "\"text\"");
        assertThat(response.body().isMissingNode()).isTrue();
        assertThat(response.text()).isEqualTo("no json");
        assertThat(response.code()).isEmpty();
        assertThatThrownBy(() -> client.as("carol").get("/x").ok())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("401");
        assertThatThrownBy(() -> response.header("X-None")).isInstanceOf(AssertionError.class);
    }

    @Test
    void headersCanBeAddedAndReplaced() {
        Response response = client.withHeader("X-Extra", "1")
                .withHeader("Content-Type", "text/plain")
                .put("/x", "hello");
        assertThat(response.body().path("extra").asString()).isEqualTo("1");
        assertThat(response.body().path("contentType").asString()).isEqualTo("text/plain");
    }
}
