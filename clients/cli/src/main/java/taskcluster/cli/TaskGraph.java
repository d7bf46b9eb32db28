package taskcluster.cli;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tasks that are ready to be created.
 *
 * @param tasks each after all that it depends on
 * @param isSingle whether it is one task rather than a group of them
 * @param inputs files that the tasks fetch
 */
record TaskGraph(String taskGroupId, List<Planned> tasks, boolean isSingle, Optional<Inputs> inputs) {
    /**
     * One task.
     *
     * @param dependencies the labels of the tasks of this graph that it depends on
     */
    record Planned(String label, String taskId, ObjectNode definition, List<String> dependencies) {
        /** Whether it will never run once one of its dependencies failed. */
        boolean needsSuccess() {
            return !definition.path("requires").asString("all-completed").equals("all-resolved");
        }
    }
}
