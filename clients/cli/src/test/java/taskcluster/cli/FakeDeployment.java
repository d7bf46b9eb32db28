package taskcluster.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The services in memory. Tasks get on whenever somebody asks for their states, and so does the clock, by a second; what
 * becomes of a task is decided by its name.
 */
final class FakeDeployment implements AutoCloseable {
    /** An answer. */
    record Answer(int status, String type, byte[] body) {
        static Answer json(Object value) {
            return new Answer(200, "application/json", Json.MAPPER.writeValueAsBytes(value));
        }

        static Answer error(int status, String code, String message) {
            byte[] body = Json.MAPPER.writeValueAsBytes(
                    Map.of("code", code, "message", message + "\n\n---\n\n* method:     x\n* errorCode:  " + code));
            return new Answer(status, "application/json", body);
        }
    }

    final Map<String, FakeTask> tasks = new LinkedHashMap<>();
    final FakeIndex index = new FakeIndex();
    final Map<String, JsonNode> secrets = new TreeMap<>();
    final List<String> requests = new ArrayList<>();
    final FakeObjects objects = new FakeObjects();
    final List<String> notifications = new ArrayList<>();
    private final List<JsonNode> denied = new ArrayList<>();
    private final HttpServer server;
    private final Map<String, List<FakeTask.Life>> lives = new HashMap<>();
    private final Map<String, String> logs = new HashMap<>();
    private final Map<String, Answer> refusals = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private int tasksBeforeFailures;
    private int failures;
    private int brokenLogs;

    FakeDeployment() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** What becomes of the runs of the task with this name, one after the other. */
    FakeDeployment life(String name, FakeTask.Life... runs) {
        lives.put(name, List.of(runs));
        return this;
    }

    /** The log that the task with this name writes; the first half is there while it runs. */
    FakeDeployment log(String name, String text) {
        logs.put(name, text);
        return this;
    }

    /** What calls to a resource are answered with. */
    FakeDeployment refuse(String resource, int status, String code, String message) {
        refusals.put(resource, Answer.error(status, code, message));
        return this;
    }

    /** Lets that many calls fail as soon as there are so many tasks. */
    void failOnceThereAre(int count, int calls) {
        tasksBeforeFailures = count;
        failures = calls;
    }

    /** Lets that many downloads of logs break off before their last bytes. */
    void breakLogs(int count) {
        brokenLogs = count;
    }

    FakeTask add(String name, FakeTask.Life... runs) {
        if (runs.length > 0) {
            life(name, runs);
        }
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("taskQueueId", "standalone/generic");
        definition.put("created", Json.timestamp(now.minusSeconds(200)));
        definition.put("deadline", Json.timestamp(now.plusSeconds(3600)));
        definition.putObject("metadata").put("name", name);
        return create(Slugid.nice(), definition);
    }

