package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class SchemaSetTest {
    private final SchemaSet demo = SchemaSet.load("demo");
    private final SchemaSet rules = SchemaSet.load("rules");

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text);
    }

    @Test
    void namesAreThoseOfFilesButConstants() {
        assertThat(demo.names())
                .containsExactly(
                        "v1/common.json", "v1/list-response.json", "v1/thing-request.json", "v1/thing-response.json");
    }

    @Test
    void documentsHaveIdsAndConstants() {
        JsonNode document = demo.document("v1/thing-request.json");
        assertThat(document.path("$id").asString()).isEqualTo("/schemas/demo/v1/thing-request.json#");
        assertThat(document.path("$schema").asString()).isEqualTo("/schemas/common/metaschema.json#");
        assertThat(document.at("/properties/name/maxLength").asInt()).isEqualTo(20);
        assertThatThrownBy(() -> demo.document("v1/nope.json")).hasMessage("there is no schema demo/v1/nope.json");
    }

    @Test
    void publishedDocumentsHaveFullUrls() {
        JsonNode document = demo.published(new RootUrl("https://x.example.com"), "v1/thing-request.json");
        assertThat(document.path("$id").asString())
                .isEqualTo("https://x.example.com/schemas/demo/v1/thing-request.json#");
        assertThat(document.path("$schema").asString())
                .isEqualTo("https://x.example.com/schemas/common/metaschema.json#");
        assertThat(document.at("/properties/kind/$ref").asString())
                .isEqualTo("https://x.example.com/schemas/demo/v1/common.json#/definitions/kind");
        JsonNode inner = rules.published(new RootUrl("https://x.example.com"), "v1/rules.json");
        assertThat(inner.at("/properties/tree/$ref").asString()).isEqualTo("#/definitions/tree");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                   | ",
                "[]                                   | data must be object",
                "{\"text\": \"\"}                     | data/text must NOT have fewer than 1 characters",
                "{\"text\": \"aaaaaa\"}               | data/text must NOT have more than 5 characters",
                "{\"text\": \"B\"}                    | data/text must match pattern \"^[a-z]*$\"",
                "{\"maybe\": 1}                       | data/maybe must be string,null",
                "{\"maybe\": null}                    | ",
                "{\"number\": 5}                      | data/number must be > 5",
                "{\"number\": 10}                     | data/number must be < 10",
                "{\"number\": 7.3}                    | data/number must be multiple of 0.5",
                "{\"whole\": 1.5}                     | data/whole must be integer",
                "{\"whole\": 0}                       | data/whole must be >= 1",
                "{\"whole\": 10}                      | data/whole must be <= 9",
                "{\"list\": []}                       | data/list must NOT have fewer than 1 items",
                "{\"list\": [1, 2, 3, 4]}             | data/list must NOT have more than 3 items",
                "{\"list\": [1, 2, 1]}                | data/list must NOT have duplicate items (items ## 0 and 2 are identical)",
                "{\"map\": {}}                        | data/map must NOT have fewer than 1 properties",
                "{\"map\": {\"a\": 1, \"b\": 2, \"c\": 3}} | data/map must NOT have more than 2 properties",
                "{\"fixed\": \"b\"}                   | data/fixed must be equal to constant",
                "{\"time\": \"yesterday\"}            | data/time must match format \"date-time\"",
                "{\"time\": \"2026-01-01T00:00:00.000Z\"} | ",
                "{\"time\": \"2026-01-01T00:00:00+01:00\"} | ",
                "{\"uri\": \"not a uri\"}             | data/uri must match format \"uri\"",
                "{\"uri\": \"https://example.com/a?b=c\"} | ",
                "{\"email\": \"nobody\"}              | data/email must match format \"email\"",
                "{\"host\": \"-x-\"}                  | data/host must match format \"hostname\"",
                "{\"ip4\": \"1.2.3\"}                 | data/ip4 must match format \"ipv4\"",
                "{\"ip6\": \"1.2.3.4\"}               | data/ip6 must match format \"ipv6\"",
                "{\"not\": \"never\"}                 | data/not must NOT be valid",
                "{\"deep\": {\"a/b\": [{}]}}          | data/deep/a~1b/0 must have required property 'x'",
            })
    void faultsAreNamed(String document, String fault) {
        assertThat(rules.validate("v1/rules.json#", json(document)))
                .isEqualTo(fault == null ? List.of() : List.of(fault));
    }

    @Test
    void alternativesAreExplained() {
        assertThat(rules.validate("v1/rules.json#", json("{\"one\": true}")))
                .contains("data/one must match exactly one schema in oneOf");
        assertThat(rules.validate("v1/rules.json#", json("{\"any\": true}")))
                .containsExactlyInAnyOrder(
                        "data/any must be string", "data/any must be number", "data/any must be object");
        assertThat(rules.validate("v1/rules.json#", json("{\"any\": 5, \"one\": \"x\"}")))
                .isEmpty();
    }

    @Test
    void faultsInTreesAreFound() {
        assertThat(rules.validate("v1/rules.json#", json("{\"tree\":{\"children\":[{\"children\":[5]}]}}")))
                .containsExactly("data/tree/children/0/children/0 must be object");
    }

    @Test
    void partsOfSchemasCanBeUsed() {
        assertThat(demo.validate("v1/common.json#/definitions/kind", json("\"odd\"")))
                .hasSize(1);
        assertThat(demo.validate("v1/common.json#/definitions/kind", json("\"plain\"")))
                .isEmpty();
        assertThatThrownBy(() -> demo.validate("v1/nope.json#", json("{}"))).hasMessageContaining("there is no schema");
    }

    @Test
    void defaultsAreInjectedWhereTheyApply() {
        JsonNode document = json("{\"tree\":{\"children\":[{},{\"label\":\"x\"}]},\"deep\":{\"a\":[{}]},\"any\":{}}");
        rules.injectDefaults("v1/rules.json#", document);
        assertThat(document)
                .isEqualTo(json("{\"tree\":{\"label\":\"none\",\"children\":[{\"label\":\"none\"},{\"label\":\"x\"}]},"
                        + "\"deep\":{\"a\":[{\"y\":[]}]},\"any\":{},\"all\":1}"));
        JsonNode again = json("{}");
        rules.injectDefaults("v1/rules.json#", again);
        assertThat(again).isEqualTo(json("{\"all\":1}"));
        JsonNode notAnObject = json("[1]");
        rules.injectDefaults("v1/rules.json#", notAnObject);
        assertThat(notAnObject).isEqualTo(json("[1]"));
    }

    @Test
    void defaultsAreNotShared() {
        JsonNode first = json("{\"name\":\"a\"}");
        demo.injectDefaults("v1/thing-request.json#", first);
        ((ArrayNode) first.get("parts")).add(1);
        JsonNode second = json("{\"name\":\"a\"}");
        demo.injectDefaults("v1/thing-request.json#", second);
        assertThat(second.get("parts").size()).isZero();
    }

    @Test
    void badFilesAreRefused() {
        assertThatThrownBy(() -> SchemaSet.load("bad-constant"))
                .hasMessage("the schema file v1/a.yml uses the unknown constant nope");
        assertThatThrownBy(() -> SchemaSet.load("bad-id")).hasMessageContaining("without an $id of its own");
        assertThatThrownBy(() -> SchemaSet.load("bad-reference"))
                .hasMessageContaining("/schemas/bad-reference/v1/nope.json");
        assertThatThrownBy(() -> SchemaSet.load("bad-yaml")).hasMessageContaining("is not YAML");
    }
}
