package taskcluster.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Local files that are published as artifacts of a task of their own, labelled {@code inputs}, before the other tasks are
 * created.
 */
record Inputs(String taskId, List<Input> files) {
    static final String LABEL = "inputs";

    /** Where such tasks are queued; no worker ever asks for it. */
    static final String TASK_QUEUE_ID = "taskcluster-cli/inputs";

    /**
     * One artifact.
     *
     * @param name the artifact's name
     * @param path a file, or a folder to be packed
     * @param isArchive whether it is packed into a compressed tar file
     * @param exclude names of files and folders that are left out of the archive, at any depth
     */
    record Input(String name, Path path, boolean isArchive, Set<String> exclude, String contentType) {}
}
