package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ITReferences {
    private static final SchemaSet COMMON = SchemaSet.load("common");

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

    private static JsonNode get(String path) {
        DemoClient.Answer answer = client.get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        return answer.json();
    }

    private static JsonNode reference(String kind) {
        return get("/references/demo/v1/" + kind + ".json");
    }

    private static JsonNode entry(JsonNode entries, String name) {
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entry.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void manifestListsAllReferencesWithFullUrls() {
        JsonNode manifest = get("/references/manifest.json");
        String base = DemoServer.ROOT_URL + "/references/demo/v1/";
        assertThat(manifest.path("references"))
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder(
                        base + "api.json", base + "exchanges.json", base + "logs.json", base + "metrics.json");
        assertThat(manifest.path("$schema").asString())
                .isEqualTo(DemoServer.ROOT_URL + "/schemas/common/manifest-v3.json#");
        JsonNode withoutSchema = ((ObjectNode) manifest).remove(List.of("$schema"));
        assertThat(COMMON.validate("manifest-v3.json#", withoutSchema)).isEmpty();
    }

    @Test
    void referencesAreValidByTheirSchemas() {
        JsonNode api = reference("api");
        // The schema allows any text, and also the word itself, where only one of both may match.
        ((ObjectNode) entry(api.path("entries"), "blob")).put("output", "v1/other.json#");
        assertThat(COMMON.validate("api-reference-v0.json#", api)).isEmpty();
        assertThat(COMMON.validate("exchanges-reference-v0.json#", reference("exchanges")))
                .isEmpty();
        assertThat(COMMON.validate("logs-reference-v0.json#", reference("logs")))
                .isEmpty();
        assertThat(COMMON.validate("metrics-reference-v0.json#", reference("metrics")))
                .isEmpty();
        ((ObjectNode) api.path("entries").get(0)).remove("args");
        assertThat(COMMON.validate("api-reference-v0.json#", api)).hasSize(1);
    }

    @Test
    void commonSchemasAreValidByTheirMetaSchemas() {
        for (String name : COMMON.names()) {
            JsonNode schema = COMMON.published(new RootUrl(DemoServer.ROOT_URL), name);
            assertThat(COMMON.validate("metaschema.json#", schema)).as(name).isEmpty();
            boolean describesReferences =
                    schema.path("$schema").asString().endsWith("/schemas/common/metadata-metaschema.json#");
            assertThat(COMMON.validate("metadata-metaschema.json#", schema).isEmpty())
                    .as(name)
                    .isEqualTo(describesReferences);
        }
        assertThat(COMMON.names()).hasSize(8);
    }

    @Test
    void methodsAreDescribedAsDeclared() {
        JsonNode entries = reference("api").path("entries");
        assertThat(entry(entries, "putThing")).isEqualTo(Json.MAPPER.readTree("""
                        {"type": "function", "name": "putThing", "title": "Put Thing", "description": "Stores a thing.",
                         "category": "Things", "stability": "stable", "method": "put", "route": "/thing/<id>",
                         "args": ["id"], "query": [], "scopes": "demo:put:<id>",
                         "input": "v1/thing-request.json#", "output": "v1/thing-response.json#"}"""));
        assertThat(entry(entries, "list").path("route").asString()).isEqualTo("/list/");
        assertThat(entry(entries, "list").path("query").toString()).isEqualTo("[\"continuationToken\",\"limit\"]");
        assertThat(entry(entries, "wild").path("route").asString()).isEqualTo("/wild/<rest>");
        assertThat(entry(entries, "blob").path("output").asString()).isEqualTo("blob");
        assertThat(entry(entries, "public").has("scopes")).isFalse();
        assertThat(entry(entries, "forgetful").path("scopes").toString())
                .isEqualTo("{\"AllOf\":[{\"for\":\"name\",\"in\":\"names\",\"each\":\"demo:name:<name>\"}]}");
    }

    @Test
    void everyApiHasTheMonitoringMethods() {
        JsonNode entries = reference("api").path("entries");
        Map<String, String> routes = Map.of(
                "ping", "/ping",
                "lbheartbeat", "/__lbheartbeat__",
                "version", "/__version__",
                "heartbeat", "/__heartbeat__");
        routes.forEach((name, route) -> {
            JsonNode entry = entry(entries, name);
            assertThat(entry.path("route").asString()).isEqualTo(route);
            assertThat(entry.path("category").asString()).isEqualTo("Monitoring");
            assertThat(entry.path("stability").asString()).isEqualTo("stable");
            assertThat(entry.has("output")).isFalse();
        });
    }

    @Test
    void exchangesAreDescribed() {
        JsonNode exchanges = reference("exchanges");
        assertThat(exchanges.path("exchangePrefix").asString()).isEqualTo("exchange/taskcluster-demo/v1/");
        assertThat(exchanges.at("/entries/0").toString())
                .isEqualTo("{\"type\":\"topic-exchange\",\"exchange\":\"thing-stored\",\"name\":\"thingStored\","
                        + "\"title\":\"Thing stored\",\"description\":\"A thing was stored.\",\"routingKey\":["
                        + "{\"name\":\"routingKeyKind\",\"summary\":"
                        + exchanges.at("/entries/0/routingKey/0/summary")
                        + ",\"constant\":\"primary\",\"multipleWords\":false,\"required\":true},"
                        + "{\"name\":\"name\",\"summary\":\"The name.\",\"multipleWords\":false,\"required\":true},"
                        + "{\"name\":\"reserved\",\"summary\":"
                        + exchanges.at("/entries/0/routingKey/2/summary")
                        + ",\"multipleWords\":true,\"required\":false}],\"schema\":\"v1/thing-response.json#\"}");
    }

    @Test
    void logsAndMetricsAreThoseOfTheServiceAndOfAll() {
        assertThat(reference("logs").path("types"))
                .extracting(type -> type.path("name").asString())
                .contains("thingStored", "apiMethod", "periodic");
        JsonNode metrics = reference("metrics").path("metrics");
        assertThat(metrics)
                .extracting(metric -> metric.path("name").asString())
                .containsExactly(
                        "demo_things",
                        "http_request_duration_seconds",
                        "http_requests_total",
                        "iterate_duration_seconds");
        assertThat(entry(metrics, "http_request_duration_seconds")
                        .path("buckets")
                        .toString())
                .isEqualTo("[0.01,0.05,0.1,0.5,1.0,5.0,10.0]");
    }

    @Test
    void everySchemaIsPublishedAndEveryReferenceInItLeadsSomewhere() {
        for (String service : List.of("demo", "common")) {
            for (String name : SchemaSet.load(service).names()) {
                JsonNode schema = get("/schemas/" + service + "/" + name);
                assertThat(schema.path("$id").asString())
                        .isEqualTo(DemoServer.ROOT_URL + "/schemas/" + service + "/" + name + "#");
                schema.findValues("$ref").forEach(reference -> {
                    String url = reference.asString("#");
                    if (url.startsWith(DemoServer.ROOT_URL)) {
                        String path = url.substring(DemoServer.ROOT_URL.length());
                        assertThat(client.get(path.substring(0, path.indexOf('#')))
                                        .status())
                                .isEqualTo(200);
                    }
                });
            }
        }
        assertThat(client.get("/schemas/demo/constants.json").status()).isEqualTo(404);
        assertThat(client.get("/schemas/demo/v1/nope.json").status()).isEqualTo(404);
    }

    @Test
    void documentsCanBeKept() {
        String path = "/references/demo/v1/api.json";
        String tag = client.get(path).header("etag");
        assertThat(client.request("GET", path)
                        .header("if-none-match", tag)
                        .send()
                        .status())
                .isEqualTo(304);
        assertThat(client.get(path).header("cache-control")).isEqualTo("no-cache");
        assertThat(client.request("POST", path).send().status()).isEqualTo(404);
        assertThat(client.request("OPTIONS", path).send().header("allow")).isEqualTo("GET,HEAD,OPTIONS");
    }
}
