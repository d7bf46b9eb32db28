package taskcluster.jsone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operators that do something for each element. */
final class Loops {
    private static final String NAME = "\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*";
    private static final Pattern EACH = Pattern.compile("each\\(" + NAME + "(?:," + NAME + ")?(?:," + NAME + ")?\\)");

    private final Renderer renderer;

    Loops(Renderer renderer) {
        this.renderer = renderer;
    }

    /** The variables and the body of a loop. */
    private record Each(List<String> names, JsonNode body) {
        Scope in(Scope scope, JsonNode... values) {
            Map<String, JsonNode> variables = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                variables.put(names.get(i), values[i]);
            }
            return scope.with(variables);
        }
    }

    private static Each each(String operator, ObjectNode template, int keys, int fewest, int most) {
        List<String> found = template.propertyNames().stream()
                .filter(key -> key.startsWith("each("))
                .toList();
        if (found.size() != 1 || template.size() != keys) {
            throw JsonEException.template(operator + " must have exactly " + keys + " properties");
        }
        Matcher matcher = EACH.matcher(found.getFirst());
        List<String> names = new ArrayList<>();
        if (matcher.matches()) {
            IntStream.rangeClosed(1, matcher.groupCount())
                    .mapToObj(matcher::group)
                    .filter(name -> name != null)
                    .forEach(names::add);
        }
        if (names.size() < fewest || names.size() > most) {
            throw JsonEException.template(operator + " requires each(" + (fewest == 1 ? "x" : "acc,x") + ") with "
                    + fewest + " or " + most + " names");
        }
        return new Each(names, template.get(found.getFirst()));
    }

    private JsonNode list(String operator, ObjectNode template, Scope scope) {
        JsonNode list = renderer.render(template.get(operator), scope);
        if (!list.isArray()) {
            throw JsonEException.template(operator + " value must evaluate to an array");
        }
        return list;
    }

    JsonNode map(ObjectNode template, Scope scope) {
        Each each = each("$map", template, 2, 1, 2);
        JsonNode value = renderer.render(template.get("$map"), scope);
        if (value.isObject()) {
            return mapObject(each, value, scope);
        }
        if (!value.isArray()) {
            throw JsonEException.template("$map value must evaluate to an array or object");
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < value.size(); i++) {
            Scope inner = each.in(scope, value.get(i), Values.number(i));
            Operators.addUnlessNothing(results, renderer.render(each.body(), inner));
        }
        return results;
    }

    private JsonNode mapObject(Each each, JsonNode object, Scope scope) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode key = Values.text(member.getKey());
            JsonNode pair =
                    JsonNodeFactory.instance.objectNode().set("key", key).set("val", member.getValue());
            Scope inner = each.names().size() == 1 ? each.in(scope, pair) : each.in(scope, member.getValue(), key);
            JsonNode result = renderer.render(each.body(), inner);
            if (!result.isMissingNode()) {
                Operators.object("$map on objects: each", result)
                        .properties()
                        .forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
            }
        }
        return merged;
    }

    JsonNode reduce(ObjectNode template, Scope scope) {
        Each each = each("$reduce", template, 3, 2, 3);
        JsonNode accumulated = template.get("initial");
        if (accumulated == null) {
            throw JsonEException.template("$reduce requires initial");
        }
        JsonNode list = list("$reduce", template, scope);
        for (int i = 0; i < list.size(); i++) {
            JsonNode step = renderer.render(each.body(), each.in(scope, accumulated, list.get(i), Values.number(i)));
            accumulated = step.isMissingNode() ? accumulated : step;
        }
        return accumulated;
    }

    JsonNode find(ObjectNode template, Scope scope) {
        Each each = each("$find", template, 2, 1, 2);
        String condition = Operators.expression("$find's each", each.body());
        JsonNode list = list("$find", template, scope);
        for (int i = 0; i < list.size(); i++) {
            Scope inner = each.in(scope, list.get(i), Values.number(i));
            if (Values.isTrue(renderer.evaluate(condition, inner))) {
                return list.get(i);
            }
        }
        return Values.NOTHING;
    }

    /** An element of a list, and what it is sorted by. */
    private record Sorted(JsonNode element, JsonNode key) {}

    JsonNode sort(ObjectNode template, Scope scope) {
        JsonNode list = list("$sort", template, scope);
        List<String> by = template.propertyNames().stream()
                .filter(key -> !key.equals("$sort"))
                .toList();
        if (by.size() > 1) {
            throw JsonEException.template("$sort takes one by(x)");
        }
        List<Sorted> elements = new ArrayList<>();
        for (JsonNode element : list) {
            elements.add(new Sorted(element, by.isEmpty() ? element : key(by.getFirst(), template, element, scope)));
        }
        if (elements.stream().allMatch(each -> each.key().isNumber())) {
            elements.sort(Comparator.comparingDouble(each -> each.key().doubleValue()));
        } else if (elements.stream().allMatch(each -> each.key().isString())) {
            elements.sort(Comparator.comparing(each -> each.key().stringValue()));
        } else {
            throw JsonEException.template("$sorted values to be sorted must have the same type, number or string");
        }
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        elements.forEach(each -> sorted.add(each.element()));
        return sorted;
    }

    private JsonNode key(String by, ObjectNode template, JsonNode element, Scope scope) {
        String name = by.substring("by(".length(), by.length() - 1).strip();
        String expression = Operators.expression("$sort's by", template.get(by));
        return renderer.evaluate(expression, scope.with(Map.of(name, element)));
    }
}
