package taskcluster.worker.payload;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import taskcluster.worker.log.JsonText;
import taskcluster.worker.payload.InvalidPayloadException.Violation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON schema (draft 6, formats asserted) whose violations are put into words that a task's author understands. */
public final class PayloadSchema {
    private static final Set<String> COMPOSITIONS = Set.of("oneOf", "anyOf", "allOf", "$ref");

    private final ObjectNode document;
    private final Schema schema;

    public PayloadSchema(ObjectNode document) {
        this.document = document;
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .build();
        ObjectNode local = document.deepCopy();
        local.remove("$id");
        local.remove("$schema");
        this.schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_6, builder -> builder.schemaRegistryConfig(config))
                .getSchema(local);
    }

    /** The schema as JSON, indented by two spaces. */
    public String text() {
        return JsonText.of(document);
    }

    /** Everything that is wrong with a document, in the order of its places; empty when it conforms. */
    public List<Violation> check(JsonNode instance) {
        List<Violation> violations = new ArrayList<>();
        List<Error> errors = ClosestBranch.of(schema.validate(instance));
        for (Error error : errors) {
            Violation violation = violation(error);
            if (!COMPOSITIONS.contains(error.getKeyword()) && !violations.contains(violation)) {
                violations.add(violation);
            }
        }
        if (violations.isEmpty()) {
            errors.stream().map(PayloadSchema::violation).forEach(violations::add);
        }
        return violations;
    }

    private static Violation violation(Error error) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            steps.add(String.valueOf(error.getInstanceLocation().getElement(i)));
        }
        String path = steps.isEmpty() ? "(root)" : String.join(".", steps);
        return new Violation(path, problem(error));
    }

    private static String problem(Error error) {
        JsonNode bound = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "minimum" -> "Must be greater than or equal to " + bound.asString();
            case "maximum" -> "Must be less than or equal to " + bound.asString();
            case "enum" -> "Must be one of the following: " + values(bound);
            case "required" -> error.getProperty() + " is required";
            case "additionalProperties" -> "Additional property " + error.getProperty() + " is not allowed";
            case "type" -> "Invalid type. Expected: " + expected(bound) + ", given: " + given(error.getInstanceNode());
            case "uniqueItems" -> "Array items must be unique";
            case "minItems" -> "Array must have at least " + bound.asString() + " items";
            case "pattern" -> "Does not match pattern '" + bound.asString() + "'";
            case "format" -> "Does not match format '" + bound.asString() + "'";
            case "maxLength" -> "String length must be less than or equal to " + bound.asString();
            case "multipleOf" -> "Must be a multiple of " + bound.asString();
            default -> error.getMessage();
        };
    }

    private static String values(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(", "));
    }

    private static String expected(JsonNode type) {
        return type.isArray() ? values(type).replace("\"", "") : type.asString();
    }

    private static String given(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case BOOLEAN -> "boolean";
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
        };
    }
}