    FakeTask named(String name) {
        return tasks.values().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String resource = exchange.getRequestURI().toString();
            requests.add(exchange.getRequestMethod() + " " + resource);
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean isAway = tasks.size() >= tasksBeforeFailures && failures-- > 0;
            Answer answer = isAway
                    ? Answer.error(503, "InternalServerError", "away")
                    : answer(exchange.getRequestMethod(), resource, body);
            exchange.getResponseHeaders().set("content-type", answer.type());
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            boolean isBroken = resource.startsWith("/store/") && resource.contains("logs") && brokenLogs-- > 0;
            exchange.getResponseBody().write(answer.body(), 0, answer.body().length - (isBroken ? 3 : 0));
            exchange.getResponseBody().flush();
        }
    }

    private Answer answer(String verb, String resource, byte[] body) {
        List<String> path = Arrays.stream(resource.replaceFirst("[?].*", "").split("/"))
                .skip(1)
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        if (refusals.containsKey(resource)) {
            return refusals.get(resource);
        }
        if (path.getFirst().equals("store")) {
            return store(verb, tasks.get(path.get(1)), path.get(2), body);
        }
        if (path.getFirst().equals("objects")) {
            return objects.store(verb, path.getLast(), body);
        }
        JsonNode payload = body.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
        List<String> words = path.subList(3, path.size());
        if (path.get(1).equals("index")) {
            return index(verb, words, payload);
        }
        if (path.get(1).equals("object")) {
            return objects.answer(words.getFirst(), words.getLast(), payload, url());
        }
        return switch (words.getFirst()) {
            case "task" -> task(verb, words, payload);
            case "tasks" -> statuses(payload);
            case "task-group" -> group(words.get(1));
            case "task-queues" -> Answer.json(Map.of("pendingTasks", 3, "claimedTasks", 0));
            case "secret" -> secret(verb, words.get(1), payload);
            case "secrets" -> secrets(resource);
            case "email", "slack", "matrix", "pulse" -> sent(words.getFirst(), payload);
            case "denylist" -> denylist(words.get(1), payload);
            case "scopes" -> Answer.json(Map.of("scopes", payload.path("scopes")));
            default -> Answer.error(404, "ResourceNotFound", "no such resource");
        };
    }

    private Answer index(String verb, List<String> words, JsonNode payload) {
        String namespace = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "task" -> verb.equals("PUT") ? insert(namespace, payload) : entry(namespace);
            case "tasks" -> Answer.json(Map.of("tasks", index.in(namespace)));
            default -> Answer.json(Map.of("namespaces", index.below(namespace)));
        };
    }

    private Answer insert(String path, JsonNode payload) {
        index.insert(path, (ObjectNode) payload);
        return entry(path);
    }

    private Answer entry(String path) {
        return index.find(path)
                .map(Answer::json)
                .orElseGet(() -> Answer.error(404, "ResourceNotFound", "Indexed task not found"));
    }

    private Answer sent(String method, JsonNode payload) {
        notifications.add(method + " " + payload);
        return new Answer(200, "text/plain", "OK".getBytes(StandardCharsets.UTF_8));
    }

    private Answer denylist(String method, JsonNode payload) {
        if (method.equals("list")) {
            return Answer.json(Map.of("addresses", denied));
        }
        denied.remove(payload);
        if (method.equals("add")) {
            denied.add(payload);
        }
        return new Answer(200, "text/plain", "OK".getBytes(StandardCharsets.UTF_8));
    }

    private Answer store(String verb, FakeTask task, String name, byte[] body) {
        if (verb.equals("PUT")) {
            task.artifacts.put(name, body);
            return new Answer(200, "text/plain", new byte[0]);
        }
        if (name.equals(LogReader.LIVE) || name.equals(LogReader.KEPT)) {
            String log = logs.get(task.name());
            String seen = name.equals(LogReader.LIVE) ? log.substring(0, log.length() / 2) : log;
            return new Answer(200, "text/plain", seen.getBytes(StandardCharsets.UTF_8));
        }
        return new Answer(200, "text/plain", task.artifacts.get(name));
    }

    private Answer task(String verb, List<String> words, JsonNode payload) {
        if (verb.equals("PUT")) {
            return status(create(words.get(1), (ObjectNode) payload));
        }
        FakeTask task = tasks.get(words.get(1));
        if (task == null) {
            return Answer.error(404, "ResourceNotFound", "Task `" + words.get(1) + "` does not exist");
        }
        List<String> rest = words.subList(2, words.size());
        return switch (String.join("/", rest)) {
            case "" -> Answer.json(task.definition);
            case "status" -> {
                step(List.of(task));
                yield status(task);
            }
            case "cancel" -> {
                task.set("exception", "canceled", now);
                yield status(task);
            }
            case "rerun" -> {
                task.rerun(now);
                yield status(task);
            }
            case "runs/0/claim" -> {
                task.set("running", null, now);
                yield Answer.json(Map.of(
                        "credentials", Map.of("clientId", "task-client", "accessToken", "x", "certificate", "{}")));
            }
            case "runs/0/completed" -> {
                task.set("completed", "completed", now);
                yield status(task);
            }
            default -> artifact(verb, task, rest);
        };
    }

    private Answer artifact(String verb, FakeTask task, List<String> words) {
        List<String> rest = words.getFirst().equals("runs") ? words.subList(2, words.size()) : words;
        String url = url() + "/store/" + task.taskId + "/" + rest.getLast().replace("/", "%2F");
        if (verb.equals("POST")) {
            return Answer.json(Map.of("storageType", "s3", "putUrl", url, "contentType", "text/plain"));
        }
        if (rest.size() == 1) {
            List<Map<String, Object>> list = new ArrayList<>();
            task.artifacts.forEach((name, content) -> list.add(Map.of(
                    "name", name, "storageType", "s3", "contentType", "text/plain", "contentLength", content.length)));
            return Answer.json(Map.of("artifacts", list));
        }
        boolean isLog = logs.containsKey(task.name())
                && (rest.getLast().equals(LogReader.LIVE)
                        || (rest.getLast().equals(LogReader.KEPT) && task.isResolved()));
        return isLog || task.artifacts.containsKey(rest.getLast())
                ? Answer.json(Map.of("storageType", "s3", "url", url))
                : Answer.error(404, "ResourceNotFound", "Artifact not found");
    }

    private Answer secret(String verb, String name, JsonNode payload) {
        switch (verb) {
            case "PUT" -> secrets.put(name, payload);
            case "DELETE" -> secrets.remove(name);
            default -> {
                return secrets.containsKey(name)
                        ? Answer.json(secrets.get(name))
                        : Answer.error(404, "ResourceNotFound", "Secret not found");
            }
        }
        return Answer.json(Map.of());
    }

    /** A name a page. */
    private Answer secrets(String resource) {
        int page = Integer.parseInt("0" + resource.replaceFirst("^[^=]*=?", ""));
        List<String> names = secrets.keySet().stream().skip(page).limit(1).toList();
        return page + 1 < secrets.size()
                ? Answer.json(Map.of("secrets", names, "continuationToken", Integer.toString(page + 1)))
                : Answer.json(Map.of("secrets", names));
    }

    private FakeTask create(String taskId, ObjectNode definition) {
        String name = definition.path("metadata").path("name").asString("");
        FakeTask task = new FakeTask(taskId, definition, lives.getOrDefault(name, List.of(FakeTask.Life.COMPLETED)));
        tasks.put(taskId, task);
        step(List.of());
        return task;
    }

    private Answer status(FakeTask task) {
        return Answer.json(Map.of("status", task.status()));
    }

    private Answer statuses(JsonNode payload) {
        List<FakeTask> asked = new ArrayList<>();
        payload.path("taskIds").forEach(taskId -> asked.add(tasks.get(taskId.asString())));
        step(asked);
        return Answer.json(Map.of(
                "statuses",
                asked.stream()
                        .map(task -> Map.of("taskId", task.taskId, "status", task.status()))
                        .toList()));
    }

    private Answer group(String taskGroupId) {
        List<Map<String, Object>> members = tasks.values().stream()
                .filter(task -> task.definition
                        .path("taskGroupId")
                        .asString(task.taskId)
                        .equals(taskGroupId))
                .map(task -> Map.<String, Object>of("task", task.definition, "status", task.status()))
                .toList();
        return Answer.json(Map.of("taskGroupId", taskGroupId, "tasks", members));
    }

    /** The tasks that are asked for get on; those whose dependencies are done become pending. */
    private void step(List<FakeTask> asked) {
        now = now.plus(Duration.ofSeconds(asked.isEmpty() ? 0 : 1));
        asked.forEach(task -> task.step(now));
        for (FakeTask task : tasks.values()) {
            boolean isReady = true;
            for (JsonNode dependency : task.definition.path("dependencies")) {
                FakeTask required = tasks.get(dependency.asString());
                isReady &= required != null && required.state().equals("completed");
            }
            if (isReady) {
                task.schedule(now);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
