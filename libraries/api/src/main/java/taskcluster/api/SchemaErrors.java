package taskcluster.api;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is wrong with a document, in words: {@code data/path must ...}. */
final class SchemaErrors {
    private SchemaErrors() {}

    static List<String> texts(List<Error> errors) {
        if (errors.isEmpty()) {
            return List.of();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (Error error : errors) {
            texts.add("data" + error.getInstanceLocation() + " " + text(error));
        }
        return new ArrayList<>(texts);
    }

    private static String text(Error error) {
        String keyword = Objects.requireNonNullElse(error.getKeyword(), "");
        return switch (keyword) {
            case "type" -> "must be " + types(error);
            case "required" -> "must have required property '" + first(error) + "'";
            case "additionalProperties" -> "must NOT have additional properties: \"" + first(error) + "\"";
            case "enum" -> "must be equal to one of the allowed values";
            case "const" -> "must be equal to constant";
            case "pattern" -> "must match pattern \"" + first(error) + "\"";
            case "format" -> "must match format \"" + first(error) + "\"";
            case "anyOf" -> "must match a schema in anyOf";
            case "oneOf" -> "must match exactly one schema in oneOf";
            case "not" -> "must NOT be valid";
            case "propertyNames" -> "property name must be valid";
            case "contains" -> "must contain at least 1 valid item(s)";
            case "uniqueItems" -> "must NOT have duplicate items" + duplicates(error.getInstanceNode());
            case "dependencies" -> "must have the properties that its other properties depend on";
            default -> bound(keyword, error);
        };
    }

    private static String bound(String keyword, Error error) {
        return switch (keyword) {
            case "minLength" -> "must NOT have fewer than " + first(error) + " characters";
            case "maxLength" -> "must NOT have more than " + first(error) + " characters";
            case "minItems" -> "must NOT have fewer than " + first(error) + " items";
            case "maxItems" -> "must NOT have more than " + first(error) + " items";
            case "minProperties" -> "must NOT have fewer than " + first(error) + " properties";
            case "maxProperties" -> "must NOT have more than " + first(error) + " properties";
            case "minimum" -> "must be >= " + first(error);
            case "maximum" -> "must be <= " + first(error);
            case "exclusiveMinimum" -> "must be > " + first(error);
            case "exclusiveMaximum" -> "must be < " + first(error);
            case "multipleOf" -> "must be multiple of " + first(error);
            default -> "must be valid: " + error.getMessage();
        };
    }

    private static String first(Error error) {
        @Nullable Object[] arguments = error.getArguments();
        return arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]);
    }

    private static String types(Error error) {
        JsonNode expected = error.getSchemaNode();
        if (expected != null && expected.isArray()) {
            List<String> names = new ArrayList<>();
            expected.forEach(name -> names.add(name.asString()));
            return String.join(",", names);
        }
        return expected == null ? "" : expected.asString();
    }

    private static String duplicates(@Nullable JsonNode array) {
        Map<JsonNode, Integer> seen = new HashMap<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            Integer earlier = seen.putIfAbsent(array.get(i), i);
            if (earlier != null) {
                return " (items ## " + earlier + " and " + i + " are identical)";
            }
        }
        return "";
    }
}
