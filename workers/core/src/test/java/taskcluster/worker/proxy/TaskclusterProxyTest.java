package taskcluster.worker.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TaskclusterProxyTest {
    private static final List<String> SCOPES = List.of("secrets:get:a", "queue:create-artifact:t/0");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Seen> seen = new ArrayList<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final List<String> taskLog = new ArrayList<>();
    private volatile Credentials credentials = new Credentials("task-client/t/0", "secret");
    private HttpServer deployment;
    private TaskclusterProxy proxy;

    /** A request as it reached the deployment. */
    private record Seen(String verb, String uri, String authorization, String contentType, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void start() throws IOException {
        deployment = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        deployment.createContext("/", this::answer);
        deployment.start();
        proxy = TaskclusterProxy.start(
                new RootUrl("http://localhost:" + deployment.getAddress().getPort()),
                () -> credentials,
                SCOPES,
                OptionalInt.empty(),
                Duration.ofSeconds(5),
                Clock.systemUTC(),
                taskLog::add);
    }

    @AfterEach
    void stop() {
        proxy.close();
        deployment.stop(0);
        http.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            synchronized (seen) {
                seen.add(new Seen(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestBody().readAllBytes()));
            }
            int status = statuses.isEmpty() ? 200 : statuses.poll();
            exchange.getResponseHeaders().add("X-Twice", "1");
            exchange.getResponseHeaders().add("X-Twice", "2");
            exchange.getResponseHeaders().set("Location", "http://elsewhere.invalid/");
            byte[] body = "{\"ok\": true}".getBytes(StandardCharsets.UTF_8);
            if (status == 204 || exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private HttpResponse<String> send(String verb, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(proxy.url() + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Basic of-the-task")
                        .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode ext(String authorization) {
        Matcher ext = Pattern.compile("ext=\"([^\"]+)\"").matcher(authorization);
        assertThat(ext.find()).as(authorization).isTrue();
        return Json.MAPPER.readTree(Base64.getDecoder().decode(ext.group(1)));
    }

    @Test
    void apisAreReachedUnderBothPathsWithTheScopesOfTheTask() throws Exception {
        HttpResponse<String> reply = send("PUT", "/secrets/v1/secret/a%2Fb?x=%20y", "{\"a\": 1}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"ok\": true}");
        assertThat(reply.headers().allValues("X-Twice")).containsExactly("1", "2");
        assertThat(reply.headers().firstValue("X-Taskcluster-Proxy-Perm-ClientId"))
                .contains("task-client/t/0");
        assertThat(reply.headers().firstValue("X-Taskcluster-Endpoint").orElseThrow())
                .endsWith("/api/secrets/v1/secret/a%2Fb?x=%20y");
        send("GET", "/api/queue/v1/task/x", "");

        assertThat(seen).extracting(Seen::verb).containsExactly("PUT", "GET");
        assertThat(seen)
                .extracting(Seen::uri)
                .containsExactly("/api/secrets/v1/secret/a%2Fb?x=%20y", "/api/queue/v1/task/x");
        assertThat(seen.getFirst().text()).isEqualTo("{\"a\": 1}");
        assertThat(seen.getFirst().contentType()).isEqualTo("application/json");
        assertThat(seen).allSatisfy(request -> {
            assertThat(request.authorization())
                    .startsWith("Hawk id=\"task-client/t/0\"")
                    .doesNotContain("secret\"");
            assertThat(ext(request.authorization()).path("authorizedScopes").toString())
                    .isEqualTo(Json.MAPPER.writeValueAsString(SCOPES));
        });
    }

    @Test
    void answersComeAsTheyAre() throws Exception {
        statuses.addAll(List.of(303, 404, 204));
        HttpResponse<String> redirect = send("GET", "/queue/v1/x", "");
        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(redirect.headers().firstValue("Location")).contains("http://elsewhere.invalid/");
        assertThat(send("GET", "/queue/v1/x", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/queue/v1/x", "{}").statusCode()).isEqualTo(204);
        assertThat(send("HEAD", "/queue/v1/x", "").statusCode()).isEqualTo(200);
    }

    @Test
    void troublesThatPassAreWaitedFor() throws Exception {
        statuses.addAll(List.of(503, 500, 200));
        assertThat(send("POST", "/queue/v1/x", "{\"b\": 2}").statusCode()).isEqualTo(200);
        assertThat(seen).hasSize(3).extracting(Seen::text).containsOnly("{\"b\": 2}");
    }

    @Test
    void ofTroublesThatStayTheLastAnswerIsGiven() throws Exception {
        for (int i = 0; i < 100; i++) {
            statuses.add(502);
        }
        HttpResponse<String> reply = send("GET", "/queue/v1/x", "");
        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(reply.body()).isEqualTo("{\"ok\": true}");
        assertThat(seen).hasSizeGreaterThan(2);
    }

    @Test
    void largeBodiesArePassedOnOnce() throws Exception {
        statuses.add(500);
        String body = "x".repeat(3 * 1024 * 1024);
        assertThat(send("PUT", "/queue/v1/x", body).statusCode()).isEqualTo(500);
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().text()).isEqualTo(body);
    }

    @Test
    void renewedCredentialsAreUsedAtOnce() throws Exception {
        send("GET", "/queue/v1/x", "");
        credentials = new Credentials("task-client/t/0/on/w", "newer");
        send("GET", "/queue/v1/x", "");
        send("GET", "/queue/v1/x", "");
        assertThat(seen.getLast().authorization()).startsWith("Hawk id=\"task-client/t/0/on/w\"");
        assertThat(taskLog)
                .containsExactly("[taskcluster-proxy] Successfully refreshed taskcluster-proxy credentials:"
                        + " task-client/t/0/on/w");
    }

    @Test
    void aUrlIsSigned() throws Exception {
        HttpResponse<String> reply = send("POST", "/bewit", " https://tc.example.com/api/queue/v1/task/x?a=b \n");
        assertThat(reply.statusCode()).isEqualTo(303);
        String signed = reply.headers().firstValue("Location").orElseThrow();
        assertThat(signed).startsWith("https://tc.example.com/api/queue/v1/task/x?a=b&bewit=");
        assertThat(reply.body().strip()).isEqualTo(signed);
        assertThat(send("POST", "/bewit", "no url").statusCode()).isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    @Test
    void whatIsNoServiceIsNotFound() throws Exception {
        for (String path : List.of("/", "/queue", "/Queue/v1/x", "/example.com/v1/x", "//queue/v1/x")) {
            assertThat(send("GET", path, "").statusCode()).as(path).isEqualTo(404);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aDeploymentThatIsAwayIsAnError() throws Exception {
        deployment.stop(0);
        HttpResponse<String> reply = send("GET", "/queue/v1/x", "");
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).startsWith("Failed during proxy request: ");
    }

    @Test
    void nothingIsAnsweredAfterTheEnd() {
        proxy.close();
        assertThatThrownBy(() -> send("GET", "/queue/v1/x", "")).isInstanceOf(IOException.class);
    }
}
