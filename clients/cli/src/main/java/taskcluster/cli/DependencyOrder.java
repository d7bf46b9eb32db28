package taskcluster.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import taskcluster.cli.TaskGraph.Planned;

/** Sorts tasks so that each comes after all that it depends on; otherwise in the order of the file. */
final class DependencyOrder {
    private final String file;
    private final Map<String, Planned> remaining = new LinkedHashMap<>();

    DependencyOrder(String file, List<Planned> tasks) {
        this.file = file;
        tasks.forEach(task -> remaining.put(task.label(), task));
    }

    List<Planned> sorted() {
        List<Planned> sorted = new ArrayList<>();
        while (!remaining.isEmpty()) {
            List<Planned> ready = remaining.values().stream()
                    .filter(task -> task.dependencies().stream().noneMatch(remaining::containsKey))
                    .toList();
            if (ready.isEmpty()) {
                throw CommandFailure.usage(file + ": tasks depend on each other in a circle: " + circle());
            }
            ready.forEach(task -> remaining.remove(task.label()));
            sorted.addAll(ready);
        }
        return sorted;
    }

    /** Each remaining task has a remaining dependency, so walking along them must come back to a task. */
    private String circle() {
        Set<String> walked = new LinkedHashSet<>();
        Planned task = remaining.values().iterator().next();
        while (walked.add(task.label())) {
            task = task.dependencies().stream()
                    .map(remaining::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        }
        List<String> circle = new ArrayList<>(walked);
        circle.add(task.label());
        return String.join(" -> ", circle.subList(circle.indexOf(task.label()), circle.size()));
    }
}
