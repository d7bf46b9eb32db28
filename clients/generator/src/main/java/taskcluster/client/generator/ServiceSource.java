package taskcluster.client.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import taskcluster.client.generator.ApiReference.Entry;
import tools.jackson.databind.JsonNode;

/** Writes the class of one service: a Java method for each method of its API. */
final class ServiceSource {
    private static final String QUERY_PARAMETER = "Map<String, String> query";

    /** Methods that the server answers late on purpose. */
    private static final Set<String> LONG_POLLS = Set.of("queue.claimWork", "queue.watchRun");

    private final ApiReference api;
    private final References references;
    private final String className;
    private final JavaSource body = new JavaSource();
    private final Set<String> imports = new TreeSet<>();
    private final Set<String> staticImports = new TreeSet<>();

    private ServiceSource(ApiReference api, References references) {
        this.api = api;
        this.references = references;
        this.className = JavaSource.className(api.serviceName());
    }

    static String of(ApiReference api, References references) {
        return new ServiceSource(api, references).write();
    }

    private String write() {
        imports.addAll(List.of("java.util.Map", "java.util.Set"));
        body.doc(0, List.of(api.title() + ". " + api.description(), "Generated from the service's reference."));
        body.line("public final class " + className + " {");
        api.entries().forEach(this::writeConstant);
        body.blank();
        body.line("    private final ServiceClient service;").blank();
        body.line("    public " + className + "(ClientOptions options) {");
        body.line("        this.service = new ServiceClient(options, %s, %s);"
                .formatted(JavaSource.quote(api.serviceName()), JavaSource.quote(api.apiVersion())));
        body.line("    }").blank();
        body.line("    public ClientOptions options() {")
                .line("        return service.options();")
                .line("    }");
        api.entries().forEach(this::writeMethods);
        body.line("}");

        JavaSource file = new JavaSource().line("package taskcluster.client;").blank();
        staticImports.forEach(name -> file.line("import static " + name + ";"));
        file.blank();
        imports.forEach(name -> file.line("import " + name + ";"));
        return file.blank() + body.toString();
    }

    private void writeConstant(Entry entry) {
        String query = entry.query().stream()
                .sorted()
                .map(JavaSource::quote)
                .collect(Collectors.joining(", ", "Set.of(", ")"));
        body.list(
                1,
                "private static final ApiMethod " + JavaSource.constant(entry.name()) + " = new ApiMethod",
                List.of(
                        JavaSource.quote(entry.name()),
                        JavaSource.quote(entry.method().toUpperCase(Locale.ROOT)),
                        JavaSource.quote(entry.route()),
                        query,
                        constantOf("Payload", entry.input() == null ? "NONE" : "JSON"),
                        constantOf("Reply", reply(entry))),
                ";");
    }

    private void writeMethods(Entry entry) {
        if (!entry.query().isEmpty()) {
            writeCall(entry, false);
        }
        writeCall(entry, !entry.query().isEmpty());
        if (entry.isPaged() && reply(entry).equals("OBJECT")) {
            writePages(entry);
        }
        if (entry.isGet()) {
            writeUrls(entry);
        }
    }

    private void writeCall(Entry entry, boolean withQuery) {
        String type = switch (reply(entry)) {
            case "ARRAY" -> imported("tools.jackson.databind.node.ArrayNode");
            case "ANY" -> entry.isGet() ? imported("tools.jackson.databind.JsonNode") : "void";
            default -> imported("tools.jackson.databind.node.ObjectNode");
        };
        String method = switch (reply(entry)) {
            case "ARRAY" -> "array";
            case "ANY" -> "call";
            default -> "object";
        };
        body.blank().doc(1, callDoc(entry, withQuery));
        body.list(1, "public " + type + " " + entry.name(), parameters(entry, withQuery, true), " {");
        body.list(
                2,
                (type.equals("void") ? "service." : "return service.") + method,
                List.of(at(entry), withQuery ? "query" : "Map.of()", entry.input() == null ? "null" : "payload"),
                ";");
        body.line("    }");
    }

