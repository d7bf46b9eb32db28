package taskcluster.client.generator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import taskcluster.client.generator.References.Document;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Fetches all references of a deployment, and all schemas that they name, and takes its root URL out of them. */
final class PublishedReferences {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> URL_KEYS = Set.of("$id", "$ref", "$schema");

    private final RootUrl rootUrl;
    private final HttpClient http;
    private final List<Document> documents = new ArrayList<>();
    private final Queue<String> paths = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();

    private PublishedReferences(RootUrl rootUrl, HttpClient http) {
        this.rootUrl = rootUrl;
        this.http = http;
    }

    static References fetch(RootUrl rootUrl, HttpClient http) throws IOException, InterruptedException {
        return new PublishedReferences(rootUrl, http).fetchAll();
    }

    private References fetchAll() throws IOException, InterruptedException {
        JsonNode manifest = fetchJson("/references/manifest.json");
        for (JsonNode url : manifest.path("references")) {
            add(pathOf(url.asString()));
        }
        while (!paths.isEmpty()) {
            String path = paths.remove();
            JsonNode content = stored(fetchJson(path));
            documents.add(new Document(path.substring(1), content));
            if (path.startsWith("/schemas/")) {
                addReferencedSchemas(content, path);
            } else {
                addServiceSchemas(content);
            }
        }
        return new References(documents);
    }

    /** Queues the schemas that an API or exchanges reference names; a logs or metrics reference names none. */
    private void addServiceSchemas(JsonNode reference) {
        String folder = "/schemas/" + reference.path("serviceName").asString("") + "/";
        for (JsonNode entry : reference.path("entries")) {
            for (String key : List.of("input", "output", "schema")) {
                String schema = entry.path(key).asString("");
                if (!schema.isEmpty() && !schema.equals("blob")) {
                    add(withoutFragment(schema.startsWith("/") ? schema : folder + schema));
                }
            }
        }
    }

    private void addReferencedSchemas(JsonNode node, String base) {
        String ref = node.path("$ref").asString("");
        if (!ref.isEmpty() && !ref.startsWith("#")) {
            URI target = URI.create(base).resolve(ref);
            if (target.getHost() == null) {
                add(target.getPath());
            }
        }
        node.forEach(child -> addReferencedSchemas(child, base));
    }

    private void add(String path) {
        if (seen.add(path)) {
            paths.add(path);
        }
    }

    /** The node with the root URL taken off its {@code $id}, {@code $ref} and {@code $schema}. */
    private JsonNode stored(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = Json.MAPPER.createObjectNode();
                object.properties().forEach(property -> {
                    JsonNode value = property.getValue();
                    boolean isUrl = URL_KEYS.contains(property.getKey()) && value.isString();
                    copy.set(property.getKey(), isUrl ? StringNode.valueOf(pathOf(value.asString())) : stored(value));
                });
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.MAPPER.createArrayNode();
                array.forEach(element -> copy.add(stored(element)));
                yield copy;
            }
            default -> node;
        };
    }

    private String pathOf(String url) {
        return url.startsWith(rootUrl.url() + "/") ? url.substring(rootUrl.url().length()) : url;
    }

    private static String withoutFragment(String path) {
        int fragment = path.indexOf('#');
        return fragment < 0 ? path : path.substring(0, fragment);
    }

    private JsonNode fetchJson(String path) throws IOException, InterruptedException {
        URI uri = URI.create(rootUrl + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " was answered with status " + response.statusCode());
        }
        return Json.MAPPER.readTree(new String(response.body(), StandardCharsets.UTF_8));
    }
}
