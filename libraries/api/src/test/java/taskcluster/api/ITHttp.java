package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.api.DemoClient.API;

import io.micrometer.core.instrument.Tags;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import taskcluster.api.DemoClient.Answer;
import tools.jackson.databind.JsonNode;

/** What the server does beside calling methods. */
class ITHttp {
    private static DemoServer server;
    private static DemoClient client;

    @BeforeAll
    static void start() {
        server = DemoServer.start(Map.of());
        client = new DemoClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void repliesHaveTheCommonHeaders() {
        for (String path : List.of(API + "/ping", "/nope", "/references/manifest.json", API + "/error/InputError")) {
            Answer answer = client.get(path);
            assertThat(answer.header("content-security-policy"))
                    .isEqualTo("report-uri /__cspreport__;default-src 'none';frame-ancestors 'none';");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("access-control-max-age")).isEqualTo("900");
            assertThat(answer.header("access-control-allow-methods"))
                    .isEqualTo("OPTIONS,GET,HEAD,POST,PUT,DELETE,TRACE,CONNECT");
            assertThat(answer.header("access-control-request-method")).isEqualTo("*");
            assertThat(answer.header("access-control-expose-headers")).isEqualTo("x-for-trace-id,x-for-request-id");
            assertThat(answer.headers().firstValue("x-powered-by")).isEmpty();
            assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
        }
        assertThat(client.get(API + "/ping").header("cache-control")).isEqualTo("no-store, no-cache, must-revalidate");
    }

    @Test
    void mountIsCaseInsensitiveAndRoutesAreNot() {
        assertThat(client.get("/API/Demo/V1/ping").status()).isEqualTo(200);
        assertThat(client.get(API + "/Ping").status()).isEqualTo(404);
        assertThat(client.get(API + "/ping/").status()).isEqualTo(200);
    }

    @Test
    void headIsServedByGet() {
        Answer answer = client.request("HEAD", API + "/large").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(client.request("HEAD", API + "/scoped/abc")
                        .as("alice")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(client.request("HEAD", API + "/nope").send().status()).isEqualTo(404);
        assertThat(client.request("HEAD", API + "/echo").send().status()).isEqualTo(404);
    }

    @Test
    void pingSaysForHowLongTheServiceIsUp() {
        JsonNode ping = client.get(API + "/ping").json();
        assertThat(ping.path("alive").asBoolean()).isTrue();
        assertThat(ping.path("uptime").asDouble()).isPositive();
    }

    @Test
    void heartbeatChecksDependencies() {
        DemoServer.SwitchableHealth health = server.bean(DemoServer.SwitchableHealth.class);
        for (String path : List.of(API + "/__heartbeat__", "/__heartbeat__", "/__heartbeat__/x")) {
            assertThat(client.get(path).status()).isEqualTo(200);
            health.isHealthy.set(false);
            Answer answer = client.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().toString())
                    .isEqualTo("{\"status\":\"error\",\"checks\":{\"demo-dependency\":\"error\"}}");
            assertThat(client.get(API + "/__lbheartbeat__").json().toString()).isEqualTo("{}");
            assertThat(client.get("/__lbheartbeat__").status()).isEqualTo(200);
            health.isHealthy.set(true);
        }
    }

    @Test
    void versionAndRobotsAreThere() {
        for (String path : List.of(API + "/__version__", "/__version__")) {
            assertThat(client.get(path).json().propertyNames()).contains("version", "commit", "source", "build");
        }
        assertThat(client.request("POST", "/__version__").send().status()).isEqualTo(200);
        assertThat(client.get("/__version__x").status()).isEqualTo(404);
        assertThat(client.get("/robots.txt").body()).isEqualTo("User-agent: *\nDisallow: /\n");
    }

