package taskcluster.queue.artifact;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiRequest;

/**
 * Follows the name in a request to the artifact that has the content. The caller must have the scope for each name on the
 * way, and learns nothing about a name, not even that it exists, before its scope has been checked.
 */
final class ArtifactReader {
    private final ArtifactStore store;
    private final Clock clock;

    ArtifactReader(ArtifactStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The artifact at the end of the links that start with the request's {@code name}; never a link.
     *
     * @param runId the run, or null for the latest one
     * @throws ApiException InsufficientScopes with all names so far, ResourceNotFound, ResourceExpired, or InputError if
     *     the links lead back to a name on the way
     */
    Artifact read(ApiRequest request, @Nullable Integer runId) {
        String name = request.param("name");
        request.authorize(Map.of("names", List.of(name)));
        Map<String, Artifact> chain = store.chain(request.param("taskId"), runId, name);
        Set<String> names = new LinkedHashSet<>(List.of(name));
        Artifact artifact = readable(request, chain, name);
        while (artifact.storageType().equals(Artifact.LINK)) {
            String target = artifact.detail("artifact");
            if (!names.add(target)) {
                throw ApiException.inputError(
                        "The links that start at artifact '{{name}}' lead back to '{{target}}'.",
                        Map.of("name", name, "target", target));
            }
            if (!request.scopes().satisfies("queue:get-artifact:" + target)) {
                request.authorize(Map.of("names", List.copyOf(names)));
            }
            artifact = readable(request, chain, target);
        }
        return artifact;
    }

    private Artifact readable(ApiRequest request, Map<String, Artifact> chain, String name) {
        Artifact artifact = chain.get(name);
        if (artifact == null || !artifact.present()) {
            throw ArtifactApi.notFound(request, name);
        }
        if (artifact.expires().isBefore(clock.instant())) {
            throw ApiException.expired("Artifact '{{name}}' has expired.", Map.of("name", name));
        }
        return artifact;
    }
}
