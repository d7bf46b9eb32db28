package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import taskcluster.core.Slugid;
import taskcluster.monitor.Monitor;
import taskcluster.pulse.EventLog;
import taskcluster.s3.BulkDeletion;
import taskcluster.s3.ObjectDeletion;
import taskcluster.s3.S3Object;
import taskcluster.s3.SingleDeletion;
import taskcluster.testing.MutableClock;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestS3;

/** The expiry job against a database and a store. */
class ITArtifactExpiry {
    private static TestDatabase database;
    private static TestS3 s3;
    private static ArtifactRows rows;

    private final Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final MutableClock clock = new MutableClock(now);
    private final String taskId = Slugid.nice();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        s3 = TestS3.start("public-bucket", "private-bucket");
        rows = new ArtifactRows(database.admin());
    }

    @AfterAll
    static void stop() {
        s3.close();
        database.close();
    }

    @AfterEach
    void forgetArtifacts() {
        rows.clear();
    }

    @ParameterizedTest
    @CsvSource({"true,100,150", "false,100,150", "false,1,10"})
    @DisplayName("queue-148, queue-149: expired artifacts and their objects go in batches")
    void expiredArtifactsAndTheirObjectsGoInBatches(boolean bulk, int batchSize, int count) throws Exception {
        ArtifactConfig config = config(s3.endpoint().toString(), bulk, batchSize);
        try (S3Client client = config.access().client()) {
            List<S3Object> objects = IntStream.range(0, count)
                    .mapToObj(i -> upload(client, i % 2 == 0 ? "public/" + i : "private/" + i, now))
                    .toList();
            clock.set(now.plus(Duration.ofHours(1)));

            assertThat(expiry(config, client).expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(count, 0));

            assertThat(rows.names(taskId)).isEmpty();
            assertThat(objects).noneMatch(object -> exists(client, object));
        }
    }

    @Test
    void artifactIsKeptForTheDelayAfterItsExpiry() throws Exception {
        ArtifactConfig config = config(s3.endpoint().toString(), false, 100);
        try (S3Client client = config.access().client()) {
            upload(client, "public/kept", now.minus(Duration.ofMinutes(30)));
            upload(client, "public/gone", now.minus(Duration.ofMinutes(30)).minusMillis(1));

            assertThat(expiry(config, client).expireArtifacts().count()).isEqualTo(1);

            assertThat(rows.names(taskId)).containsExactly("public/kept");
        }
    }

    @Test
    @DisplayName("queue-148: artifact twelve days out survives sweep four days ahead")
    void artifactTwelveDaysOutSurvivesSweepFourDaysAhead() throws Exception {
        ArtifactConfig config = config(s3.endpoint().toString(), true, 100);
        try (S3Client client = config.access().client()) {
            S3Object object = upload(client, "public/late", now.plus(Duration.ofDays(12)));
            clock.set(now.plus(Duration.ofDays(4)));

            assertThat(expiry(config, client).expireArtifacts().count()).isZero();

            assertThat(rows.names(taskId)).containsExactly("public/late");
            assertThat(exists(client, object)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    @DisplayName("queue-149: missing objects are tolerated")
    void missingObjectsAreTolerated(boolean bulk) throws Exception {
        ArtifactConfig config = config(s3.endpoint().toString(), bulk, 100);
        insert("public/never-uploaded", Artifact.S3, S3Details.of(new S3Object("public-bucket", taskId + "/none")));
        try (S3Client client = config.access().client()) {
            assertThat(expiry(config, client).expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(1, 0));
        }
        assertThat(rows.names(taskId)).isEmpty();
    }

    @Test
    @DisplayName("queue-149: rows without object here are deleted whatever their storage type")
    void rowsWithoutObjectHereAreDeletedWhateverTheirStorageType() throws Exception {
        ArtifactConfig config = config(s3.endpoint().toString(), true, 100);
        insert("reference", Artifact.REFERENCE, Map.of("url", "https://example.com"));
        insert("unknown", "punched-cards", Map.of());
        insert("former-bucket", Artifact.S3, S3Details.of(new S3Object("former-bucket", "x")));
        try (S3Client client = config.access().client()) {
            assertThat(expiry(config, client).expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(3, 0));
        }
        assertThat(rows.names(taskId)).isEmpty();
    }

    @Test
    @DisplayName("queue-149: bulk deletion that the store refuses fails the job and keeps all rows")
    void bulkDeletionThatTheStoreRefusesFailsTheJobAndKeepsAllRows() throws Exception {
        try (StubStore store = new StubStore()) {
            ArtifactConfig config = config(store.endpoint(), true, 100);
            insert("public/a", Artifact.S3, S3Details.of(new S3Object("public-bucket", "a")));
            insert("reference", Artifact.REFERENCE, Map.of("url", "https://example.com"));
            try (S3Client client = config.access().client()) {
                ArtifactExpiry expiry = expiry(config, client);
                assertThatThrownBy(expiry::expireArtifacts).isInstanceOf(SdkException.class);
            }
        }
        assertThat(rows.names(taskId)).containsExactly("public/a", "reference");
    }

    @Test
    @DisplayName("queue-149: single deletion counts missing objects as errors and deletes their rows")
    void singleDeletionCountsMissingObjectsAsErrorsAndDeletesTheirRows() throws Exception {
        try (StubStore store = new StubStore()) {
            ArtifactConfig config = config(store.endpoint(), false, 100);
            for (int i = 0; i < 5; i++) {
                insert("public/" + i, Artifact.S3, S3Details.of(new S3Object("public-bucket", "key" + i)));
            }
            store.objects.add("public-bucket/key3");
            try (S3Client client = config.access().client()) {
                assertThat(expiry(config, client).expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(5, 4));
            }
            assertThat(store.objects).isEmpty();
        }
        assertThat(rows.names(taskId)).isEmpty();
    }

    @Test
    void rowWhoseObjectCannotBeDeletedIsKeptForTheNextRun() throws Exception {
        try (StubStore store = new StubStore()) {
            ArtifactConfig config = config(store.endpoint(), false, 2);
            for (int i = 0; i < 5; i++) {
                insert("public/" + i, Artifact.S3, S3Details.of(new S3Object("public-bucket", "key" + i)));
                store.objects.add("public-bucket/key" + i);
            }
            store.stuck.add("public-bucket/key1");
            try (S3Client client = config.access().client()) {
                ArtifactExpiry expiry = expiry(config, client);
                assertThat(expiry.expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(4, 1));
                assertThat(rows.names(taskId)).containsExactly("public/1");

                store.stuck.clear();
                assertThat(expiry.expireArtifacts()).isEqualTo(new ArtifactExpiry.Removed(1, 0));
            }
            assertThat(store.objects).isEmpty();
        }
        assertThat(rows.names(taskId)).isEmpty();
    }

    @Test
    void artifactThatGotLaterExpiryMeanwhileIsKept() {
        insert("public/extended", Artifact.REFERENCE, Map.of("url", "https://example.com"));
        RunArtifact key = new RunArtifact(taskId, 0, "public/extended");

        assertThat(store().deleteExpired(now.minus(Duration.ofDays(1)), List.of(key)))
                .isZero();
        assertThat(store().deleteExpired(now, List.of(key))).isEqualTo(1);
    }

    @Test
    void stoppedJobEndsAfterTheBatchThatItIsAt() throws Exception {
        for (int i = 0; i < 5; i++) {
            insert("public/" + i, Artifact.S3, S3Details.of(new S3Object("public-bucket", "key" + i)));
        }
        AtomicReference<ArtifactExpiry> job = new AtomicReference<>();
        ObjectDeletion deletionDuringWhichTheProcessEnds = _ -> {
            job.get().stop();
            return new ObjectDeletion.Result(Set.of(), Set.of());
        };
        job.set(new ArtifactExpiry(
                store(),
                config(s3.endpoint().toString(), false, 2),
                deletionDuringWhichTheProcessEnds,
                clock,
                Monitor.of("queue", new SimpleMeterRegistry())));

        assertThat(job.get().expireArtifacts().count()).isEqualTo(2);

        assertThat(rows.names(taskId)).hasSize(3);
    }

    private ArtifactExpiry expiry(ArtifactConfig config, S3Client client) {
        Monitor monitor = Monitor.of("queue", new SimpleMeterRegistry());
        ObjectDeletion deletion =
                config.useBulkDelete() ? new BulkDeletion(client, monitor) : new SingleDeletion(client, monitor);
        return new ArtifactExpiry(store(), config, deletion, clock, monitor);
    }

    private ArtifactStore store() {
        return new ArtifactStore(database.as("queue"), new EventLog(database.as("queue")), clock);
    }

    private static ArtifactConfig config(String endpoint, boolean bulk, int batchSize) {
        Map<String, String> properties = new HashMap<>();
        properties.put("endpoint", endpoint);
        properties.put("force-path-style", "true");
        properties.put("region", TestS3.REGION);
        properties.put("access-key-id", TestS3.ACCESS_KEY_ID);
        properties.put("secret-access-key", TestS3.SECRET_ACCESS_KEY);
        properties.put("use-bulk-delete", Boolean.toString(bulk));
        properties.put("expire-batch-size", Integer.toString(batchSize));
        return ArtifactConfigTest.config(properties);
    }

    private S3Object upload(S3Client client, String name, Instant expires) {
        String bucket = ArtifactConfig.isPublic(name) ? "public-bucket" : "private-bucket";
        S3Object object = new S3Object(bucket, new RunArtifact(taskId, 0, name).objectKey());
        client.putObject(put -> put.bucket(bucket).key(object.key()), RequestBody.fromString("content"));
        rows.insert(new RunArtifact(taskId, 0, name), Artifact.S3, S3Details.of(object), expires);
        return object;
    }

    /** A row that has been expired for an hour. */
    private void insert(String name, String storageType, Map<String, String> details) {
        rows.insert(new RunArtifact(taskId, 0, name), storageType, details, now.minus(Duration.ofHours(1)));
    }

    private static boolean exists(S3Client client, S3Object object) {
        try {
            client.headObject(head -> head.bucket(object.bucket()).key(object.key()));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }
}
