package taskcluster.client.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import taskcluster.core.Json;
import tools.jackson.core.type.TypeReference;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The references and schemas of a deployment in the form in which they are stored: independent of where it runs, every
 * path starting with a slash.
 *
 * @param documents in the order of their file names
 */
record References(List<Document> documents) {
    /** One document, for example {@code references/queue/v1/api.json}. */
    record Document(String filename, JsonNode content) {}

    References {
        documents = documents.stream()
                .sorted(Comparator.comparing(Document::filename))
                .toList();
    }

    static References read(Path file) {
        return new References(Json.MAPPER.readValue(file.toFile(), new TypeReference<List<Document>>() {}));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, toJson());
    }

    String toJson() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        return Json.MAPPER.writer().with(printer).writeValueAsString(documents) + "\n";
    }

    /** The APIs, by service. */
    Map<String, ApiReference> apis() {
        return read("/api.json", ApiReference.class)
                .collect(Collectors.toMap(ApiReference::serviceName, Function.identity()));
    }

    /** The exchanges, by service. */
    Map<String, ExchangesReference> exchanges() {
        return read("/exchanges.json", ExchangesReference.class)
                .collect(Collectors.toMap(ExchangesReference::serviceName, Function.identity()));
    }

    /** The schema that a method of the service names, or a missing node. */
    JsonNode schema(String service, String reference) {
        String filename = "schemas/" + service + "/" + reference.replaceFirst("#$", "");
        return documents.stream()
                .filter(document -> document.filename().equals(filename))
                .map(Document::content)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private <T> Stream<T> read(String suffix, Class<T> type) {
        return documents.stream()
                .filter(document -> document.filename().startsWith("references/"))
                .filter(document -> document.filename().endsWith(suffix))
                .map(document -> Json.MAPPER.treeToValue(document.content(), type));
    }
}
