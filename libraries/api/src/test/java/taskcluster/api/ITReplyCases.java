package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.api.DemoClient.API;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.api.DemoClient.Answer;
import taskcluster.api.hawk.HawkMac;
import tools.jackson.databind.JsonNode;

/** How callers are authorised, methods run and replies made. */
class ITReplyCases {
    private static DemoServer server;
    private static DemoClient client;
    private static LogCapture log;

    @BeforeAll
    static void start() {
        server = DemoServer.start(Map.of());
        client = new DemoClient(server.port());
        log = LogCapture.attach();
    }

    @AfterAll
    static void stop() {
        log.close();
        server.close();
    }

    @BeforeEach
    void forget() {
        log.clear();
        server.bean(DemoMethods.class).happenings.clear();
    }

    @Test
    @DisplayName("platform-16: an exception is an incident, whose id is in the log")
    void exceptionIsAnIncident() {
        Answer answer = client.get(API + "/fail");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("InternalServerError");
        assertThat(answer.body()).doesNotContain("internal detail", "DemoMethods");
        assertThat(answer.message()).matches("Internal Server Error, incidentId [0-9a-f-]{36}\\.");
        String incidentId = answer.message()
                .substring(answer.message().length() - 37, answer.message().length() - 1);
        JsonNode report = log.ofType("monitor.error").getFirst();
        assertThat(report.at("/Fields/incidentId").asString()).isEqualTo(incidentId);
        assertThat(report.at("/Fields/message").asString()).isEqualTo("an internal detail");
    }

    @Test
    @DisplayName("platform-17: an unknown error code is a 500")
    void unknownErrorCode() {
        Answer answer = client.get(API + "/error/NoSuchCode");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("InternalServerError");
        assertThat(answer.message()).isEqualTo("Internal error, unknown error code: NoSuchCode\nit did not work");
        assertThat(client.get(API + "/error/TooManyRequests").status()).isEqualTo(429);
    }

