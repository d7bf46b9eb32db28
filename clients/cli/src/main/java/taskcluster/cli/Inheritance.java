package taskcluster.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lays tasks over those that they extend, and all of them over the defaults. */
final class Inheritance {
    private final String file;
    private final JsonNode defaults;

    Inheritance(String file, JsonNode defaults) {
        this.file = file;
        this.defaults = defaults;
    }

    Map<String, Draft> resolve(Map<String, Draft> drafts) {
        Map<String, Draft> resolved = new LinkedHashMap<>();
        drafts.forEach((label, draft) -> resolved.put(
                label, draft.with(MergedYaml.merge(defaults, definition(label, drafts, new LinkedHashSet<>())))));
        return resolved;
    }

    private ObjectNode definition(String label, Map<String, Draft> drafts, Set<String> children) {
        Draft draft = drafts.get(label);
        if (draft == null) {
            throw CommandFailure.usage(
                    "%s: task '%s' extends '%s', which is not there".formatted(file, last(children), label));
        }
        if (!children.add(label)) {
            throw CommandFailure.usage(file + ": tasks extend each other in a circle: " + String.join(", ", children));
        }
        return draft.parent().isEmpty()
                ? draft.definition()
                : MergedYaml.merge(definition(draft.parent(), drafts, children), draft.definition());
    }

    private static String last(Set<String> labels) {
        return labels.stream().reduce("", (first, second) -> second);
    }
}
