package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.api.DemoClient.API;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.api.DemoClient.Answer;
import taskcluster.core.Json;

/** How requests are read and checked. */
class ITRequestCases {
    private static DemoServer server;
    private static DemoClient client;

    @BeforeAll
    static void start() {
        server = DemoServer.start(Map.of("http.max-body-size", "64KB"));
        client = new DemoClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("platform-1: an unknown path is a plain 404")
    void unknownPathIsPlainNotFound() {
        for (String path : List.of(API + "/nope", API, API + "/", "/api/nope/v1/ping", "/nope", "/", API + "/ping/x")) {
            Answer answer = client.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.json()).as(path).isEqualTo(Json.MAPPER.readTree("{\"error\":\"Not found\"}"));
        }
    }

    @Test
    @DisplayName("platform-2: a wrong verb is the same 404")
    void wrongVerbIsTheSameNotFound() {
        for (String verb : List.of("POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE")) {
            Answer answer = client.request(verb, API + "/ping").send();
            assertThat(answer.status()).as(verb).isEqualTo(404);
            assertThat(answer.json().path("error").asString()).as(verb).isEqualTo("Not found");
        }
    }

    @Test
    @DisplayName("platform-3: OPTIONS lists the verbs without authentication")
    void optionsListsVerbsWithoutAuthentication() {
        Answer answer = client.request("OPTIONS", API + "/scoped/abc").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("allow")).isEqualTo("GET,HEAD,OPTIONS");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("access-control-allow-headers")).contains("Authorization", "x-taskcluster-trace-id");
        assertThat(client.request("OPTIONS", API + "/nope").send().status()).isEqualTo(404);
        assertThat(client.request("OPTIONS", API + "/echo").send().header("allow"))
                .isEqualTo("POST,OPTIONS");
    }

    @Test
    @DisplayName("platform-4: broken JSON is reported before bad credentials")
    void brokenJsonIsReportedBeforeBadCredentials() {
        Answer answer =
                client.request("PUT", API + "/thing/abc", "{").as("nobody").send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("MalformedPayload");
        assertThat(answer.message()).startsWith("Failed to parse JSON: ");
        assertThat(answer.json().at("/requestInfo/payload").asString()).isEqualTo("{");
        assertThat(client.request("PUT", API + "/thing/abc", "{}")
                        .as("nobody")
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void brokenJsonThatMayHoldSecretsIsNotQuoted() {
        for (String body : List.of("{\"token\": hunter2}", "hunter2", "{\"token\": \"hunter2\"", "\"hunter2\"")) {
            Answer answer = client.request("POST", API + "/secret", body).send();
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("MalformedPayload");
            assertThat(answer.json().toString()).doesNotContain("hunter2");
            assertThat(answer.json().at("/requestInfo/payload").isEmpty()).isTrue();
        }
        assertThat(client.request("POST", API + "/secret", "{\"token\": hunter2}")
                        .send()
                        .message())
                .matches("Failed to parse JSON: error at line 1, column \\d+");
    }

    @Test
    @DisplayName("platform-5: public methods ignore bad credentials")
    void publicMethodsIgnoreBadCredentials() {
        Answer answer = client.request("GET", API + "/public").as("nobody").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("clientId").asString()).isEqualTo("auth-failed:no-auth");
        assertThat(client.request("GET", API + "/public")
                        .header("authorization", "nonsense")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("platform-6: scalars are no body")
    void scalarsAreNoBody() {
        for (String body : List.of("5", "null", "true", "\"text\"")) {
            for (String path : List.of("/echo", "/any-body")) {
                Answer answer = client.request("POST", API + path, body).send();
                assertThat(answer.status()).as(body).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("MalformedPayload");
                assertThat(answer.message()).isEqualTo("Must be an object or array");
                assertThat(answer.json().at("/requestInfo/payload")).isEqualTo(Json.MAPPER.readTree(body));
            }
        }
    }

    @Test
    @DisplayName("platform-7: a missing body, and a missing content type")
    void missingBodyAndContentType() {
        Answer none = client.request("POST", API + "/echo").send();
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.code()).isEqualTo("MalformedPayload");
        assertThat(none.message())
                .isEqualTo("Payload must be JSON with content-type: application/json got content-type: null");
        Answer text =
                client.request("POST", API + "/echo").body("text/plain", "{}").send();
        assertThat(text.message())
                .isEqualTo("Payload must be JSON with content-type: application/json got content-type: text/plain");
        Answer empty = client.request("POST", API + "/echo", "").send();
        assertThat(empty.code()).isEqualTo("InputValidationError");
        assertThat(empty.message()).contains("data must have required property 'name'");
        Answer ignored = client.request("POST", API + "/any-body")
                .body("text/plain", "{")
                .send();
        assertThat(ignored.status()).isEqualTo(200);
        assertThat(client.request("POST", API + "/any-body", "{").send().status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("platform-8: a content type may have parameters")
    void contentTypeMayHaveParameters() {
        for (String type : List.of("application/json; charset=utf-8", "Application/JSON;charset=UTF-8")) {
            assertThat(client.request("POST", API + "/echo")
                            .body(type, "{\"name\":\"a\"}")
                            .send()
                            .status())
                    .as(type)
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("platform-9: all violations are listed")
    void allViolationsAreListed() {
        Answer extra = client.request("POST", API + "/echo", "{\"name\":\"a\",\"extra\":1}")
                .send();
        assertThat(extra.status()).isEqualTo(400);
        assertThat(extra.code()).isEqualTo("InputValidationError");
        assertThat(extra.message())
                .isEqualTo("\nSchema Validation Failed!\nRejecting Schema: "
                        + DemoServer.ROOT_URL + "/schemas/demo/v1/thing-request.json#\nErrors:\n"
                        + "  * data must NOT have additional properties: \"extra\"");
        Answer three = client.request("POST", API + "/echo", "{\"name\":5,\"size\":0,\"kind\":\"odd\"}")
                .send();
        assertThat(three.message().lines().filter(line -> line.startsWith("  * ")))
                .containsExactlyInAnyOrder(
                        "  * data/name must be string",
                        "  * data/size must be >= 1",
                        "  * data/kind must be equal to one of the allowed values");
    }

    @Test
    @DisplayName("platform-10: defaults are injected")
    void defaultsAreInjected() {
        Answer good = client.request("POST", API + "/echo", "{\"name\":\"a\",\"parts\":[{}]}")
                .send();
        assertThat(good.json().toString())
                .isEqualTo("{\"name\":\"a\",\"parts\":[{\"label\":\"none\"}],\"size\":7,\"kind\":\"plain\"}");
        Answer bad = client.request("POST", API + "/echo", "{}").send();
        assertThat(bad.json().at("/requestInfo/payload/size").asInt()).isEqualTo(7);
    }

    @Test
    @DisplayName("platform-11: a body over the limit is a 413")
    void bodyOverTheLimitIsTooLarge() {
        String body = "{\"name\":\"a\",\"note\":\"" + "x".repeat(65_536) + "\"}";
        Answer answer = client.request("POST", API + "/echo", body).send();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("InputTooLarge");
        String chunked = client.raw("POST " + API + "/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("InputTooLarge");
        String fits = "{\"name\":\"a\",\"note\":\"" + "x".repeat(65_536 - 22) + "\"}";
        assertThat(fits).hasSize(65_536);
        assertThat(client.request("POST", API + "/echo", fits).send().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("platform-12: the query is checked")
    void queryIsChecked() {
        assertThat(client.get(API + "/public?foo=1").message())
                .isEqualTo("Query-string parameter: foo is not supported!");
        assertThat(client.get(API + "/public?limit=1&limit=2").message())
                .isEqualTo("Query-string parameter: limit must be a string!");
        assertThat(client.get(API + "/public?limit=abc").message())
                .isEqualTo("Query-string parameter: limit=\"abc\" does not match expression: /^[0-9]+$/");
        Answer all = client.get(API + "/public?limit=abc&a%5Bb%5D=1");
        assertThat(all.status()).isEqualTo(400);
        assertThat(all.code()).isEqualTo("InvalidRequestArguments");
        assertThat(all.message())
                .isEqualTo("Query-string parameter: limit=\"abc\" does not match expression: /^[0-9]+$/\n"
                        + "Query-string parameter: a[b] is not supported!");
        assertThat(client.get(API + "/public?bewit=x").status()).isEqualTo(200);
        assertThat(client.get(API + "/public?limit=%00").status()).isEqualTo(400);
        assertThat(client.get(API + "/public?&&").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("platform-13: scopes come before URL parameters")
    void scopesComeBeforeUrlParameters() {
        assertThat(client.request("GET", API + "/scoped/ABC9").as("bob").send().status())
                .isEqualTo(403);
        Answer answer = client.request("GET", API + "/scoped/ABC9").as("alice").send();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("InvalidRequestArguments");
        assertThat(answer.message())
                .isEqualTo("Invalid URL patterns:\n"
                        + "URL parameter 'id' given as 'ABC9' must match regular expression: '/^[a-z]+$/'");
        assertThat(answer.json().at("/requestInfo/params/id").asString()).isEqualTo("ABC9");
    }

    @Test
    @DisplayName("platform-14: encoded slashes")
    void encodedSlashes() {
        assertThat(client.get(API + "/segment/a%2Fb").json().path("value").asString())
                .isEqualTo("a/b");
        assertThat(client.get(API + "/segment/a%5Cb+c%20d;e=f")
                        .json()
                        .path("value")
                        .asString())
                .isEqualTo("a\\b+c d;e=f");
        assertThat(client.get(API + "/wild/a/b%2Fc").json().path("rest").asString())
                .isEqualTo("a/b/c");
        assertThat(client.get(API + "/wild/a//b/").json().path("rest").asString())
                .isEqualTo("a//b/");
        assertThat(client.get(API + "/wild/").json().path("rest").asString("?")).isEmpty();
        assertThat(client.get(API + "/wild").json().path("rest").asString("?")).isEmpty();
        assertThat(client.get(API + "/segment/a/b").status()).isEqualTo(404);
        assertThat(client.get(API + "/segment//").status()).isEqualTo(404);
        String lenient =
                client.raw("GET " + API + "/segment/a|{b}\\c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(lenient).startsWith("HTTP/1.1 200").contains("a|{b}\\\\c");
    }

    @Test
    @DisplayName("platform-15: broken percent-encoding is a 400 in JSON")
    void brokenPercentEncodingIsBadRequestInJson() {
        for (String path : List.of("/segment/%E0%A4%A", "/segment/%", "/segment/%zz", "/segment/%FF", "/segment/%00")) {
            String answer = client.raw("GET " + API + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/json", "\"code\": \"InvalidRequestArguments\"", "\"requestInfo\"");
        }
        String line = client.raw("GET " + API + "/ping\u0001 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(line).startsWith("HTTP/1.1 400").contains("application/json").doesNotContain("<html");
    }
}
