package taskcluster.queue.artifact;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import taskcluster.core.Json;
import taskcluster.monitor.LogType;
import taskcluster.monitor.Monitor;
import taskcluster.s3.ObjectDeletion;
import taskcluster.s3.S3Object;

/**
 * Deletes artifacts that have expired: first the objects that hold their content, then the rows of those whose object is
 * gone. Works in bounded batches, oldest first. Stopping it at any point loses nothing, and several may run at once: what
 * is left is found again by the next run.
 */
public final class ArtifactExpiry {
    /** Logged at the end of a run. */
    public static final LogType EXPIRED_ARTIFACTS_REMOVED = new LogType(
            "expiredArtifactsRemoved",
            "Expired Artifacts Removed",
            "expired-artifacts-removed",
            LogType.Level.NOTICE,
            2,
            "A run of the job that deletes expired artifacts has ended.",
            Map.of(
                    "count", "Number of artifacts deleted.",
                    "errorsCount",
                            "Number of objects about which the store reported an error; unless they did not exist, "
                                    + "they and their artifacts are kept for the next run.",
                    "expires", "Artifacts that expired before this time were to be deleted."));

    /**
     * What came of a run.
     *
     * @param count artifacts deleted
     * @param errorsCount objects about which the store reported an error
     */
    public record Removed(long count, long errorsCount) {}

    private static final int BULK_BATCH_SIZE = 1000;

    private final ArtifactStore store;
    private final ArtifactConfig config;
    private final ObjectDeletion deletion;
    private final Clock clock;
    private final Monitor monitor;
    private volatile boolean stopped;

    ArtifactExpiry(ArtifactStore store, ArtifactConfig config, ObjectDeletion deletion, Clock clock, Monitor monitor) {
        this.store = store;
        this.config = config;
        this.deletion = deletion;
        this.clock = clock;
        this.monitor = monitor;
    }

    /**
     * Deletes all artifacts that expired at least the configured delay ago, and logs what came of it.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the store cannot delete in the configured way; the
     *     artifacts of the batch are kept
     */
    public Removed expireArtifacts() throws InterruptedException {
        Instant before = clock.instant().minus(config.expirationDelay());
        int batchSize = config.useBulkDelete() ? BULK_BATCH_SIZE : config.expireBatchSize();
        long count = 0;
        long errors = 0;
        ExpiredArtifact last = ExpiredArtifact.NONE;
        List<ExpiredArtifact> batch = store.expired(before, last, batchSize);
        while (!batch.isEmpty() && !stopped) {
            ObjectDeletion.Result result = deletion.delete(objectsHere(batch));
            count += store.deleteExpired(before, withoutObject(batch, result.kept()));
            errors += result.errors().size();
            last = batch.getLast();
            batch = store.expired(before, last, batchSize);
        }
        Removed removed = new Removed(count, errors);
        monitor.log(
                EXPIRED_ARTIFACTS_REMOVED,
                Map.of("count", count, "errorsCount", errors, "expires", Json.timestamp(before)));
        return removed;
    }

    /** Makes a run end after the batch that it is at. */
    void stop() {
        stopped = true;
    }

    /** The objects to delete. One in a bucket that is not ours any more cannot be; it is reported, and only its row goes. */
    private List<S3Object> objectsHere(List<ExpiredArtifact> batch) {
        Set<String> buckets = Set.copyOf(List.of(config.publicBucket(), config.privateBucket()));
        List<S3Object> objects = new ArrayList<>();
        for (ExpiredArtifact artifact : batch) {
            artifact.object().ifPresent(object -> {
                if (buckets.contains(object.bucket())) {
                    objects.add(object);
                } else {
                    monitor.logger().warn("leaving {} behind, whose bucket is not configured", object);
                }
            });
        }
        return objects;
    }

    private static List<RunArtifact> withoutObject(List<ExpiredArtifact> batch, Set<S3Object> kept) {
        return batch.stream()
                .filter(artifact -> artifact.object().filter(kept::contains).isEmpty())
                .map(ExpiredArtifact::key)
                .toList();
    }
}
