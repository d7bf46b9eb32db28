package taskcluster.jsone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operators: objects with one of these keys stand for what the operator makes of them. */
final class Operators {
    static final Set<String> NAMES = Set.of(
            "$eval",
            "$json",
            "$if",
            "$switch",
            "$match",
            "$let",
            "$map",
            "$reduce",
            "$find",
            "$merge",
            "$mergeDeep",
            "$sort",
            "$reverse",
            "$flatten",
            "$flattenDeep",
            "$fromNow");

    private static final Pattern BY = Pattern.compile("by\\(\\s*[a-zA-Z_][a-zA-Z0-9_]*\\s*\\)");

    private final Renderer renderer;
    private final Loops loops;
    private final Lists lists;
    private final Work work;

    Operators(Renderer renderer, Work work) {
        this.renderer = renderer;
        this.loops = new Loops(renderer);
        this.lists = new Lists(work);
        this.work = work;
    }

    /** @param template an object with this operator and no other one */
    JsonNode apply(String operator, ObjectNode template, Scope scope) {
        return switch (operator) {
            case "$eval" -> {
                allow(template, operator, Set.of()::contains);
                yield renderer.evaluate(expression(operator, template.get(operator)), scope);
            }
            case "$if" -> condition(template, scope);
            case "$switch" -> choice(template, scope);
            case "$match" -> matches(template, scope);
            case "$let" -> let(template, scope);
            case "$map", "$reduce", "$find" -> {
                allow(
                        template,
                        operator,
                        key -> key.startsWith("each(") || key.equals(operator.equals("$reduce") ? "initial" : ""));
                yield switch (operator) {
                    case "$map" -> loops.map(template, scope);
                    case "$reduce" -> loops.reduce(template, scope);
                    default -> loops.find(template, scope);
                };
            }
            case "$sort" -> {
                allow(template, operator, BY.asMatchPredicate());
                yield loops.sort(template, scope);
            }
            case "$fromNow" -> fromNow(template, scope);
            default -> {
                allow(template, operator, Set.of()::contains);
                yield ofValue(operator, renderer.render(template.get(operator), scope));
            }
        };
    }

    /** The operators that take one value and nothing else. */
    private JsonNode ofValue(String operator, JsonNode value) {
        return switch (operator) {
            case "$json" -> Values.text(Values.canonical(value, work));
            case "$merge" -> lists.merge(value);
            case "$mergeDeep" -> lists.mergeDeep(value);
            case "$reverse" -> lists.reverse(value);
            case "$flatten" -> lists.flatten(value);
            default -> lists.flattenDeep(value);
        };
    }

    private static void allow(ObjectNode template, String operator, Predicate<String> others) {
        List<String> undefined = template.propertyNames().stream()
                .filter(key -> !key.equals(operator) && !others.test(key))
                .sorted()
                .toList();
        if (!undefined.isEmpty()) {
            throw JsonEException.template(operator + " has undefined properties: " + String.join(" ", undefined));
        }
    }

    static String expression(String operator, @Nullable JsonNode value) {
        if (value == null || !value.isString()) {
            throw JsonEException.template(operator + " must be given a string expression");
        }
        return value.stringValue();
    }

    private JsonNode condition(ObjectNode template, Scope scope) {
        allow(template, "$if", Set.of("then", "else", "$then")::contains);
        boolean isTrue = Values.isTrue(renderer.evaluate(expression("$if", template.get("$if")), scope));
        if (isTrue && template.has("$then")) {
            throw JsonEException.template("$if Syntax error: $then: should be spelled then: (no $)");
        }
        JsonNode branch = template.get(isTrue ? "then" : "else");
        return branch == null ? Values.NOTHING : renderer.render(branch, scope);
    }

    private JsonNode choice(ObjectNode template, Scope scope) {
        allow(template, "$switch", Set.of()::contains);
        JsonNode cases = object("$switch", template.get("$switch"));
        List<JsonNode> taken = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : cases.properties()) {
            if (!each.getKey().equals("$default") && Values.isTrue(renderer.evaluate(each.getKey(), scope))) {
                taken.add(each.getValue());
            }
        }
        if (taken.size() > 1) {
            throw JsonEException.template("$switch can only have one truthy condition");
        }
        JsonNode otherwise = cases.get("$default");
        if (taken.isEmpty() && otherwise != null) {
            taken.add(otherwise);
        }
        return taken.isEmpty() ? Values.NOTHING : renderer.render(taken.getFirst(), scope);
    }

    private JsonNode matches(ObjectNode template, Scope scope) {
        allow(template, "$match", Set.of()::contains);
        Map<String, JsonNode> sorted = new TreeMap<>();
        object("$match", template.get("$match"))
                .properties()
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        sorted.forEach((condition, branch) -> {
            if (Values.isTrue(renderer.evaluate(condition, scope))) {
                addUnlessNothing(results, renderer.render(branch, scope));
            }
        });
        return results;
    }

    private JsonNode let(ObjectNode template, Scope scope) {
        allow(template, "$let", Set.of("in")::contains);
        JsonNode variables = renderer.render(template.get("$let"), scope);
        Map<String, JsonNode> names = new HashMap<>();
        for (Map.Entry<String, JsonNode> variable : object("$let", variables).properties()) {
            if (!Scope.isName(variable.getKey())) {
                throw JsonEException.template("top level keys of $let must follow /[a-zA-Z_][a-zA-Z0-9_]*/");
            }
            names.put(variable.getKey(), variable.getValue());
        }
        JsonNode body = template.get("in");
        if (body == null || body.isNull()) {
            throw JsonEException.template("$let operator requires an `in` clause");
        }
        return renderer.render(body, scope.with(names));
    }

    private JsonNode fromNow(ObjectNode template, Scope scope) {
        allow(template, "$fromNow", Set.of("from")::contains);
        JsonNode duration = renderer.render(template.get("$fromNow"), scope);
        if (!duration.isString()) {
            throw JsonEException.template("$fromNow expects a string");
        }
        JsonNode from = template.get("from");
        return Times.fromNow(duration.stringValue(), from == null ? Times.now(scope) : renderer.render(from, scope));
    }

    static JsonNode object(String operator, @Nullable JsonNode value) {
        if (value == null || !value.isObject()) {
            throw JsonEException.template(operator + " value must evaluate to an object");
        }
        return value;
    }

    static void addUnlessNothing(ArrayNode list, JsonNode value) {
        if (!value.isMissingNode()) {
            list.add(value);
        }
    }
}
