package taskcluster.worker.task;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which feature may publish which artifact of a task. */
public final class ArtifactNames {
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    /**
     * Reserves a name.
     *
     * @throws TaskProblem when another feature has it
     */
    public void reserve(String feature, String name) throws TaskProblem {
        String owner = owners.putIfAbsent(name, feature);
        if (owner != null) {
            throw new TaskProblem(
                    Resolution.MALFORMED_PAYLOAD,
                    "Feature \"" + feature + "\" wishes to publish artifact " + name + " but feature " + owner
                            + " has already reserved this artifact name");
        }
    }

    /** The feature that publishes the artifact itself. */
    public Optional<String> owner(String name) {
        return Optional.ofNullable(owners.get(name));
    }
}
