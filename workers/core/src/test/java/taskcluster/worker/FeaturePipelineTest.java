package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.worker.artifact.ArtifactUploader;
import taskcluster.worker.artifact.SignedUpload;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.RetryPolicy;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskProblem;

class FeaturePipelineTest {
    @TempDir
    Path directory;

    private final List<String> steps = new ArrayList<>();
    private final TaskProblems problems = new TaskProblems();
    private final RunState state = new RunState(problems);
    private TaskContext task;

    @BeforeEach
    void prepare() throws IOException {
        RunKey run = new RunKey("AAAAAAAAQAAAAAAAAAAAAA", 0);
        RetryPolicy retries = RetryPolicy.of(Duration.ofSeconds(1));
        QueueCalls nowhere =
                new QueueCalls(new RootUrl("http://127.0.0.1:9"), () -> new Credentials("c", "t"), retries);
        TaskLog log = TaskLog.create(directory.resolve("log"), Clock.systemUTC());
        task = new TaskContext(
                new ClaimedTask(
                        run, FakeQueue.task(Json.MAPPER.createObjectNode()), Instant.now(), new Credentials("c", "t")),
                WorkerSettingsForTests.of("https://tc.example.com"),
                directory,
                Clock.systemUTC(),
                log,
                problems,
                state,
                new ArtifactUploader(run, nowhere, nowhere, log, new SignedUpload(retries)),
                () -> new Credentials("c", "t"));
    }

    private interface Step {
        void run() throws TaskProblem;
    }

    private TaskFeature feature(String name, Step start, Step stop) {
        return new Recorded(name, true, List.of(), start, stop);
    }

    private TaskFeature feature(String name) {
        return feature(name, () -> {}, () -> {});
    }

    private final class Recorded implements TaskFeature {
        private final String name;
        private final boolean enabled;
        private final List<String> reserved;
        private final Step start;
        private final Step stop;

        Recorded(String name, boolean enabled, List<String> reserved, Step start, Step stop) {
            this.name = name;
            this.enabled = enabled;
            this.reserved = reserved;
            this.start = start;
            this.stop = stop;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isEnabled() {
            return enabled;
        }

        @Override
        public List<String> reservedArtifacts(TaskContext context) {
            return reserved;
        }

        @Override
        public Session begin(TaskContext context) {
            return new Session() {
                @Override
                public void start() throws TaskProblem {
                    steps.add("start " + name);
                    start.run();
                }

                @Override
                public void stop() throws TaskProblem {
                    steps.add("stop " + name);
                    stop.run();
                }
            };
        }
    }

    private void run(TaskFeature... features) {
        new FeaturePipeline(List.of(features)).run(task);
    }

    private static TaskProblem problem(Resolution resolution) {
        return new TaskProblem(resolution, resolution.name());
    }

    @Test
    void featuresStopInTheReverseOrder() {
        run(feature("a"), feature("b"), feature("c"));
        assertThat(steps).containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
        assertThat(problems.resolution()).isEqualTo(Resolution.COMPLETED);
    }

    @Test
    void nothingStartsAfterAFailureAndTheFailedOneIsStoppedToo() {
        run(
                feature("a"),
                feature(
                        "b",
                        () -> {
                            throw problem(Resolution.MALFORMED_PAYLOAD);
                        },
                        () -> {
                            throw problem(Resolution.FAILED);
                        }),
                feature("c"));
        assertThat(steps).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(problems.resolution()).isEqualTo(Resolution.MALFORMED_PAYLOAD);
    }

    @Test
    void aDefectIsAnInternalErrorAndEverythingIsStillStopped() {
        run(feature("a"), feature("b", () -> {}, () -> {
            throw new IllegalStateException("oops");
        }));
        assertThat(steps).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(problems.resolution()).isEqualTo(Resolution.INTERNAL_ERROR);
    }

    @Test
    void aDefectDoesNotHideAnEarlierProblem() {
        run(feature(
                "a",
                () -> {
                    throw problem(Resolution.INTERMITTENT_TASK);
                },
                () -> {
                    throw new IllegalStateException("oops");
                }));
        assertThat(problems.resolution()).isEqualTo(Resolution.INTERMITTENT_TASK);
    }

    @Test
    void askingForADisabledFeatureIsMalformed() {
        run(feature("a"), new Recorded("Interactive", false, List.of(), () -> {}, () -> {}), feature("c"));
        assertThat(steps).containsExactly("start a", "stop a");
        assertThat(problems.resolution()).isEqualTo(Resolution.MALFORMED_PAYLOAD);
        assertThat(problems.first().orElseThrow())
                .hasMessageContaining("\"Interactive\"")
                .hasMessageContaining("not enabled on worker pool prov/type")
                .hasMessageContaining("https://tc.example.com/worker-manager/prov%2Ftype");
    }

    @Test
    void twoFeaturesCannotPublishOneArtifact() throws TaskProblem {
        task.names().reserve("Backing log", "public/x");
        run(new Recorded("Live Log", true, List.of("public/x"), () -> {}, () -> {}));
        assertThat(steps).isEmpty();
        assertThat(problems.first().orElseThrow())
                .hasMessage(
                        "Feature \"Live Log\" wishes to publish artifact public/x but feature Backing log has already"
                                + " reserved this artifact name");
        assertThat(problems.resolution()).isEqualTo(Resolution.MALFORMED_PAYLOAD);
    }

    @Test
    void anAbortedRunStartsNothingMore() {
        run(feature("a", () -> state.abort(problem(Resolution.WORKER_SHUTDOWN)), () -> {}), feature("b"));
        assertThat(steps).containsExactly("start a", "stop a");
        assertThat(problems.resolution()).isEqualTo(Resolution.WORKER_SHUTDOWN);
    }
}
