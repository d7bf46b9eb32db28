package taskcluster.client.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import taskcluster.client.generator.References.Document;
import taskcluster.core.Json;

class ServiceSourceTest {
    @Test
    void aClassIsNamedAfterItsServiceUnlessEveryClassHasThatName() {
        assertThat(JavaSource.className("worker-manager")).isEqualTo("WorkerManager");
        assertThat(JavaSource.className("object")).isEqualTo("ObjectService");
    }

    @Test
    void aMethodThatIsNamedLikeAConstantDoesNotHideIt() {
        String source = source("""
                {"name": "object", "method": "get", "route": "/object", "args": [], "query": [],
                 "stability": "stable", "title": "Object", "description": "The object.", "output": "v1/task.json#"}
                """, "{\"type\": \"object\"}");

        assertThat(source)
                .contains("ApiMethod OBJECT =", "Set.of(), NONE, ApiMethod.Reply.OBJECT);")
                .doesNotContain("import static taskcluster.client.ApiMethod.Reply.OBJECT;");
    }

    @Test
    void eachMethodOfTheApiBecomesOneOfTheClass() {
        String source = source("""
                {"name": "getTask", "method": "get", "route": "/task/<taskId>", "args": ["taskId"], "query": [],
                 "stability": "experimental", "title": "Get task", "description": "The task.\\n\\n* one\\n* two",
                 "output": "v1/task.json#", "scopes": "q:get:<taskId>"}
                """, "{\"type\": \"object\"}");

        assertThat(source).isEqualTo("""
                package taskcluster.client;

                import static taskcluster.client.ApiMethod.Payload.NONE;
                import static taskcluster.client.ApiMethod.Reply.OBJECT;

                import java.net.URI;
                import java.time.Duration;
                import java.util.Map;
                import java.util.Set;
                import tools.jackson.databind.node.ObjectNode;

                /// Work. Does work.
                ///
                /// Generated from the service's reference.
                public final class WorkService {
                    private static final ApiMethod GET_TASK = new ApiMethod("getTask", "GET", "/task/<taskId>", Set.of(), NONE, OBJECT);

                    private final ServiceClient service;

                    public WorkService(ClientOptions options) {
                        this.service = new ServiceClient(options, "work-service", "v1");
                    }

                    public ClientOptions options() {
                        return service.options();
                    }

                    /// Get task.
                    ///
                    /// The task.
                    ///
                    /// * one
                    /// * two
                    ///
                    /// Scopes: `q:get:<taskId>`.
                    ///
                    /// This method may still change.
                    public ObjectNode getTask(String taskId) {
                        return service.object(GET_TASK.at(taskId), Map.of(), null);
                    }

                    /// The URL of `getTask`, unsigned.
                    public URI getTaskUrl(String taskId) {
                        return service.url(GET_TASK.at(taskId), Map.of());
                    }

                    /// The URL of `getTask`, signed for anybody's use for the given time.
                    public URI getTaskSignedUrl(String taskId, Duration life) {
                        return service.signedUrl(GET_TASK.at(taskId), Map.of(), life);
                    }
                }
                """);
    }

    @Test
    void whatTheReplyIsDecidesWhatIsReturned() {
        String get = """
                {"name": "x", "method": "get", "route": "/x", "args": [], "query": [], "stability": "stable",
                 "title": "X", "description": "X."%s}
                """;
        String output = ", \"output\": \"v1/task.json#\"";
        String delete = get.replace("\"get\"", "\"delete\"");

        assertThat(source(get.formatted(output), "{\"type\": \"array\"}")).contains("public ArrayNode x() {");
        assertThat(source(get.formatted(output), "{\"oneOf\": []}")).contains("public ObjectNode x() {");
        assertThat(source(get.formatted(""), "{}")).contains("public JsonNode x() {");
        assertThat(source(get.formatted(", \"output\": \"blob\""), "{}")).contains("public JsonNode x() {");
        assertThat(source(delete.formatted(""), "{}"))
                .contains("public void x() {\n        service.call(X.at(), Map.of(), null);");
    }

    @Test
    void aListInPagesCanBeStreamed() {
        String source = source("""
                {"name": "listTasks", "method": "post", "route": "/tasks/<group>", "args": ["group"],
                 "query": ["limit", "continuationToken"], "stability": "stable", "title": "List", "description": "All.",
                 "input": "v1/ids.json#", "output": "v1/task.json#"}
                """, """
                {"type": "object", "properties": {"continuationToken": {"type": "string"}, "tasks": {"type": "array"}}}
                """);

        assertThat(source)
                .contains("public ObjectNode listTasks(String group, Object payload) {")
                .contains("public ObjectNode listTasks(String group, Object payload, Map<String, String> query) {")
                .contains("/// @param query any of `continuationToken`, `limit`\n")
                .contains(
                        "public Stream<ObjectNode> listTasksPages(String group, Object payload, Map<String, String> query)")
                .contains("return service.elements(\"tasks\", LIST_TASKS.at(group), query, payload);")
                .doesNotContain("SignedUrl");
    }

    @Test
    void scopesAreToldInWords() {
        assertThat(words("\"a\"")).isEqualTo("`a`");
        assertThat(words("{\"AllOf\": [\"a\", {\"AnyOf\": [\"b\", \"c\"]}]}")).isEqualTo("`a` and (`b` or `c`)");
        assertThat(words("{\"AllOf\": []}")).isEqualTo("none");
        assertThat(words("{\"AllOf\": [{\"for\": \"t\", \"in\": \"ts\", \"each\": \"a:<t>\"}]}"))
                .isEqualTo("`a:<t>` for each `t` of `ts`");
        assertThat(words("{\"if\": \"x\", \"then\": \"a\", \"else\": \"b\"}"))
                .isEqualTo("`a` if `x` is given, else `b`");
    }

    private static String words(String expression) {
        return ScopeWords.of(Json.MAPPER.readTree(expression));
    }

    private static String source(String entry, String outputSchema) {
        String api = """
                {"serviceName": "work-service", "apiVersion": "v1", "title": "Work", "description": "Does work.",
                 "entries": [%s]}
                """.formatted(entry);
        References references = new References(List.of(
                new Document("references/work-service/v1/api.json", Json.MAPPER.readTree(api)),
                new Document("schemas/work-service/v1/task.json", Json.MAPPER.readTree(outputSchema))));
        return GeneratedSources.of(references).get("WorkService.java");
    }
}
