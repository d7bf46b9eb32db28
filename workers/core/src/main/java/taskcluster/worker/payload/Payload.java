package taskcluster.worker.payload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a task asks of a worker, whichever form its author wrote it in.
 *
 * @param commands run one after the other, each an argument vector
 * @param environment what the payload adds to the commands' environment
 * @param maxRunTime bound on the time from the first command's start to the last one's end
 * @param artifacts what to upload afterwards
 * @param logs names of the log artifacts
 * @param switches the features that the payload switches on or off explicitly
 * @param retryExitCodes exit codes that ask the queue for another run
 * @param document the payload as it was written
 */
public record Payload(
        List<List<String>> commands,
        Map<String, String> environment,
        Duration maxRunTime,
        List<DeclaredArtifact> artifacts,
        LogNames logs,
        Map<String, Boolean> switches,
        Set<Integer> retryExitCodes,
        ObjectNode document) {

    /** Whether the payload switches the feature on by name. */
    public boolean asksFor(String feature) {
        return switches.getOrDefault(feature, false);
    }

    /** Whether the payload switches the feature off by name. */
    public boolean declines(String feature) {
        return !switches.getOrDefault(feature, true);
    }
}
