package taskcluster.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in the defaults that a schema gives for properties, at any depth; what stands under {@code anyOf}, {@code oneOf} or
 * {@code not} does not count, since it need not apply. Only the parts of a schema that lead to a default are kept.
 */
final class SchemaDefaults {
    private final @Nullable Part root;

    private SchemaDefaults(@Nullable Part root) {
        this.root = root;
    }

    /** The defaults of the schema of a name. */
    static SchemaDefaults of(SortedMap<String, ObjectNode> documents, String service, String name) {
        ObjectNode document = documents.get(name);
        if (document == null) {
            throw new IllegalArgumentException("there is no schema " + service + "/" + name);
        }
        Part root = new Reader(documents, service).read(document, "/schemas/" + service + "/" + name);
        if (!root.leadsToDefault(new HashSet<>())) {
            return new SchemaDefaults(null);
        }
        root.prune(new HashSet<>());
        return new SchemaDefaults(root);
    }

    void inject(JsonNode document) {
        if (root != null) {
            root.inject(document);
        }
    }

    /** What one subschema says. Filled after its creation, since subschemas may refer to each other in circles. */
    private static final class Part {
        private final Map<String, JsonNode> defaults = new LinkedHashMap<>();
        private final Map<String, Part> properties = new LinkedHashMap<>();
        private @Nullable Part otherProperties;
        private @Nullable Part items;
        private final List<Part> alsoApplying = new ArrayList<>();

        void inject(JsonNode value) {
            if (value instanceof ObjectNode object) {
                defaults.forEach((name, node) -> {
                    if (!object.has(name)) {
                        object.set(name, node.deepCopy());
                    }
                });
                injectIntoProperties(object);
            } else if (items != null && value.isArray()) {
                value.forEach(items::inject);
            }
            for (Part part : alsoApplying) {
                part.inject(value);
            }
        }

        private void injectIntoProperties(ObjectNode object) {
            if (otherProperties == null) {
                properties.forEach((name, part) -> {
                    JsonNode child = object.get(name);
                    if (child != null) {
                        part.inject(child);
                    }
                });
                return;
            }
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                Part part = properties.get(property.getKey());
                (part == null ? otherProperties : part).inject(property.getValue());
            }
        }

        boolean leadsToDefault(Set<Part> seen) {
            if (!seen.add(this)) {
                return false;
            }
            return !defaults.isEmpty()
                    || properties.values().stream().anyMatch(part -> part.leadsToDefault(seen))
                    || (otherProperties != null && otherProperties.leadsToDefault(seen))
                    || (items != null && items.leadsToDefault(seen))
                    || alsoApplying.stream().anyMatch(part -> part.leadsToDefault(seen));
        }

        /** Drops what cannot lead to a default, so that filling in does not walk through it. */
        void prune(Set<Part> seen) {
            if (!seen.add(this)) {
                return;
            }
            if (otherProperties != null && !otherProperties.leadsToDefault(new HashSet<>())) {
                otherProperties = null;
            }
            if (otherProperties == null) {
                properties.values().removeIf(part -> !part.leadsToDefault(new HashSet<>()));
            } else {
                otherProperties.prune(seen);
            }
            if (items != null && !items.leadsToDefault(new HashSet<>())) {
                items = null;
            }
            if (items != null) {
                items.prune(seen);
            }
            alsoApplying.removeIf(part -> !part.leadsToDefault(new HashSet<>()));
            properties.values().forEach(part -> part.prune(seen));
            alsoApplying.forEach(part -> part.prune(seen));
        }
    }

    private record Reader(SortedMap<String, ObjectNode> documents, String service, Map<JsonNode, Part> known) {
        Reader(SortedMap<String, ObjectNode> documents, String service) {
            this(documents, service, new IdentityHashMap<>());
        }

        Part read(JsonNode schema, String base) {
            Part seen = known.get(schema);
            if (seen != null) {
                return seen;
            }
            Part part = new Part();
            known.put(schema, part);
            if (schema.path("$ref").isString()) {
                String target = SchemaFiles.resolve(schema.get("$ref").asString(), base);
                JsonNode referred = find(target);
                if (!referred.isMissingNode()) {
                    part.alsoApplying.add(read(referred, SchemaSet.name(target)));
                }
                return part;
            }
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                if (property.getValue().has("default")) {
                    part.defaults.put(property.getKey(), property.getValue().get("default"));
                }
                part.properties.put(property.getKey(), read(property.getValue(), base));
            }
            if (schema.path("additionalProperties").isObject()) {
                part.otherProperties = read(schema.get("additionalProperties"), base);
            }
            if (schema.path("items").isObject()) {
                part.items = read(schema.get("items"), base);
            }
            schema.path("allOf").forEach(subschema -> part.alsoApplying.add(read(subschema, base)));
            return part;
        }

        private JsonNode find(String target) {
            ObjectNode document = documents.get(SchemaFiles.nameOf(target, service));
            if (document == null) {
                return MissingNode.getInstance();
            }
            int fragment = target.indexOf('#');
            return fragment < 0 ? document : document.at(JsonPointer.compile(target.substring(fragment + 1)));
        }
    }
}
