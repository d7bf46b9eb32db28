package taskcluster.worker.generic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import taskcluster.core.Json;
import taskcluster.worker.payload.DeclaredArtifact;
import taskcluster.worker.payload.InvalidPayloadException;
import taskcluster.worker.payload.InvalidPayloadException.Violation;
import taskcluster.worker.payload.LogNames;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.payload.PayloadReader;
import taskcluster.worker.payload.PayloadSchema;
import taskcluster.worker.task.ClaimedTask;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The payload of tasks whose commands run directly on the worker's machine. */
final class NativePayload implements PayloadReader {
    private static final Duration TOLERANCE = Duration.ofSeconds(1);
    private static final List<String> MULTIUSER_ONLY = List.of("chainOfTrust", "runTaskAsCurrentUser");

    private final PayloadSchema schema;

    /** The payload as one engine accepts it. */
    NativePayload(EngineChoice engine) {
        this.schema = new PayloadSchema(document(engine));
    }

    private static ObjectNode document(EngineChoice engine) {
        try (InputStream resource =
                Objects.requireNonNull(NativePayload.class.getResourceAsStream("native-payload.json"))) {
            ObjectNode document = (ObjectNode) Json.MAPPER.readTree(resource);
            if (engine == EngineChoice.INSECURE) {
                ((ObjectNode) document.at("/properties/features/properties")).remove(MULTIUSER_ONLY);
            }
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String schemaText() {
        return schema.text();
    }

    @Override
    public Payload read(ClaimedTask task) throws InvalidPayloadException {
        ObjectNode document = task.payload();
        if (document.has("image")) {
            throw new InvalidPayloadException(
                    "The payload has an \"image\", which makes it a payload for a worker that runs"
                            + " commands in containers. This worker pool accepts native payloads only: remove \"image\" and give"
                            + " \"command\" as a list of commands, each a list of words, or use a pool that runs containers.");
        }
        List<Violation> violations = new ArrayList<>(schema.check(document));
        if (violations.isEmpty()) {
            violations.addAll(impossible(document));
        }
        if (!violations.isEmpty()) {
            throw new InvalidPayloadException(violations);
        }
        Payload payload = payload(document);
        checkExpiry(task, payload);
        return payload;
    }

    /** What a schema cannot say: the operating system ends every word at a NUL, and a variable's name at its {@code =}. */
    private static List<Violation> impossible(ObjectNode document) {
        List<Violation> found = new ArrayList<>();
        document.path("env").properties().forEach(variable -> {
            String name = variable.getKey();
            if (name.isEmpty() || name.contains("=") || hasNul(name)) {
                found.add(new Violation("env", "\"" + name + "\" is not possible as the name of a variable"));
            } else if (hasNul(variable.getValue().asString())) {
                found.add(new Violation("env." + name, "Must not contain the NUL character"));
            }
        });
        JsonNode commands = document.path("command");
        for (int i = 0; i < commands.size(); i++) {
            for (int j = 0; j < commands.path(i).size(); j++) {
                if (hasNul(commands.path(i).path(j).asString())) {
                    found.add(new Violation("command." + i + "." + j, "Must not contain the NUL character"));
                }
            }
        }
        return found;
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static Payload payload(ObjectNode document) {
        List<List<String>> commands = new ArrayList<>();
        document.path("command").forEach(command -> commands.add(strings(command)));
        Map<String, String> environment = new LinkedHashMap<>();
        document.path("env")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asString()));
        List<DeclaredArtifact> artifacts = new ArrayList<>();
        document.path("artifacts").forEach(artifact -> artifacts.add(artifact(artifact)));
        Map<String, Boolean> switches = new HashMap<>();
        document.path("features")
                .properties()
                .forEach(entry -> switches.put(entry.getKey(), entry.getValue().asBoolean()));
        Set<Integer> retry = new HashSet<>();
        document.path("onExitStatus").path("retry").forEach(code -> retry.add(code.asInt(-1)));
        JsonNode logs = document.path("logs");
        return new Payload(
                commands,
                environment,
                Duration.ofSeconds((long) document.path("maxRunTime").asDouble()),
                artifacts,
                new LogNames(
                        logs.path("live").asString(LogNames.DEFAULT.live()),
                        logs.path("backing").asString(LogNames.DEFAULT.backing())),
                switches,
                retry,
                document);
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asString()));
        return strings;
    }

    private static DeclaredArtifact artifact(JsonNode node) {
        return new DeclaredArtifact(
                node.path("type").asString().equals("file")
                        ? DeclaredArtifact.Kind.FILE
                        : DeclaredArtifact.Kind.DIRECTORY,
                node.path("path").asString(),
                optional(node, "name"),
                optional(node, "expires").map(Json::parseTimestamp),
                optional(node, "contentType"),
                optional(node, "contentEncoding"),
                node.path("optional").asBoolean(false));
    }

    private static Optional<String> optional(JsonNode node, String key) {
        return Optional.ofNullable(node.get(key)).map(JsonNode::asString);
    }

    private static void checkExpiry(ClaimedTask task, Payload payload) throws InvalidPayloadException {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < payload.artifacts().size(); i++) {
            Optional<Instant> expires = payload.artifacts().get(i).expires();
            if (expires.isPresent() && expires.get().isBefore(task.deadline().minus(TOLERANCE))) {
                violations.add(expiry(i, expires.get(), "before task deadline", task.deadline()));
            } else if (expires.isPresent()
                    && expires.get().isAfter(task.expires().plus(TOLERANCE))) {
                violations.add(expiry(i, expires.get(), "after task expiry", task.expires()));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidPayloadException(violations);
        }
    }

    private static Violation expiry(int index, Instant expires, String relation, Instant bound) {
        return new Violation(
                "artifacts." + index + ".expires",
                "The artifact, at " + Json.timestamp(expires) + ", expires " + relation + " " + Json.timestamp(bound));
    }
}
