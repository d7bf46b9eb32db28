package taskcluster.cli;

import java.util.Map;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps laid over one another. */
final class MergedYaml {
    private MergedYaml() {}

    /** All keys of both; where both have a map it is merged in turn, else the upper one's value wins. */
    static ObjectNode merge(JsonNode lower, JsonNode upper) {
        ObjectNode merged = Json.MAPPER.createObjectNode();
        lower.properties().forEach(property -> merged.set(property.getKey(), property.getValue()));
        for (Map.Entry<String, JsonNode> property : upper.properties()) {
            JsonNode below = merged.path(property.getKey());
            boolean isMap = below.isObject() && property.getValue().isObject();
            merged.set(property.getKey(), isMap ? merge(below, property.getValue()) : property.getValue());
        }
        return merged;
    }
}
