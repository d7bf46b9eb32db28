package taskcluster.auth.vending;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * JSON out of a setting that may hold secrets: complaints about it tell the place and what is wrong there, never a value.
 *
 * @param place the name of the setting, and where in it the value is
 */
public record SecretJson(String place, JsonNode node) {
    /**
     * Reads the text of a setting.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static SecretJson parse(String setting, String text) {
        try {
            return new SecretJson(setting, Json.MAPPER.readTree(text));
        } catch (JacksonException invalid) {
            // Without the cause, which quotes the text.
            throw new IllegalArgumentException(setting + " is not JSON");
        }
    }

    /** The properties of an object, in their order. */
    public Map<String, SecretJson> properties() {
        if (!node.isObject()) {
            throw invalid("must be an object");
        }
        Map<String, SecretJson> properties = new LinkedHashMap<>();
        node.properties().forEach(property -> properties.put(property.getKey(), get(property.getKey())));
        return properties;
    }

    public List<SecretJson> items() {
        if (!node.isArray()) {
            throw invalid("must be an array");
        }
        List<SecretJson> items = new ArrayList<>();
        for (JsonNode item : node) {
            items.add(new SecretJson(place + "[" + items.size() + "]", item));
        }
        return items;
    }

    public List<String> texts() {
        return items().stream().map(SecretJson::text).toList();
    }

    /** A property of an object, which may turn out to be missing when it is used. */
    public SecretJson get(String name) {
        return new SecretJson(place + "." + name, node.path(name));
    }

    /** A text that is not empty. */
    public String text() {
        if (!node.isString() || node.stringValue().isEmpty()) {
            throw invalid("must be a text that is not empty");
        }
        return node.stringValue();
    }

    public IllegalArgumentException invalid(String problem) {
        return new IllegalArgumentException(place + " " + problem);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return place;
    }
}