    @Test
    void largeRepliesAreCompressedForThoseWhoAccept() {
        String large = client.raw(
                "GET " + API + "/large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
        assertThat(large.toLowerCase(Locale.ROOT)).contains("content-encoding: gzip", "etag: w/\"");
        assertThat(client.get(API + "/large").headers().firstValue("content-encoding"))
                .isEmpty();
        String small = client.raw(
                "GET " + API + "/ping HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
        assertThat(small).doesNotContain("gzip").contains("\"alive\"");
    }

    @Test
    void unchangedRepliesAreNotSentAgain() {
        String tag = client.get(API + "/large").header("etag");
        Answer same = client.request("GET", API + "/large")
                .header("if-none-match", "\"x\", " + tag)
                .send();
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(client.request("GET", API + "/large")
                        .header("if-none-match", "\"x\"")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(client.request("GET", API + "/error/InputError")
                        .header("if-none-match", "*")
                        .send()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void blobsAndRedirects() {
        Answer blob = client.get(API + "/blob");
        assertThat(blob.body()).isEqualTo("<svg/>");
        assertThat(blob.header("content-type")).isEqualTo("image/svg+xml");
        Answer redirect = client.get(API + "/redirect");
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).isEqualTo("https://elsewhere.example.com/");
        assertThat(redirect.header("x-taskcluster-artifact-storage-type")).isEqualTo("s3");
        assertThat(redirect.json().path("url").asString()).isEqualTo("https://elsewhere.example.com/");
    }

    @Test
    void textThatCannotBeStoredIsRefusedByName() {
        Answer nul = client.request("POST", API + "/echo", "{\"name\":\"a\",\"note\":\"x\\u0000\"}")
                .send();
        assertThat(nul.status()).isEqualTo(400);
        assertThat(nul.code()).isEqualTo("MalformedPayload");
        assertThat(nul.message()).isEqualTo("Failed to parse JSON: data/note must not contain the character U+0000");
        Answer deep =
                client.request("POST", API + "/any-body", "[".repeat(100_000)).send();
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.code()).isEqualTo("MalformedPayload");
    }

    @Test
    void bodiesThatMayHoldSecretsAreNotShown() {
        Answer clean = client.request("POST", API + "/secret", "{\"name\":\"a\",\"note\":\"password\"}")
                .send();
        assertThat(clean.body()).doesNotContain("password");
        assertThat(clean.json().at("/requestInfo/payload").toString()).isEqualTo("{\"cleaned\":\"a\"}");
        for (String broken :
                List.of("{\"note\":\"password\"", "\"password\"", "[\"password\"]", "{\"note\":\"password\"}")) {
            Answer answer = client.request("POST", API + "/secret", broken).send();
            assertThat(answer.status()).as(broken).isEqualTo(400);
            assertThat(answer.json().at("/requestInfo/payload").toString())
                    .as(broken)
                    .isEqualTo("{}");
        }
    }

    @Test
    void largeHeadersAreRefused() {
        String head = "GET " + API + "/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        assertThat(client.raw(head + "x-large: " + "x".repeat(17_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("InputTooLarge");
        assertThat(client.raw(head + "x-large: " + "x".repeat(15_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(client.raw(head + "x-large: " + "x".repeat(60_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/json");
    }

    @Test
    void longTraceIdsComeBack() {
        String traceId = "t".repeat(12_000);
        Answer answer = client.request("GET", API + "/ping")
                .header("x-taskcluster-trace-id", traceId)
                .send();
        assertThat(answer.header("x-for-trace-id")).isEqualTo(traceId);
    }

    @Test
    void strangeRequestsAreNeverInternalErrors() {
        Random random = new Random(3);
        String alphabet = "ab/%2F?&=;:.\\{}[]|^\"'<>+~#*\u00e4\t@!$(),";
        String[] starts = {"/segment/", "/wild/", "/list/?limit=", "/scoped/", "/", "/error/InputError?", "/../"};
        for (int i = 0; i < 400; i++) {
            StringBuilder path = new StringBuilder(API).append(starts[random.nextInt(starts.length)]);
            for (int length = random.nextInt(12); length > 0; length--) {
                path.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String answer = client.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path.toString()).matches("(?s)HTTP/1\\.1 [234]\\d\\d .*");
            assertThat(answer).as(path.toString()).doesNotContain("<html");
        }
    }

    @Test
    void anotherAuthenticatorCanDecide() {
        assertThat(client.request("GET", API + "/other")
                        .as("tester")
                        .send()
                        .json()
                        .path("clientId")
                        .asString())
                .isEqualTo("tester");
        assertThat(client.request("GET", API + "/other").as("alice").send().status())
                .isEqualTo(401);
        assertThat(client.get(API + "/other").status()).isEqualTo(403);
    }

    @Test
    void requestsAreCounted() {
        for (int i = 0; i < 2; i++) {
            Answer answer = client.request("PUT", API + "/thing/abc", "{\"name\":\"a\"}")
                    .as("alice")
                    .send();
            assertThat(answer.json().toString()).isEqualTo("{\"name\":\"a\",\"size\":7}");
        }
        Tags tags = Tags.of("method", "PUT", "name", "putThing", "status", "200", "service", "demo");
        Waiting.until(() ->
                server.metrics().get("http.request.duration").tags(tags).timer().count() == 2);
        assertThat(server.metrics().get("http.requests").tags(tags).counter().count())
                .isEqualTo(2);
    }

    @Test
    void callsAreLogged() {
        try (LogCapture log = LogCapture.attach()) {
            String path = client.signed("alice", API + "/scoped/abc");
            client.get(path);
            Waiting.until(() -> log.ofType("monitor.apiMethod").stream().anyMatch(ITHttp::isOfScoped));
            JsonNode fields = log.ofType("monitor.apiMethod").stream()
                    .filter(ITHttp::isOfScoped)
                    .findFirst()
                    .orElseThrow()
                    .path("Fields");
            assertThat(fields.path("name").asString()).isEqualTo("scoped");
            assertThat(fields.path("apiVersion").asString()).isEqualTo("v1");
            assertThat(fields.path("resource").asString()).isEqualTo(API + "/scoped/abc");
            assertThat(fields.path("query").toString()).isEqualTo("{\"bewit\":\"...\"}");
            assertThat(fields.path("method").asString()).isEqualTo("GET");
            assertThat(fields.path("statusCode").asInt()).isEqualTo(200);
            assertThat(fields.path("duration").asDouble()).isPositive();
            assertThat(fields.path("public").asBoolean()).isFalse();
            assertThat(fields.path("clientId").asString()).isEqualTo("alice");
            assertThat(fields.path("expires").asString()).endsWith("Z");
            assertThat(fields.path("sourceIp").asString()).isNotEmpty();
            assertThat(fields.path("satisfyingScopes").toString()).isEqualTo("[\"demo:all\",\"demo:get:abc\"]");
            assertThat(fields.path("authenticated").asBoolean()).isTrue();
            assertThat(fields.toString()).doesNotContain(path.substring(path.indexOf("bewit=") + 6));
        }
    }

    private static boolean isOfScoped(JsonNode line) {
        return line.at("/Fields/name").asString().equals("scoped");
    }

    @Test
    void requestsSentAheadAreKept() throws Exception {
        DemoMethods methods = server.bean(DemoMethods.class);
        methods.happenings.clear();
        try (Socket socket = client.open()) {
            String first = "GET " + API + "/slow HTTP/1.1\r\nHost: x\r\n\r\n";
            String second = "GET " + API + "/segment/second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((first + second).getBytes(StandardCharsets.US_ASCII));
            assertThat(methods.happenings.poll(20, TimeUnit.SECONDS)).isEqualTo("started");
            assertThat(methods.happenings.poll(20, TimeUnit.SECONDS)).isEqualTo("client is there");
            methods.mayFinish.countDown();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String all = String.join("\n", reader.lines().toList());
            assertThat(all).contains("\"finished\": true", "\"value\": \"second\"");
        }
    }

    @Test
    void connectionsStayOpen() throws Exception {
        try (Socket socket = client.open()) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 150; i++) {
                socket.getOutputStream()
                        .write(("OPTIONS " + API + "/ping HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(reader.readLine()).startsWith("HTTP/1.1 200");
                while (!reader.readLine().isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
