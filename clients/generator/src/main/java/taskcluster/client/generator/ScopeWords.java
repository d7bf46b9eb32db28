package taskcluster.client.generator;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A scope expression in words. */
final class ScopeWords {
    private ScopeWords() {}

    static String of(JsonNode expression) {
        if (expression.isString()) {
            return "`" + expression.asString() + "`";
        }
        if (expression.has("AllOf")) {
            return list(expression.get("AllOf"), " and ");
        }
        if (expression.has("AnyOf")) {
            return list(expression.get("AnyOf"), " or ");
        }
        if (expression.has("for")) {
            return of(expression.get("each")) + " for each `"
                    + expression.get("for").asString() + "` of `"
                    + expression.get("in").asString() + "`";
        }
        if (expression.has("if")) {
            String otherwise = expression.has("else") ? ", else " + of(expression.get("else")) : "";
            return of(expression.get("then")) + " if `" + expression.get("if").asString() + "` is given" + otherwise;
        }
        throw new IllegalArgumentException("not a scope expression: " + expression);
    }

    private static String list(JsonNode parts, String conjunction) {
        List<String> words = new ArrayList<>();
        for (JsonNode part : parts) {
            boolean isNested = part.has("AllOf") || part.has("AnyOf");
            words.add(isNested && parts.size() > 1 ? "(" + of(part) + ")" : of(part));
        }
        return words.isEmpty() ? "none" : String.join(conjunction, words);
    }
}
