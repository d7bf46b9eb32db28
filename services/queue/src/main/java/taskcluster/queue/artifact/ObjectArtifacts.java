package taskcluster.queue.artifact;

import java.time.Instant;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.core.Slugid;

/**
 * Creates and finishes artifacts whose content is in the object service. The row comes first, so that a call that is repeated
 * goes on with the upload that was begun.
 */
final class ObjectArtifacts {
    private final ArtifactStore store;
    private final ObjectServiceCalls objects;

    ObjectArtifacts(ArtifactStore store, ObjectServiceCalls objects) {
        this.store = store;
        this.objects = objects;
    }

    /** What the caller needs to upload the content. */
    private record UploadReply(
            String storageType,
            String name,
            String projectId,
            Instant expires,
            ObjectCredentials credentials,
            String uploadId) {

        /** Without the secrets. */
        @Override
        public String toString() {
            return "upload of " + name;
        }
    }

    Object create(RunArtifact key, NewArtifact.ObjectUpload artifact, Instant now) {
        BegunUpload upload = store.createObject(key, artifact, Slugid.nice(), now);
        objects.reserve(key.objectName(), upload, artifact.expires());
        return new UploadReply(
                Artifact.OBJECT,
                key.objectName(),
                upload.projectId(),
                artifact.expires(),
                objects.uploadCredentials(key, upload, artifact.expires()),
                upload.uploadId());
    }

    /**
     * Makes an artifact readable and announces it.
     *
     * @throws ApiException InputError if the object service has not all of its content
     */
    void finish(RunArtifact key, String uploadId) {
        boolean waits = store.unfinished(key)
                .filter(artifact -> artifact.waitsFor(uploadId))
                .isPresent();
        if (waits && !objects.has(key.objectName())) {
            throw ApiException.inputError(
                    "The upload of object {{name}} is not finished: call the object service's finishUpload first",
                    Map.of("name", key.objectName()));
        }
        store.finish(key, uploadId);
    }
}
