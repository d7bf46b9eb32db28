package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.core.Backoff;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.monitor.RequestContext;
import taskcluster.scopes.ScopeSet;

class RemoteAuthenticatorTest {
    private static final HawkRequest REQUEST =
            new HawkRequest("get", "/a?b=c", "example.com", 443, "Hawk x", "10.0.0.1");
    private static final Backoff AT_ONCE = new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1), 0);

    private record Answer(int status, String body) {}

    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<String> questions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> traceIds = Collections.synchronizedList(new ArrayList<>());
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private RemoteAuthenticator authenticator;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/auth/v1/authenticate-hawk", exchange -> {
            try (exchange) {
                questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                traceIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-taskcluster-trace-id")));
                connections.add(exchange.getRemoteAddress());
                Answer answer = script.size() > 1 ? script.pop() : script.element();
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        authenticator = new RemoteAuthenticator(
                new RootUrl("http://127.0.0.1:" + server.getAddress().getPort()), AT_ONCE);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static final String SUCCESS = """
            {"status": "auth-success", "scheme": "hawk", "clientId": "me", "scopes": ["b", "a*"], "more": 1,
             "expires": "2026-01-01T00:00:00.000Z", "hash": "h"}""";

    @Test
    void successIsUnderstood() {
        script.add(new Answer(200, SUCCESS));
        assertThat(authenticator.authenticate(REQUEST))
                .isEqualTo(new Authentication.Success(
                        "me", ScopeSet.of(List.of("a*", "b")), Instant.parse("2026-01-01T00:00:00Z"), "h"));
        assertThat(Json.MAPPER.readTree(questions.getFirst()))
                .isEqualTo(Json.MAPPER.readTree("{\"method\":\"get\",\"resource\":\"/a?b=c\",\"host\":\"example.com\","
                        + "\"port\":443,\"authorization\":\"Hawk x\",\"sourceIp\":\"10.0.0.1\"}"));
    }

    @Test
    void absentHeadersAreNotSent() {
        script.add(new Answer(
                200,
                "{\"status\":\"no-auth\",\"scheme\":\"none\",\"scopes\":[\"x\"],"
                        + "\"expires\":\"2026-01-01T00:00:00.000Z\"}"));
        assertThat(authenticator.authenticate(new HawkRequest("get", "/", "h", 80, null, null)))
                .isEqualTo(new Authentication.NoAuth(ScopeSet.of(List.of("x")), Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(questions.getFirst()).doesNotContain("authorization", "sourceIp");
    }

    @Test
    void failureIsUnderstood() {
        script.add(new Answer(200, "{\"status\":\"auth-failed\",\"message\":\"no\"}"));
        assertThat(authenticator.authenticate(REQUEST)).isEqualTo(new Authentication.Failure("no"));
    }

    @Test
    void serverErrorsAreRetried() {
        script.add(new Answer(500, "oops"));
        script.add(new Answer(503, "<html>"));
        script.add(new Answer(200, SUCCESS));
        assertThat(authenticator.authenticate(REQUEST)).isInstanceOf(Authentication.Success.class);
        assertThat(questions).hasSize(3);
    }

    @Test
    void sixAttemptsAreMade() {
        script.add(new Answer(500, "oops"));
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST)).hasMessageContaining("status 500");
        assertThat(questions).hasSize(6);
    }

    @Test
    void clientErrorsAreNotRetried() {
        script.add(new Answer(404, "{}"));
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST)).hasMessageContaining("status 404");
        assertThat(questions).hasSize(1);
    }

    @Test
    void requestsThatCannotBeAskedAboutAreNotAuthenticated() {
        script.add(new Answer(400, "{}"));
        assertThat(authenticator.authenticate(REQUEST))
                .isEqualTo(new Authentication.Failure(
                        "Bad Request: The request cannot be authenticated, its Host header may be malformed"));
    }

    @Test
    void strangeAnswersAreErrors() {
        for (String body : List.of("", "[]", "{}", "nonsense", "{\"status\":\"auth-success\"}", "{\"status\":5}")) {
            script.clear();
            script.add(new Answer(200, body));
            assertThatThrownBy(() -> authenticator.authenticate(REQUEST))
                    .as(body)
                    .isInstanceOf(RemoteAuthenticator.UnavailableException.class);
        }
    }

    @Test
    void connectionErrorsAreErrorsAfterRetries() {
        server.stop(0);
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST)).hasMessageContaining("cannot be reached");
    }

    @Test
    void connectionsStayOpenAndCarryTheTraceId() throws Exception {
        script.add(new Answer(200, SUCCESS));
        for (int i = 0; i < 5; i++) {
            new RequestContext("T" + i, "R").call(() -> authenticator.authenticate(REQUEST));
        }
        new RequestContext("\n", "R").call(() -> authenticator.authenticate(REQUEST));
        assertThat(traceIds).containsExactly("T0", "T1", "T2", "T3", "T4", "null");
        assertThat(connections).hasSize(1);
    }
}
