package taskcluster.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** An index in memory. */
final class FakeIndex {
    private final Map<String, ObjectNode> entries = new TreeMap<>();

    void insert(String path, ObjectNode entry) {
        ObjectNode present = entries.get(path);
        if (present == null
                || present.path("rank").asInt() <= entry.path("rank").asInt()) {
            entries.put(path, entry.put("namespace", path));
        }
    }

    Optional<ObjectNode> find(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    /** The entries right in a namespace. */
    List<ObjectNode> in(String namespace) {
        return entries.entrySet().stream()
                .filter(entry -> parent(entry.getKey()).equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The namespaces right in a namespace. */
    List<Map<String, String>> below(String namespace) {
        String prefix = namespace.isEmpty() ? "" : namespace + ".";
        return entries.keySet().stream()
                .filter(path -> path.startsWith(prefix) && path.indexOf('.', prefix.length()) > 0)
                .map(path -> path.substring(0, path.indexOf('.', prefix.length())))
                .distinct()
                .map(path -> Map.of("namespace", path, "name", path.substring(prefix.length())))
                .toList();
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
}
