package taskcluster.object.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A part of a setting that is JSON text. What is missing, superfluous or of the wrong type is refused by an
 * {@link IllegalArgumentException} that names the part, and never shows its value, which may be a secret.
 *
 * @param path names this part, such as {@code object.backends (BACKENDS).main}
 */
public record JsonSetting(String path, JsonNode node) {

    /** The whole setting; blank text counts as not set. */
    public static JsonSetting parse(String path, String text, String defaultText) {
        try {
            return new JsonSetting(path, Json.MAPPER.readTree(text.isBlank() ? defaultText : text));
        } catch (JacksonException e) {
            // Without the cause, which would quote the text.
            throw new IllegalArgumentException(path + " is not JSON");
        }
    }

    /** The values of this object by their keys, in their order. */
    public Map<String, JsonSetting> entries() {
        requireObject();
        Map<String, JsonSetting> entries = new LinkedHashMap<>();
        node.properties().forEach(entry -> entries.put(entry.getKey(), child(entry.getKey(), entry.getValue())));
        return entries;
    }

    /** The elements of this array. An empty object counts as an empty array. */
    public List<JsonSetting> elements() {
        if (node.isObject() && node.isEmpty()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw refusal("must be an array");
        }
        return node.valueStream()
                .map(element -> new JsonSetting(path + "[]", element))
                .toList();
    }

    /** Refuses an object that has other keys than these. */
    public JsonSetting allow(String... keys) {
        requireObject();
        Set<String> superfluous = new TreeSet<>(node.propertyNames());
        superfluous.removeAll(Set.of(keys));
        if (!superfluous.isEmpty()) {
            throw refusal("has no setting " + String.join(", ", superfluous));
        }
        return this;
    }

    public boolean has(String key) {
        return node.has(key);
    }

    /** The value of a key that must be there. */
    public JsonSetting get(String key) {
        requireObject();
        JsonNode value = node.get(key);
        if (value == null) {
            throw refusal("needs " + key);
        }
        return child(key, value);
    }

    /** The text of a key that must be there. */
    public String text(String key) {
        return get(key).text();
    }

    public @Nullable String optionalText(String key) {
        return has(key) ? get(key).text() : null;
    }

    /** This text, which must not be empty. */
    public String text() {
        if (!node.isString() || node.asString().isEmpty()) {
            throw refusal("must be a text that is not empty");
        }
        return node.asString();
    }

    /** This truth value. */
    public boolean flag() {
        if (!node.isBoolean()) {
            throw refusal("must be true or false");
        }
        return node.booleanValue();
    }

    public boolean optionalFlag(String key, boolean otherwise) {
        return has(key) ? get(key).flag() : otherwise;
    }

    /** What to throw about this part. */
    public IllegalArgumentException refusal(String problem) {
        return new IllegalArgumentException(path + " " + problem);
    }

    private void requireObject() {
        if (!node.isObject()) {
            throw refusal("must be an object");
        }
    }

    private JsonSetting child(String key, JsonNode value) {
        return new JsonSetting(path + "." + key, value);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return path;
    }
}
