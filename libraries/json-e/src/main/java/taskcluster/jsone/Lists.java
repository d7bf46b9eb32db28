package taskcluster.jsone;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operators that make something of a list as a whole. */
final class Lists {
    private final Work work;

    Lists(Work work) {
        this.work = work;
    }

    private static JsonNode list(String operator, JsonNode value) {
        if (!value.isArray()) {
            throw JsonEException.template(operator + " value must evaluate to an array");
        }
        return value;
    }

    private static JsonNode objects(String operator, JsonNode value) {
        for (JsonNode element : list(operator, value)) {
            if (!element.isObject()) {
                throw JsonEException.template(operator + " value must evaluate to an array of objects");
            }
        }
        return value;
    }

    JsonNode merge(JsonNode value) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (JsonNode object : objects("$merge", value)) {
            work.values(object.size());
            object.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        }
        return merged;
    }

    JsonNode mergeDeep(JsonNode value) {
        JsonNode merged = JsonNodeFactory.instance.objectNode();
        for (JsonNode object : objects("$mergeDeep", value)) {
            merged = merged(merged, object, 0);
        }
        return merged;
    }

    private JsonNode merged(@Nullable JsonNode left, JsonNode right, int depth) {
        work.step();
        Work.checkDepth(depth);
        if (left != null && left.isArray() && right.isArray()) {
            work.values(left.size() + (long) right.size());
            ArrayNode both = JsonNodeFactory.instance.arrayNode();
            left.forEach(both::add);
            right.forEach(both::add);
            return both;
        }
        if (left == null || !left.isObject() || !right.isObject()) {
            return right;
        }
        work.values(left.size());
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        left.properties().forEach(member -> both.set(member.getKey(), member.getValue()));
        for (Map.Entry<String, JsonNode> member : right.properties()) {
            both.set(member.getKey(), merged(both.get(member.getKey()), member.getValue(), depth + 1));
        }
        return both;
    }

    JsonNode reverse(JsonNode value) {
        list("$reverse", value);
        work.values(value.size());
        ArrayNode reversed = JsonNodeFactory.instance.arrayNode();
        for (int i = value.size() - 1; i >= 0; i--) {
            reversed.add(value.get(i));
        }
        return reversed;
    }

    JsonNode flatten(JsonNode value) {
        ArrayNode flat = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : list("$flatten", value)) {
            work.values(1 + (long) element.size());
            if (element.isArray()) {
                element.forEach(flat::add);
            } else {
                flat.add(element);
            }
        }
        return flat;
    }

    JsonNode flattenDeep(JsonNode value) {
        ArrayNode flat = JsonNodeFactory.instance.arrayNode();
        addFlat(list("$flattenDeep", value), flat, 0);
        return flat;
    }

    private void addFlat(JsonNode list, ArrayNode flat, int depth) {
        Work.checkDepth(depth);
        for (JsonNode element : list) {
            work.step();
            if (element.isArray()) {
                addFlat(element, flat, depth + 1);
            } else {
                flat.add(element);
            }
        }
    }
}
