package taskcluster.client.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedReferencesTest {
    private final Map<String, String> published = new ConcurrentHashMap<>();
    private HttpServer server;
    private String root;

    @TempDir
    Path clients;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        root = "http://localhost:" + server.getAddress().getPort();
        published.put("/references/manifest.json", """
                {"references": ["ROOT/references/work/v1/exchanges.json", "ROOT/references/work/v1/api.json"]}
                """);
        published.put("/references/work/v1/api.json", """
                {"$schema": "ROOT/schemas/common/api-reference-v0.json#", "serviceName": "work", "apiVersion": "v1",
                 "title": "Work", "description": "Does work.", "entries": [
                   {"type": "function", "name": "make", "method": "post", "route": "/do", "args": [], "query": [],
                    "stability": "stable", "title": "Do", "description": "See ROOT/docs.",
                    "input": "v1/do.json#", "output": "blob"}]}
                """);
        published.put("/references/work/v1/exchanges.json", """
                {"serviceName": "work", "title": "Events", "description": "Of work.", "exchangePrefix": "exchange/w/v1/",
                 "entries": [{"name": "done", "exchange": "done", "title": "Done", "description": "It is done.",
                   "schema": "v1/done.json#",
                   "routingKey": [{"name": "what", "summary": "what", "multipleWords": true, "required": true}]}]}
                """);
        published.put("/schemas/work/v1/do.json", """
                {"$id": "ROOT/schemas/work/v1/do.json#", "properties": {
                  "$ref": {"type": "string"}, "a": {"$ref": "part.json#/definitions/a"}, "b": {"$ref": "#/definitions/b"}}}
                """);
        published.put("/schemas/work/v1/part.json", "{\"$id\": \"ROOT/schemas/work/v1/part.json#\"}");
        published.put("/schemas/work/v1/done.json", "{\"$id\": \"ROOT/schemas/work/v1/done.json#\"}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String document = published.get(exchange.getRequestURI().getPath());
            byte[] body = document == null
                    ? new byte[0]
                    : document.replace("ROOT", root).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(document == null ? 404 : 200, document == null ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void everythingThatIsNamedIsFetchedAndStoredWithoutTheRootUrl() throws Exception {
        GenerateClients.main(new String[] {"--root-url", root + "/", "--clients", clients.toString()});

        References references = References.read(clients.resolve("references.json"));
        assertThat(references.documents())
                .extracting(References.Document::filename)
                .containsExactly(
                        "references/work/v1/api.json",
                        "references/work/v1/exchanges.json",
                        "schemas/work/v1/do.json",
                        "schemas/work/v1/done.json",
                        "schemas/work/v1/part.json");
        assertThat(references.schema("work", "v1/do.json#").path("$id").asString())
                .isEqualTo("/schemas/work/v1/do.json#");
        assertThat(references.documents().getFirst().content().path("$schema").asString())
                .isEqualTo("/schemas/common/api-reference-v0.json#");
        assertThat(clients.resolve("java/src/main/java/taskcluster/client/Work.java"))
                .content()
                .contains("public void make(Object payload)");
        assertThat(clients.resolve("java/src/main/java/taskcluster/client/WorkEvents.java"))
                .content()
                .contains("new ExchangeReference(\"exchange/w/v1/done\", List.of(RoutingKeyField.words(\"what\")));");
    }

    @Test
    void generatingAgainChangesNothing() throws Exception {
        GenerateClients.generate(root, clients);
        String before = Files.readString(clients.resolve("references.json"));

        GenerateClients.generate(null, clients);

        assertThat(clients.resolve("references.json")).content().isEqualTo(before);
    }

    @Test
    void aMissingSchemaIsNamed() {
        published.remove("/schemas/work/v1/part.json");

        assertThatIOException()
                .isThrownBy(() -> GenerateClients.generate(root, clients))
                .withMessage(root + "/schemas/work/v1/part.json was answered with status 404");
    }
}