    @Test
    @DisplayName("platform-18: messages are filled from details")
    void messageTemplates() {
        Answer answer =
                client.request("POST", API + "/secret", "{\"name\":\"a\"}").send();
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.message())
                .isEqualTo("There is a thing already, not {{missing}}: {\n  \"a\": [\n    1\n  ]\n}");
        assertThat(answer.json().at("/message").asString())
                .matches("(?s).*\n\n---\n\n\\* method:     secret\n\\* errorCode:  RequestConflict\n"
                        + "\\* statusCode: 409\n\\* time:       [-0-9]+T[:.0-9]+Z");
        assertThat(client.get(API + "/rejected").message()).isEqualTo("no thing here");
        assertThat(client.get(API + "/rejected").code()).isEqualTo("ResourceNotFound");
    }

    @Test
    @DisplayName("platform-19: output is checked, and what is wrong is logged and not sent")
    void outputIsChecked() {
        Answer answer = client.get(API + "/bad-output");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("leaked", "large");
        assertThat(log.ofType("monitor.error").getFirst().at("/Fields/message").asString())
                .contains("data/size must be integer");
        assertThat(client.get(API + "/no-output").status()).isEqualTo(500);
    }

    @Test
    @DisplayName("platform-20: nothing is a 204 without content")
    void nothingIsNoContent() {
        Answer answer = client.request("DELETE", API + "/nothing").send();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    @DisplayName("platform-21: forgotten authorisation is an error")
    void forgottenAuthorisationIsAnError() {
        Answer answer = client.request("GET", API + "/forgetful").as("alice").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message()).startsWith("Deferred auth was never checked!");
        assertThat(answer.body()).doesNotContain("leaked");
        assertThat(log.ofType("monitor.error")).hasSize(1);
        assertThat(client.request("GET", API + "/late/a")
                        .as("alice")
                        .send()
                        .json()
                        .path("clientId")
                        .asString())
                .isEqualTo("alice");
        assertThat(client.request("GET", API + "/late/a").as("bob").send().status())
                .isEqualTo(403);
        assertThat(client.get(API + "/sometimes/public").status()).isEqualTo(200);
        assertThat(client.get(API + "/sometimes/private").status()).isEqualTo(403);
    }

    @Test
    @DisplayName("auth-12: a scope parameter that is missing is an error of the service, not a 403")
    void missingScopeParametersAreIncidents() {
        Answer answer =
                client.request("GET", API + "/careless/less").as("alice").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(log.ofType("monitor.error").getFirst().at("/Fields/message").asString())
                .contains("scope parameter 'what'", "is missing");
    }

    @Test
    @DisplayName("auth-13: a call that needs no scopes after all is public, whatever credentials it carries")
    void callsMayTurnOutToBePublic() {
        Answer answer = client.request("GET", API + "/sometimes/public")
                .header("authorization", "garbage")
                .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(client.request("GET", API + "/sometimes/private")
                        .header("authorization", "garbage")
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("auth-14: of a list of nothing everything is satisfied, also by nobody")
    void anEmptyListNeedsNothing() {
        assertThat(client.get(API + "/each/").status()).isEqualTo(200);
        assertThat(client.request("GET", API + "/each/").as("carol").send().status())
                .isEqualTo(200);
        assertThat(client.request("GET", API + "/each/").as("nobody").send().status())
                .isEqualTo(401);
        assertThat(client.request("GET", API + "/each/?names=x,y")
                        .as("alice")
                        .send()
                        .status())
                .isEqualTo(200);
        Answer refused =
                client.request("GET", API + "/each/?names=x,y").as("bob").send();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).contains("demo:each:x", "demo:each:y");
    }

    @Test
    @DisplayName("auth-15: a condition is a boolean, not a text that looks like one")
    void conditionsAreBooleans() {
        Answer answer =
                client.request("GET", API + "/careless/text").as("alice").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(log.ofType("monitor.error").getFirst().at("/Fields/message").asString())
                .contains("scope parameter 'flag' must be a boolean");
    }

    @Test
    void alternativesAndConditionsOfScopesAreFollowed() {
        for (String allowed : List.of("strict a+b", "strict a+c", "lax a", "lax b")) {
            assertThat(either(allowed)).as(allowed).isEqualTo(200);
        }
        for (String refused : List.of("strict a", "strict b+c", "lax c", "lax ")) {
            assertThat(either(refused)).as(refused).isEqualTo(403);
        }
    }

    private static int either(String howAndScopes) {
        String[] parts = howAndScopes.split(" ", -1);
        return client.request("GET", API + "/either/" + parts[0])
                .as("has " + parts[1])
                .send()
                .status();
    }

    @Test
    @DisplayName("platform-22: trace and request ids are in the reply and in the log")
    void traceAndRequestIds() {
        Answer answer = client.request("GET", API + "/fail")
                .header("x-taskcluster-trace-id", "T 1")
                .send();
        assertThat(answer.header("x-for-trace-id")).isEqualTo("T 1");
        String requestId = answer.header("x-for-request-id");
        assertThat(requestId).matches("[0-9a-f-]{36}");
        Waiting.until(() -> linesOf("fail") > 0);
        for (String type : List.of("monitor.error", "monitor.apiMethod")) {
            assertThat(log.ofType(type))
                    .filteredOn(line -> line.path("requestId").asString().equals(requestId))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line.path("traceId").asString()).isEqualTo("T 1"));
        }
        Answer own = client.get(API + "/ping");
        assertThat(own.header("x-for-trace-id")).matches("[0-9a-f-]{36}").isNotEqualTo(own.header("x-for-request-id"));
    }

    @Test
    @DisplayName("platform-23: what a 403 says with and without credentials")
    void textsOfInsufficientScopes() {
        assertThat(client.get(API + "/scoped/abc").message()).isEqualTo("""
                        This request requires Taskcluster credentials that satisfy the following scope expression:

                        ```
                        {
                          "AllOf": [
                            "demo:get:abc",
                            "demo:all"
                          ]
                        }
                        ```""");
        Answer answer = client.request("GET", API + "/scoped/abc").as("bob").send();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("InsufficientScopes");
        assertThat(answer.message()).isEqualTo("""
                        Client ID bob does not have sufficient scopes and is missing the following scopes:

                        ```
                        demo:get:abc
                        ```

                        This request requires the client to satisfy the following scope expression:

                        ```
                        {
                          "AllOf": [
                            "demo:get:abc",
                            "demo:all"
                          ]
                        }
                        ```""");
    }

    @Test
    @DisplayName("platform-24: a bewit and a header together are refused")
    void bewitAndHeaderTogether() {
        String path = client.signed("alice", API + "/scoped/abc");
        assertThat(client.get(path).json().path("clientId").asString()).isEqualTo("alice");
        Answer both = client.request("GET", path).as("alice").send();
        assertThat(both.status()).isEqualTo(401);
        assertThat(both.code()).isEqualTo("AuthenticationFailed");
        assertThat(both.header("www-authenticate")).isEqualTo("hawk");
        assertThat(both.message())
                .isEqualTo("Cannot use two authentication schemes at once this request has both bewit in querystring"
                        + " and 'authorization' header");
    }

    @Test
    @DisplayName("platform-25: a payload hash that is given must be right")
    void payloadHash() {
        String body = "{\"name\": \"a\" }";
        String hash = HawkMac.payloadHash("application/json", body.getBytes(StandardCharsets.UTF_8));
        DemoClient.Call right = client.request("PUT", API + "/thing/abc").body("application/json; charset=utf-8", body);
        assertThat(right.as("alice", hash).send().status()).isEqualTo(200);
        Answer wrong = client.request("PUT", API + "/thing/abc", "{\"name\":\"b\"}")
                .as("alice", hash)
                .send();
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.message()).startsWith("Invalid payload hash: " + hash + "\nComputed payload hash: ");
        assertThat(client.request("PUT", API + "/thing/abc", body)
                        .as("alice", "short")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(client.request("PUT", API + "/thing/abc", body)
                        .as("alice")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("platform-26: behind a proxy its port is signed")
    void portBehindProxy() {
        String path = API + "/scoped/abc";
        String https = DemoClient.authorization("alice", "GET", path, "tc.example.com", 443, null);
        assertThat(rawGet(path, "x-forwarded-proto: https\r\nAuthorization: " + https))
                .startsWith("HTTP/1.1 200");
        assertThat(rawGet(path, "Authorization: " + https)).startsWith("HTTP/1.1 401");
        String other = DemoClient.authorization("alice", "GET", path, "tc.example.com", 8443, null);
        assertThat(rawGet(path, "x-forwarded-proto: https\r\nx-forwarded-port: 8443\r\nAuthorization: " + other))
                .startsWith("HTTP/1.1 200");
        String plain = DemoClient.authorization("alice", "GET", path, "tc.example.com", 80, null);
        assertThat(rawGet(path, "Authorization: " + plain)).startsWith("HTTP/1.1 200");
    }

    private static String rawGet(String path, String headers) {
        return client.raw(
                "GET " + path + " HTTP/1.1\r\nHost: tc.example.com\r\nConnection: close\r\n" + headers + "\r\n\r\n");
    }

    @Test
    @DisplayName("platform-27: every page but the last has a token")
    void pages() {
        JsonNode first = client.get(API + "/list/?limit=1").json();
        assertThat(first.path("rows").toString()).isEqualTo("[\"a\"]");
        JsonNode second = client.get(API + "/list?limit=1&continuationToken="
                        + first.path("continuationToken").asString())
                .json();
        assertThat(second.path("rows").toString()).isEqualTo("[\"b\"]");
        JsonNode third = client.get(API + "/list?limit=1&continuationToken="
                        + second.path("continuationToken").asString())
                .json();
        assertThat(third.toString()).isEqualTo("{\"rows\":[\"c\"]}");
    }

    @Test
    @DisplayName("platform-28: tokens and limits that make no sense are refused")
    void badTokensAndLimits() {
        for (String token : List.of("@@@", "e30", "W10", "jGzmdv8vpK", "x".repeat(9000))) {
            Answer answer = client.get(API + "/list?continuationToken=" + token);
            assertThat(answer.status()).as(token).isEqualTo(400);
            assertThat(answer.message()).isEqualTo("Invalid continuation token");
        }
        assertThat(client.get(API + "/list?continuationToken=").code()).isEqualTo("InvalidRequestArguments");
        for (String limit : List.of("0", "000", "-1", "", "1.5")) {
            Answer answer = client.get(API + "/list?limit=" + limit);
            assertThat(answer.status()).as(limit).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("InvalidRequestArguments");
        }
    }

    @Test
    @DisplayName("platform-28: a token is good for the list that it came from, and for no other")
    void tokensBelongToOneList() {
        String token = tokenOf("/list/?limit=1");
        assertThat(client.get(API + "/list/?limit=2&continuationToken=" + token).status())
                .isEqualTo(200);
        String ofAlice = tokenOf("/list-of/alice?limit=1");
        String ofRed = tokenOf("/list-of/alice?limit=1&kind=red");
        for (String other : List.of(
                "/list-of/alice?continuationToken=" + token,
                "/list/?continuationToken=" + ofAlice,
                "/list-of/bob?continuationToken=" + ofAlice,
                "/list-of/alice?kind=red&continuationToken=" + ofAlice,
                "/list-of/alice?kind=blue&continuationToken=" + ofRed,
                "/list-of/alice?continuationToken=" + ofRed)) {
            Answer answer = client.get(API + other);
            assertThat(answer.status()).as(other).isEqualTo(400);
            assertThat(answer.message()).isEqualTo("Invalid continuation token");
        }
        assertThat(client.get(API + "/list-of/alice?kind=red&continuationToken=" + ofRed)
                        .json()
                        .path("rows")
                        .toString())
                .isEqualTo("[\"b\",\"c\"]");
    }

    @Test
    @DisplayName("platform-28: a forged token is refused whatever it holds")
    void forgedTokensAreRefused() {
        String mark = tokenOf("/list/?limit=1");
        mark = mark.substring(0, mark.indexOf('.') + 1);
        for (String json : List.of(
                "",
                "[",
                "{}",
                "[]",
                "null",
                "5",
                "\"a\"",
                "[\"a\\u0000\"]",
                "[\"\\ud800\"]",
                "[1e999]",
                "[".repeat(600) + "]".repeat(600),
                "[\"" + "x".repeat(10_000) + "\"]",
                "[1] [2]")) {
            String token =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
            assertThat(client.get(API + "/list/?continuationToken=" + mark + token)
                            .status())
                    .as(json)
                    .isEqualTo(400);
        }
        for (String token : List.of("", "=", "%00", "%F0%9F%98%80", "_w", "A")) {
            assertThat(client.get(API + "/list/?continuationToken=" + mark + token)
                            .status())
                    .as(token)
                    .isEqualTo(400);
        }
    }

    private static String tokenOf(String list) {
        return client.get(API + list).json().path("continuationToken").stringValue();
    }

    @Test
    @DisplayName("platform-29: a limit above the maximum is clipped")
    void limitAboveTheMaximumIsClipped() {
        for (String limit : List.of("3", "1000", "99999999999999999999999")) {
            assertThat(client.get(API + "/list?limit=" + limit)
                            .json()
                            .path("rows")
                            .size())
                    .as(limit)
                    .isEqualTo(2);
        }
    }

    @Test
    @DisplayName("platform-30: a client that goes away leaves one line in the log")
    void clientThatClosesGetsOneLogLine() throws Exception {
        DemoMethods methods = server.bean(DemoMethods.class);
        try (Socket socket = client.open()) {
            socket.getOutputStream()
                    .write(("GET " + API + "/gone HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(methods.happenings.poll(20, TimeUnit.SECONDS)).isEqualTo("there");
        }
        assertThat(methods.happenings.poll(20, TimeUnit.SECONDS)).isEqualTo("gone");
        Waiting.until(() -> linesOf("gone") > 0);
        assertThat(client.get(API + "/ping").status()).isEqualTo(200);
        Waiting.until(() -> linesOf("ping") > 0);
        assertThat(linesOf("gone")).isOne();
    }

    private static long linesOf(String method) {
        return log.ofType("monitor.apiMethod").stream()
                .filter(line -> line.at("/Fields/name").asString().equals(method))
                .count();
    }
}
