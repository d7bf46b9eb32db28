package taskcluster.worker.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;

class PayloadSchemaTest {
    private static final String SCHEMA = """
            {
              "$id": "/schemas/x.json#",
              "type": "object",
              "additionalProperties": false,
              "required": ["name"],
              "properties": {
                "name": {"type": "string", "maxLength": 3},
                "when": {"type": "string", "format": "date-time"},
                "codes": {"type": "array", "uniqueItems": true, "items": {"type": "integer", "minimum": 1}},
                "kind": {"enum": ["a", "b"]},
                "source": {"type": "array", "items": {"$ref": "#/definitions/source"}}
              },
              "definitions": {
                "source": {
                  "oneOf": [
                    {"type": "object", "additionalProperties": false, "required": ["file"],
                     "properties": {"file": {"$ref": "#/definitions/place"}}},
                    {"type": "object", "additionalProperties": false, "required": ["url", "hash"],
                     "properties": {"url": {"type": "string"}, "hash": {"type": "string", "pattern": "^[0-9]+$"}}}
                  ]
                },
                "place": {
                  "oneOf": [{"type": "integer"}, {"type": "object", "required": ["x"]}]
                }
              }
            }
            """;

    private final PayloadSchema schema = new PayloadSchema((ObjectNode) Json.MAPPER.readTree(SCHEMA));

    private List<String> check(String document) {
        return schema.check(Json.MAPPER.readTree(document)).stream()
                .map(InvalidPayloadException.Violation::toString)
                .toList();
    }

    @Test
    void whatConformsHasNoViolations() {
        assertThat(check("{\"name\":\"x\",\"when\":\"2026-01-01T00:00:00.000Z\",\"codes\":[1,2],\"kind\":\"a\"}"))
                .isEmpty();
        assertThat(check("{\"name\":\"x\",\"source\":[{\"file\":1},{\"url\":\"u\",\"hash\":\"1\"}]}"))
                .isEmpty();
    }

    @Test
    void violationsNameThePlaceAndTheProblem() {
        assertThat(check("{}")).containsExactly("(root): name is required");
        assertThat(check("{\"name\":\"x\",\"extra\":1}"))
                .containsExactly("(root): Additional property extra is not allowed");
        assertThat(check("{\"name\":1}")).containsExactly("name: Invalid type. Expected: string, given: integer");
        assertThat(check("{\"name\":\"long\"}")).containsExactly("name: String length must be less than or equal to 3");
        assertThat(check("{\"name\":\"x\",\"codes\":[1,-1]}"))
                .containsExactly("codes.1: Must be greater than or equal to 1");
        assertThat(check("{\"name\":\"x\",\"codes\":[1,1]}")).containsExactly("codes: Array items must be unique");
        assertThat(check("{\"name\":\"x\",\"kind\":\"c\"}"))
                .containsExactly("kind: Must be one of the following: \"a\", \"b\"");
        assertThat(check("{\"name\":\"x\",\"when\":\"yesterday\"}"))
                .containsExactly("when: Does not match format 'date-time'");
    }

    @Test
    void allViolationsAreListed() {
        assertThat(check("{\"name\":1,\"kind\":\"c\",\"codes\":[\"x\"]}")).hasSize(3);
    }

    @Test
    void ofSeveralFormsTheClosestOneIsExplained() {
        assertThat(check("{\"name\":\"x\",\"source\":[{\"url\":\"u\",\"hash\":\"z\"}]}"))
                .containsExactly("source.0.hash: Does not match pattern '^[0-9]+$'");
        assertThat(check("{\"name\":\"x\",\"source\":[{\"file\":1},{\"url\":\"u\",\"hsah\":\"1\"}]}"))
                .containsExactlyInAnyOrder(
                        "source.1: hash is required", "source.1: Additional property hsah is not allowed");
    }

    @Test
    void formsWithinFormsAreExplainedToo() {
        assertThat(check("{\"name\":\"x\",\"source\":[{\"file\":{\"y\":1}}]}"))
                .containsExactly("source.0.file: Invalid type. Expected: integer, given: object");
    }

    @Test
    void eachOfSeveralValuesIsExplainedByItself() {
        assertThat(check("{\"name\":\"x\",\"source\":[{\"url\":\"u\",\"hash\":\"z\"},{\"file\":\"s\"}]}"))
                .containsExactlyInAnyOrder(
                        "source.0.hash: Does not match pattern '^[0-9]+$'",
                        "source.1.file: Invalid type. Expected: integer, given: string");
    }

    @Test
    void theTextIsTheWholeSchema() {
        assertThat(schema.text()).startsWith("{\n  \"$id\": \"/schemas/x.json#\",\n  \"type\": \"object\"");
    }
}
