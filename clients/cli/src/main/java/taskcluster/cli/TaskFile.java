package taskcluster.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import taskcluster.cli.TaskGraph.Planned;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what {@code run} submits: one task or a graph of tasks, in YAML or JSON. The format is in the module's README. */
final class TaskFile {
    private static final Set<String> GRAPH_KEYS = Set.of("tasks", "defaults", "inputs", "taskGroupId");

    private final String name;
    private final Path folder;
    private final TaskDefaults defaults;
    private final Map<String, String> environment;
    private final Instant now;

    /**
     * @param name names the file in errors
     * @param folder what the paths of inputs are relative to
     */
    TaskFile(String name, Path folder, TaskDefaults defaults, Map<String, String> environment, Instant now) {
        this.name = name;
        this.folder = folder;
        this.defaults = defaults;
        this.environment = environment;
        this.now = now;
    }

    /**
     * Reads the text of a file.
     *
     * @throws CommandFailure if it cannot be understood
     */
    TaskGraph parse(String text) {
        JsonNode root = readYaml(text);
        if (root.isArray()) {
            return graph(Json.MAPPER.createObjectNode().set("tasks", root));
        }
        if (!root.isObject()) {
            throw CommandFailure.usage(name + " has neither a task nor a map or list of `tasks`");
        }
        return root.has("tasks") ? graph(root) : single(root);
    }

    private JsonNode readYaml(String text) {
        try {
            return Json.YAML
                    .reader()
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .readTree(text);
        } catch (JacksonException e) {
            String place = e.getLocation() == null
                    ? name
                    : name + " line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new CommandFailure(ExitStatus.UNUSABLE, place + ": " + problem(e), e);
        }
    }

    /** The parser's message has indented lines that show the place; what is wrong is the last line between them. */
    private static String problem(JacksonException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .reduce("not valid YAML", (first, last) -> last);
    }

    private TaskGraph single(JsonNode root) {
        Draft draft = Draft.of(root, name);
        String label = draft.definition().path("metadata").path("name").asString("task");
        String taskGroupId = draft.definition().path("taskGroupId").asString(draft.taskId());
        Planned task = plan(label, draft, Map.of(), taskGroupId);
        return new TaskGraph(taskGroupId, List.of(task), true, Optional.empty());
    }

    private TaskGraph graph(JsonNode root) {
        for (String key : root.propertyNames()) {
            if (!GRAPH_KEYS.contains(key)) {
                throw CommandFailure.usage("%s: unknown key '%s' beside `tasks`; known are %s"
                        .formatted(name, key, GRAPH_KEYS.stream().sorted().toList()));
            }
        }
        Map<String, Draft> drafts = new Inheritance(name, root.path("defaults")).resolve(drafts(root.path("tasks")));
        Map<String, String> taskIds = new LinkedHashMap<>();
        Optional<Inputs> inputs = new InputsReader(name, folder).read(root.path("inputs"));
        inputs.ifPresent(found -> taskIds.put(Inputs.LABEL, found.taskId()));
        drafts.forEach((label, draft) -> {
            if (taskIds.put(label, draft.taskId()) != null) {
                throw CommandFailure.usage(name + ": the label 'inputs' is taken by the inputs");
            }
        });
        String taskGroupId = root.path("taskGroupId").asString(Slugid.nice());
        List<Planned> tasks = new ArrayList<>();
        drafts.forEach((label, draft) -> tasks.add(plan(label, draft, taskIds, taskGroupId)));
        return new TaskGraph(taskGroupId, new DependencyOrder(name, tasks).sorted(), false, inputs);
    }

    private Map<String, Draft> drafts(JsonNode tasks) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        if (tasks.isObject()) {
            tasks.properties()
                    .forEach(task -> drafts.put(task.getKey(), Draft.of(task.getValue(), place(task.getKey()))));
        } else if (tasks.isArray()) {
            for (JsonNode task : tasks) {
                Draft draft = Draft.of(task, name + ": task " + (drafts.size() + 1));
                if (drafts.put(draft.label(), draft) != null) {
                    throw CommandFailure.usage(
                            name + ": two tasks are named '" + draft.label() + "'; give each a `label` of its own");
                }
            }
        }
        if (drafts.isEmpty()) {
            throw CommandFailure.usage(name + ": `tasks` must be a map or a list with at least one task");
        }
        return drafts;
    }

    private Planned plan(String label, Draft draft, Map<String, String> taskIds, String taskGroupId) {
        Substitution substitution = new Substitution(taskIds, taskGroupId, environment, now);
        ObjectNode definition = (ObjectNode) substitution.apply(draft.definition(), place(label));
        Set<String> labels = new LinkedHashSet<>();
        Set<String> dependencies = new LinkedHashSet<>();
        for (JsonNode dependency : definition.path("dependencies")) {
            String word = dependency.asString("");
            if (taskIds.containsKey(word)) {
                labels.add(word);
                dependencies.add(taskIds.get(word));
            } else if (Slugid.isValid(word)) {
                taskIds.forEach((other, taskId) -> {
                    if (taskId.equals(word)) {
                        labels.add(other);
                    }
                });
                dependencies.add(word);
            } else {
                throw CommandFailure.usage("%s depends on '%s', which is neither a label of this file nor a taskId"
                        .formatted(place(label), word));
            }
        }
        if (!dependencies.isEmpty()) {
            definition.set("dependencies", Json.MAPPER.valueToTree(dependencies));
        }
        if (taskIds.size() > 0) {
            definition.put("taskGroupId", taskGroupId);
        }
        labels.remove(Inputs.LABEL);
        return new Planned(
                label, draft.taskId(), defaults.complete(definition, label, place(label)), List.copyOf(labels));
    }

    private String place(String label) {
        return label.equals("task") || label.isEmpty() ? name : name + ": task '" + label + "'";
    }
}
