package taskcluster.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads schema files, and rewrites them for publication. */
final class SchemaFiles {
    private static final String CONSTANTS = "constants.yml";
    private static final String META_SCHEMA = "/schemas/common/metaschema.json#";

    private SchemaFiles() {}

    /** The schemas of a service by name, complete with {@code $schema} and {@code $id}. */
    static SortedMap<String, ObjectNode> read(String service) {
        String folder = "schemas/" + service + "/";
        SortedMap<String, JsonNode> files = new TreeMap<>();
        try {
            PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
            for (Resource resource : resolver.getResources("classpath*:" + folder + "**/*.yml")) {
                String path = resource.getURL().toString();
                String name = path.substring(path.lastIndexOf(folder) + folder.length());
                if (files.put(name, parse(resource, name)) != null) {
                    throw new IllegalArgumentException("the class path has " + folder + name + " twice");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schemas of " + service, e);
        }
        JsonNode constants = files.containsKey(CONSTANTS) ? files.remove(CONSTANTS) : Json.MAPPER.createObjectNode();
        SortedMap<String, ObjectNode> schemas = new TreeMap<>();
        files.forEach((file, content) -> {
            String name = file.substring(0, file.length() - "yml".length()) + "json";
            schemas.put(name, complete(service, name, withConstants(content, constants, file)));
        });
        schemas.forEach(
                (name, schema) -> checkReferences(schema, "/schemas/" + service + "/" + name, service, schemas));
        return schemas;
    }

    private static JsonNode parse(Resource resource, String name) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return Json.YAML.readTree(in);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the schema file " + name + " is not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode complete(String service, String name, JsonNode content) {
        if (!(content instanceof ObjectNode schema) || schema.has("$id")) {
            throw new IllegalArgumentException(
                    "the schema " + service + "/" + name + " must be an object, without an $id of its own");
        }
        ObjectNode complete = Json.MAPPER.createObjectNode();
        complete.put("$schema", schema.path("$schema").asString(META_SCHEMA));
        complete.put("$id", "/schemas/" + service + "/" + name + "#");
        schema.remove("$schema");
        complete.setAll(schema);
        return complete;
    }

    private static JsonNode withConstants(JsonNode node, JsonNode constants, String file) {
        if (node instanceof ObjectNode object) {
            if (object.size() == 1 && object.has("$const")) {
                String key = object.get("$const").asString();
                if (!constants.has(key)) {
                    throw new IllegalArgumentException("the schema file " + file + " uses the unknown constant " + key);
                }
                return constants.get(key).deepCopy();
            }
            object.properties().forEach(entry -> entry.setValue(withConstants(entry.getValue(), constants, file)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withConstants(array.get(i), constants, file));
            }
        }
        return node;
    }

    private static void checkReferences(
            JsonNode node, String base, String service, SortedMap<String, ObjectNode> schemas) {
        if (node.path("$ref").isString()) {
            String target = resolve(node.get("$ref").asString(), base);
            boolean isOurs = schemas.containsKey(nameOf(target, service));
            if (!isOurs && !target.startsWith("http://json-schema.org/")) {
                throw new IllegalArgumentException(
                        base + " refers to " + target + ", which is no schema of " + service);
            }
        }
        node.forEach(child -> checkReferences(child, base, service, schemas));
    }

    /** A reference from a schema with a path such as {@code /schemas/queue/v1/task.json}, resolved to such a path. */
    static String resolve(String reference, String base) {
        return reference.startsWith("#")
                ? base + reference
                : URI.create(base).resolve(reference).toString();
    }

    /** The name within its service of the schema that a resolved reference points into. */
    static String nameOf(String resolved, String service) {
        String folder = "/schemas/" + service + "/";
        return resolved.startsWith(folder) ? SchemaSet.name(resolved.substring(folder.length())) : "";
    }

    /** A copy with {@code $id}, {@code $schema} and {@code $ref} as full URLs. */
    static ObjectNode absolute(ObjectNode document, RootUrl rootUrl, String base) {
        ObjectNode copy = document.deepCopy();
        for (String key : new String[] {"$id", "$schema"}) {
            String value = copy.path(key).asString("");
            if (value.startsWith("/")) {
                copy.put(key, rootUrl + value);
            }
        }
        makeReferencesAbsolute(copy, rootUrl, base);
        return copy;
    }

    private static void makeReferencesAbsolute(JsonNode node, RootUrl rootUrl, String base) {
        if (node instanceof ObjectNode object && object.path("$ref").isString()) {
            String reference = object.get("$ref").asString();
            String target = resolve(reference, base);
            if (!reference.startsWith("#") && target.startsWith("/")) {
                object.put("$ref", rootUrl + target);
            }
        }
        node.forEach(child -> makeReferencesAbsolute(child, rootUrl, base));
    }
}
