package taskcluster.object.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.object.ObjectFixture.inline;
import static taskcluster.object.ObjectFixture.put;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.object.ObjectFixture;

/** The job that deletes what has expired. */
class ITObjectExpiry {
    private ObjectFixture objects;

    @BeforeEach
    void start() {
        objects = ObjectFixture.start();
    }

    @AfterEach
    void stop() {
        objects.close();
    }

    private long run() throws InterruptedException {
        return objects.service.bean(ObjectExpiry.class).run(() -> {});
    }

    @Test
    void expiredObjectsGoAndOthersStay() throws Exception {
        objects.store("old/1", "x");
        objects.store("old/2", "x");
        objects.clock.advance(Duration.ofDays(1));
        objects.store("new", "x");
        objects.clock.advance(Duration.ofDays(6).plusMinutes(2));

        assertThat(run()).isEqualTo(2);

        assertThat(objects.rows()).containsExactly("new");
        assertThat(Stream.of("old/1", "old/2", "new").map(objects::isStored)).containsExactly(false, false, true);
        assertThat(objects.sql().queryForList("select name from taskcluster.object_hashes", String.class))
                .containsExactly("new");
        objects.store("old/1", "y");
    }

    @Test
    @DisplayName("object-84: an expired object whose bytes are missing goes as well, by single and by bulk deletion")
    void missingBytes() throws Exception {
        objects.store("expired", "x");
        storeUnsigned("single");
        for (String name : List.of("expired", "single")) {
            objects.bucket.deleteObject(
                    request -> request.bucket(ObjectFixture.BUCKET).key(name));
        }
        objects.clock.advance(Duration.ofDays(8));
        assertThat(run()).isEqualTo(2);
        assertThat(objects.rows()).isEmpty();
    }

    private void storeUnsigned(String name) {
        String uploadId = Slugid.nice();
        Map<String, Object> body = objects.upload(uploadId, inline("x"));
        body.put("projectId", "unsigned");
        objects.create(name, body).ok();
        objects.root
                .post("finish-upload/" + name, Map.of("projectId", "unsigned", "uploadId", uploadId))
                .ok();
    }

    @Test
    @DisplayName("object-85: objects of a backend that is gone stay, and hold nobody else up")
    void goneBackend() throws Exception {
        objects.store("homeless", "x");
        objects.store("housed", "x");
        storeUnsigned("single");
        objects.sql().update("update taskcluster.objects set backend_id = 'former' where name = 'homeless'");
        objects.clock.advance(Duration.ofDays(8));

        assertThat(run()).isEqualTo(2);

        assertThat(objects.rows()).containsExactly("homeless");
    }

    @Test
    void objectsOfAStoreThatIsAwayStayForTheNextRun() throws Exception {
        try (ObjectFixture away = ObjectFixture.startBehind(_ -> URI.create("http://localhost:1"))) {
            away.create("kept", away.upload(Slugid.nice(), put(5))).ok();
            away.clock.advance(Duration.ofDays(8));
            assertThat(away.service.bean(ObjectExpiry.class).run(() -> {})).isZero();
            assertThat(away.rows()).containsExactly("kept");
        }
    }

    @Test
    @DisplayName("object-87: an upload that is not finished within a day goes with its bytes")
    void givenUp() throws Exception {
        String late = Slugid.nice();
        objects.create("late", objects.upload(late, inline("x"))).ok();
        objects.create("never", objects.upload(Slugid.nice(), put(5))).ok();
        objects.clock.advance(Duration.ofDays(1).plusSeconds(30));
        assertThat(run()).as("a minute for clocks that differ").isZero();
        assertThat(objects.finish("late", late, Map.of()).status()).isEqualTo(409);

        objects.clock.advance(Duration.ofMinutes(1));
        assertThat(run()).isEqualTo(2);

        assertThat(objects.rows()).isEmpty();
        assertThat(objects.isStored("late")).isFalse();
        objects.create("late", objects.upload(Slugid.nice(), inline("y"))).ok();
    }

    @Test
    void moreThanABatchGoesInOneRunOfSeveralProcesses() throws Exception {
        objects.sql()
                .update(
                        "insert into taskcluster.objects (name, project_id, backend_id, expires)"
                                + " select 'many/' || n, 'p', 'main', now() - interval '1 day' from generate_series(1, 2500) n");
        objects.store("many/kept", "x");
        ObjectExpiry expiry = objects.service.bean(ObjectExpiry.class);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Long>> runs = threads.invokeAll(IntStream.range(0, 2)
                    .mapToObj(_ -> (Callable<Long>) () -> expiry.run(() -> {}))
                    .toList());
            assertThat(runs.get(0).get() + runs.get(1).get()).isEqualTo(2500);
        }
        assertThat(objects.rows()).containsExactly("many/kept");
    }
}
