package taskcluster.object.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;

/** The rows of objects. Each method is one call of one stored function. */
public final class ObjectStore {
    private final Database database;

    public ObjectStore(Database database) {
        this.database = database;
    }

    /**
     * Begins an upload, or goes on with one.
     *
     * @throws taskcluster.postgres.RejectedCallException TC409 if the name belongs to another upload, the upload to another
     *     name, or a hash of this algorithm was given before and differs
     */
    public void createUpload(NewUpload upload) {
        database.call(
                        "object.create_upload",
                        upload.name(),
                        upload.projectId(),
                        upload.backendId(),
                        upload.uploadId(),
                        upload.uploadExpires(),
                        upload.expires(),
                        upload.contentLength(),
                        json(upload.hashes()))
                .run();
    }

    /** An object, be its upload finished or not. */
    public Optional<Upload> findUpload(String name) {
        return database.call("object.get_upload", name).optional(Upload::map);
    }

    /**
     * Declares an upload finished.
     *
     * @throws taskcluster.postgres.RejectedCallException TC404 if there is no such object, TC400 if it is of another project,
     *     TC409 if its upload is another one or was given up, or hashes differ
     */
    public void finishUpload(String name, String projectId, String uploadId, Map<String, String> hashes, Instant now) {
        database.call("object.finish_upload", name, projectId, uploadId, json(hashes), now)
                .run();
    }

    /** An object that is finished and has not expired. */
    public Optional<StoredObject> find(String name, Instant now) {
        return database.call("object.get_object", name, now).optional(StoredObject::map);
    }

    /** At most {@code limit} objects that are to go by a time, in that order, from the first one after another. */
    public List<ExpiredObject> expired(Instant before, ExpiredObject after, int limit) {
        return database.call("object.expired_objects", before, after.goneBy(), after.name(), limit)
                .list(ExpiredObject::map);
    }

    /** Deletes those of the objects that are to go by the time; says how many. */
    public long deleteExpired(Instant before, Collection<String> names) {
        return database.call("object.delete_expired_objects", before, names).single((row, _) -> row.getLong(1));
    }

    private static JsonArg json(Map<String, String> hashes) {
        return new JsonArg(Json.MAPPER.writeValueAsString(hashes));
    }
}
