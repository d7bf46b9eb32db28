package taskcluster.api;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON schemas of a service, draft 6, with formats checked. Each is compiled when it is first used. Immutable, for use
 * by many threads.
 */
public final class SchemaSet {
    /** Only the validator sees this: schemas know each other by it, whatever the root URL of the deployment. */
    private static final String INTERNAL_ROOT = "https://schemas.invalid";

    private static final String DRAFT_6 = "http://json-schema.org/draft-06/schema#";

    private final String service;
    private final SortedMap<String, ObjectNode> documents;
    private final SchemaRegistry registry;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
    private final Map<String, SchemaDefaults> defaults = new ConcurrentHashMap<>();

    private SchemaSet(String service, SortedMap<String, ObjectNode> documents) {
        this.service = service;
        this.documents = Collections.unmodifiableSortedMap(documents);
        this.registry = registry(documents);
    }

    /**
     * Reads {@code schemas/<service>/**.yml} from the class path. In them {@code {$const: name}} stands for a value of
     * {@code schemas/<service>/constants.yml}.
     *
     * @throws IllegalArgumentException if a file is not a schema as the platform wants them
     */
    public static SchemaSet load(String service) {
        return new SchemaSet(service, SchemaFiles.read(service));
    }

    public String service() {
        return service;
    }

    /** The names of all schemas, such as {@code v1/task.json}. */
    public Set<String> names() {
        return documents.keySet();
    }

    /**
     * A schema as it is stored, with references that start at the root of a deployment.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public JsonNode document(String name) {
        return stored(name).deepCopy();
    }

    /**
     * A schema as a deployment publishes it.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public JsonNode published(RootUrl rootUrl, String name) {
        return SchemaFiles.absolute(stored(name), rootUrl, "/schemas/" + service + "/" + name);
    }

    /**
     * What is wrong with a document, one line for each fault; empty if it is valid.
     *
     * @param reference the schema, such as {@code v1/task.json#}
     */
    public List<String> validate(String reference, JsonNode document) {
        Schema schema = compiled.get(reference);
        if (schema == null) {
            schema = compiled.computeIfAbsent(reference, this::compile);
        }
        return SchemaErrors.texts(schema.validate(document));
    }

    /**
     * Adds to a document what the schema says that missing properties are.
     *
     * @param reference the schema, such as {@code v1/task.json#}
     */
    public void injectDefaults(String reference, JsonNode document) {
        SchemaDefaults known = defaults.get(reference);
        if (known == null) {
            known = defaults.computeIfAbsent(reference, added -> SchemaDefaults.of(documents, service, name(added)));
        }
        known.inject(document);
    }

    /** {@code v1/task.json#} without the end. */
    static String name(String reference) {
        int end = reference.indexOf('#');
        return end < 0 ? reference : reference.substring(0, end);
    }

    private ObjectNode stored(String name) {
        ObjectNode document = documents.get(name);
        if (document == null) {
            throw new IllegalArgumentException("there is no schema " + service + "/" + name);
        }
        return document;
    }

    private Schema compile(String reference) {
        stored(name(reference));
        String fragment = reference.substring(name(reference).length());
        String location = internalId(name(reference)) + (fragment.equals("#") ? "" : fragment);
        Schema schema = registry.getSchema(SchemaLocation.of(location));
        schema.initializeValidators();
        return schema;
    }

    private SchemaRegistry registry(SortedMap<String, ObjectNode> stored) {
        Map<String, String> texts = new LinkedHashMap<>();
        stored.forEach((name, document) -> {
            ObjectNode internal = document.deepCopy();
            internal.put("$schema", DRAFT_6);
            internal.put("$id", internalId(name) + "#");
            texts.put(internalId(name), Json.MAPPER.writeValueAsString(internal));
        });
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_6, builder -> builder.schemas(texts).schemaRegistryConfig(config));
    }

    private String internalId(String name) {
        return INTERNAL_ROOT + "/schemas/" + service + "/" + name;
    }

    @Override
    public String toString() {
        return "schemas of " + service;
    }
}
