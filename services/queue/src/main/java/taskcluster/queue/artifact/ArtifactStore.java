package taskcluster.queue.artifact;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;
import taskcluster.pulse.EventLog;

/** The rows of artifacts. Each method is one call of one stored function; creations that come at about the same
 * time go together. A run ID of null means the task's latest run. */
final class ArtifactStore {
    private final Database database;
    private final EventLog eventLog;

    ArtifactStore(Database database, EventLog eventLog) {
        this.database = database;
        this.eventLog = eventLog;
    }

    /**
     * Creates the artifact, or updates it where creating it again allows that, and announces it unless it is an upload.
     *
     * @param details what the storage type needs to find the content
     * @throws taskcluster.postgres.RejectedCallException TC400 if the run does not exist, was never claimed or expires
     *     earlier; TC409 if the run takes no more artifacts, or has this one with other properties
     */
    void create(RunArtifact key, String storageType, NewArtifact artifact, Map<String, String> details, Instant now) {
        Long contentLength = artifact instanceof NewArtifact.Upload upload ? upload.contentLength() : null;
        database.groupedCall(
                        "queue.create_artifact",
                        key.taskId(),
                        key.taskId(),
                        key.runId(),
                        key.name(),
                        storageType,
                        artifact.contentType(),
                        contentLength,
                        new JsonArg(Json.MAPPER.writeValueAsString(details)),
                        artifact.expires(),
                        now)
                .run();
        if (!storageType.equals(Artifact.S3)) {
            eventLog.nudge();
        }
    }

    /**
     * Creates an artifact whose content the object service will have, or finds the one that the same call began before.
     *
     * @param uploadId for the upload, if it begins now
     * @throws taskcluster.postgres.RejectedCallException as for {@link #create}; TC409 also if the upload is finished
     */
    BegunUpload createObject(RunArtifact key, NewArtifact.ObjectUpload artifact, String uploadId, Instant now) {
        return database.call(
                        "queue.create_object_artifact",
                        key.taskId(),
                        key.runId(),
                        key.name(),
                        artifact.contentType(),
                        artifact.contentLength(),
                        uploadId,
                        artifact.expires(),
                        now)
                .single(BegunUpload::map);
    }

    Optional<UnfinishedArtifact> unfinished(RunArtifact key) {
        return database.call("queue.unfinished_artifact", key.taskId(), key.runId(), key.name())
                .optional(UnfinishedArtifact::map);
    }

    /**
     * Makes an artifact readable whose object is complete, if it is not yet, and announces it.
     *
     * @throws taskcluster.postgres.RejectedCallException TC404 if there is no such artifact, run or task; TC400 if it is of
     *     another type, or its upload another one
     */
    void finish(RunArtifact key, String uploadId) {
        database.call("queue.finish_artifact", key.taskId(), key.runId(), key.name(), uploadId, key.objectName())
                .run();
        eventLog.nudge();
    }

    /**
     * The artifact and all that it leads to by links, by name. Nothing of it may be revealed, not even that it exists,
     * before the caller's scopes have been checked for the name and all names before it.
     */
    Map<String, Artifact> chain(String taskId, @Nullable Integer runId, String name) {
        Map<String, Artifact> chain = new HashMap<>();
        database.call("queue.artifact_chain", taskId, runId, name)
                .list(Artifact::map)
                .forEach(artifact -> chain.put(artifact.name(), artifact));
        return chain;
    }

    Optional<ArtifactListing> info(String taskId, @Nullable Integer runId, String name) {
        return database.call("queue.artifact_info", taskId, runId, name).optional(ArtifactListing::map);
    }

    /**
     * At most {@code limit} artifacts in the order of their names, from the first one after a name.
     *
     * @throws taskcluster.postgres.RejectedCallException TC404 if there is no such task or run
     */
    List<ArtifactListing> list(String taskId, @Nullable Integer runId, String afterName, int limit) {
        return database.call("queue.list_artifacts", taskId, runId, afterName, limit)
                .list(ArtifactListing::map);
    }

    /** At most {@code limit} artifacts that expired before a time, oldest first, from the first one after another. */
    List<ExpiredArtifact> expired(Instant before, ExpiredArtifact after, int limit) {
        return database.call(
                        "queue.expired_artifacts",
                        before,
                        after.expires(),
                        after.key().taskId(),
                        after.key().runId(),
                        after.key().name(),
                        limit)
                .list(ExpiredArtifact::map);
    }

    /** Deletes those of the artifacts that still expire before the time; says how many. */
    long deleteExpired(Instant before, List<RunArtifact> artifacts) {
        return database.call(
                        "queue.delete_expired_artifacts",
                        before,
                        artifacts.stream().map(RunArtifact::taskId).toArray(String[]::new),
                        artifacts.stream().mapToInt(RunArtifact::runId).toArray(),
                        artifacts.stream().map(RunArtifact::name).toArray(String[]::new))
                .single((row, _) -> row.getLong(1));
    }
}