    private void writePages(Entry entry) {
        imports.add("java.util.stream.Stream");
        imports.add("tools.jackson.databind.node.ObjectNode");
        String payload = entry.input() == null ? "null" : "payload";
        body.blank().doc(1, List.of("All pages of `" + entry.name() + "`, fetched while the stream is read."));
        body.list(1, "public Stream<ObjectNode> " + entry.name() + "Pages", parameters(entry, true, true), " {");
        body.list(2, "return service.pages", List.of(at(entry), "query", payload), ";")
                .line("    }");
        listProperty(entry).ifPresent(list -> {
            imports.add("tools.jackson.databind.JsonNode");
            String doc = "The `" + list + "` of all pages of `" + entry.name() + "`, fetched while the stream is read.";
            body.blank().doc(1, List.of(doc));
            body.list(1, "public Stream<JsonNode> " + entry.name() + "Stream", parameters(entry, true, true), " {");
            List<String> arguments = List.of(JavaSource.quote(list), at(entry), "query", payload);
            body.list(2, "return service.elements", arguments, ";").line("    }");
        });
    }

    private void writeUrls(Entry entry) {
        imports.addAll(List.of("java.net.URI", "java.time.Duration"));
        boolean withQuery = !entry.query().isEmpty();
        String query = withQuery ? "query" : "Map.of()";
        List<String> parameters = parameters(entry, withQuery, false);
        body.blank().doc(1, List.of("The URL of `" + entry.name() + "`, unsigned."));
        body.list(1, "public URI " + entry.name() + "Url", parameters, " {");
        body.list(2, "return service.url", List.of(at(entry), query), ";").line("    }");
        body.blank().doc(1, List.of("The URL of `" + entry.name() + "`, signed for anybody's use for the given time."));
        List<String> signed =
                Stream.concat(parameters.stream(), Stream.of("Duration life")).toList();
        body.list(1, "public URI " + entry.name() + "SignedUrl", signed, " {");
        body.list(2, "return service.signedUrl", List.of(at(entry), query, "life"), ";")
                .line("    }");
    }

    private static List<String> callDoc(Entry entry, boolean withQuery) {
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add(entry.title() + ".");
        paragraphs.add(entry.description());
        if (entry.scopes() != null) {
            paragraphs.add("Scopes: " + ScopeWords.of(entry.scopes()) + ".");
        }
        switch (entry.stability()) {
            case "deprecated" -> paragraphs.add("This method will be removed.");
            case "experimental" -> paragraphs.add("This method may still change.");
            default -> {}
        }
        if (withQuery) {
            String names = entry.query().stream()
                    .sorted()
                    .map(name -> "`" + name + "`")
                    .collect(Collectors.joining(", "));
            paragraphs.add("@param query any of " + names);
        }
        return paragraphs;
    }

    private static List<String> parameters(Entry entry, boolean withQuery, boolean withPayload) {
        List<String> parameters = new ArrayList<>();
        entry.args().forEach(name -> parameters.add("String " + name));
        if (withPayload && entry.input() != null) {
            parameters.add("Object payload");
        }
        if (withQuery) {
            parameters.add(QUERY_PARAMETER);
        }
        return parameters;
    }

    private static String at(Entry entry) {
        return JavaSource.constant(entry.name()) + ".at(" + String.join(", ", entry.args()) + ")";
    }

    private String reply(Entry entry) {
        if (LONG_POLLS.contains(api.serviceName() + "." + entry.name())) {
            return "AWAITED_OBJECT";
        }
        if (entry.output() == null || entry.output().equals("blob")) {
            return "ANY";
        }
        return output(entry).path("type").asString("").equals("array") ? "ARRAY" : "OBJECT";
    }

    /** The property of the reply that holds the list, if there is exactly one array. */
    private Optional<String> listProperty(Entry entry) {
        List<String> arrays = output(entry).path("properties").properties().stream()
                .filter(property ->
                        property.getValue().path("type").asString("").equals("array"))
                .map(property -> property.getKey())
                .toList();
        return arrays.size() == 1 ? Optional.of(arrays.getFirst()) : Optional.empty();
    }

    private JsonNode output(Entry entry) {
        return references.schema(api.serviceName(), String.valueOf(entry.output()));
    }

    /** A constant of {@code ApiMethod}, with its full name where the class has one of that name for a method. */
    private String constantOf(String type, String name) {
        if (api.entries().stream()
                .anyMatch(entry -> JavaSource.constant(entry.name()).equals(name))) {
            return "ApiMethod." + type + "." + name;
        }
        staticImports.add("taskcluster.client.ApiMethod." + type + "." + name);
        return name;
    }

    private String imported(String type) {
        imports.add(type);
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
