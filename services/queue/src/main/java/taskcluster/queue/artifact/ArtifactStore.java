package taskcluster.queue.artifact;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.postgres.GroupCommit;
import taskcluster.pulse.EventLog;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows of artifacts. Each method is one call of one stored function; creations that come at about the same
 * time go together. A run ID of null means the task's latest run. */
final class ArtifactStore {
    private static final int MADE_TOGETHER = 64;

    private final Database database;
    private final EventLog eventLog;
    private final Clock clock;
    private final GroupCommit<Creation, Boolean> creations =
            new GroupCommit<>(this::create, Creation::key, MADE_TOGETHER);

    ArtifactStore(Database database, EventLog eventLog, Clock clock) {
        this.database = database;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Creates the artifact, or updates it where creating it again allows that, and announces it unless it is an upload.
     *
     * @param details what the storage type needs to find the content
     * @throws taskcluster.postgres.RejectedCallException TC400 if the run does not exist, was never claimed or expires
     *     earlier; TC409 if the run takes no more artifacts, or has this one with other properties
     */
    void create(RunArtifact key, String storageType, NewArtifact artifact, Map<String, String> details) {
        creations.call(new Creation(key, storageType, artifact, details));
        if (!storageType.equals(Artifact.S3)) {
            eventLog.nudge();
        }
    }

    /** An artifact that is to be created. */
    private record Creation(RunArtifact key, String storageType, NewArtifact artifact, Map<String, String> details) {
        /** As {@code queue.create_artifacts} takes it. */
        ObjectNode row() {
            ObjectNode row = Json.MAPPER
                    .createObjectNode()
                    .put("task_id", key.taskId())
                    .put("run_id", key.runId())
                    .put("name", key.name())
                    .put("storage_type", storageType)
                    .put("content_type", artifact.contentType())
                    .put("expires", Json.timestamp(artifact.expires()));
            if (artifact instanceof NewArtifact.Upload upload) {
                row.put("content_length", upload.contentLength());
            }
            ObjectNode detailsRow = row.putObject("details");
            details.forEach(detailsRow::put);
            return row;
        }
    }

    private List<Boolean> create(List<Creation> group) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        group.forEach(creation -> rows.add(creation.row()));
        database.call("queue.create_artifacts", rows, clock.instant()).run();
        return Collections.nCopies(group.size(), Boolean.TRUE);
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
