package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** What is asked of the schemas of all services, of which the checked-in references have a copy. */
class PublishedSchemasTest {
    private static final Path REFERENCES = Path.of("../../clients/references.json");
    /** Schemas of what people write for a service, such as its configuration, which no method and no event mentions. */
    private static final Set<String> ALONE = Set.of();

    /** Lists of which the contract leaves open whether their elements differ. */
    private static final Set<String> VAGUE = Set.of(
            "schemas/auth/v1/get-entity-history-response.json/properties/auditHistory",
            "schemas/auth/v1/github-repo-token-request.json/properties/repositories");

    private static final Set<String> WITHOUT_API = Set.of("built-in-workers");

    private static final Map<String, JsonNode> DOCUMENTS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Json.MAPPER
                .readTree(Files.readAllBytes(REFERENCES))
                .forEach(file -> DOCUMENTS.put(file.path("filename").asString(), file.path("content")));
        assertThat(schemas()).isNotEmpty();
    }

    private static List<String> schemas() {
        return DOCUMENTS.keySet().stream()
                .filter(name -> name.startsWith("schemas/") && !name.startsWith("schemas/common/"))
                .toList();
    }

    @Test
    @DisplayName("platform 1.15: objects state whether they are open, arrays whether they may repeat")
    void objectsAndArraysAreDefinite() {
        List<String> vague = new ArrayList<>();
        for (String name : schemas()) {
            visit(DOCUMENTS.get(name), "", (path, schema) -> {
                if (schema.has("properties") && !(schema.has("type") && schema.has("additionalProperties"))) {
                    vague.add(name + path);
                }
                if (schema.has("items") && !(schema.has("type") && schema.has("uniqueItems"))) {
                    vague.add(name + path);
                }
            });
        }
        assertThat(vague).containsExactlyInAnyOrderElementsOf(VAGUE);
    }

    /** Visits what may be schemas: all objects, except those that name the properties of one. */
    private static void visit(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject() && !path.endsWith("/properties")) {
            visitor.accept(path, node);
        }
        node.properties().forEach(entry -> visit(entry.getValue(), path + "/" + entry.getKey(), visitor));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            visit(node.get(i), path + "/" + i, visitor);
        }
    }

    @Test
    @DisplayName("platform 1.15: every schema is that of a method or an event, or part of one")
    void everySchemaIsUsed() {
        Set<String> used = new TreeSet<>(ALONE);
        Deque<String> toRead = new ArrayDeque<>();
        DOCUMENTS.forEach((name, document) -> {
            if (name.startsWith("references/")) {
                String folder = "schemas/" + name.split("/", -1)[1] + "/";
                for (JsonNode entry : document.path("entries")) {
                    for (String key : List.of("input", "output", "schema")) {
                        String schema = entry.path(key).asString("blob");
                        if (!schema.equals("blob")) {
                            toRead.add(folder + withoutFragment(schema));
                        }
                    }
                }
            }
        });
        while (!toRead.isEmpty()) {
            String name = toRead.remove();
            assertThat(DOCUMENTS).as("schemas that are referred to").containsKey(name);
            if (used.add(name)) {
                visit(DOCUMENTS.get(name), "", (_, schema) -> {
                    String reference = withoutFragment(schema.path("$ref").asString(""));
                    if (!reference.isEmpty() && !reference.startsWith("http://json-schema.org/")) {
                        String target =
                                URI.create("/" + name).resolve(reference).getPath();
                        toRead.add(target.substring(1));
                    }
                });
            }
        }
        assertThat(schemas()).allSatisfy(name -> assertThat(used).contains(name));
    }

    private static String withoutFragment(String reference) {
        int end = reference.indexOf('#');
        return end < 0 ? reference : reference.substring(0, end);
    }

    @Test
    @DisplayName("platform 1.14: every service publishes its API, log types and metrics")
    void everyServicePublishesItsReferences() {
        Set<String> services = new TreeSet<>();
        DOCUMENTS.keySet().stream()
                .filter(name -> name.startsWith("references/"))
                .forEach(name -> services.add(name.split("/", -1)[1]));
        assertThat(services).contains("auth", "queue");
        for (String service : services) {
            for (String kind : List.of("api", "logs", "metrics")) {
                boolean isExpected = !kind.equals("api") || !WITHOUT_API.contains(service);
                assertThat(DOCUMENTS.containsKey("references/" + service + "/v1/" + kind + ".json"))
                        .as(service + " " + kind)
                        .isEqualTo(isExpected);
            }
        }
    }
}
