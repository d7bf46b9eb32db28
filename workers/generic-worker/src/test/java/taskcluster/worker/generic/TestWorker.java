package taskcluster.worker.generic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.UnaryOperator;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.fake.FakeRun;
import tools.jackson.databind.node.ObjectNode;

/** A fake queue and a worker that works for it. */
final class TestWorker implements AutoCloseable {
    private final FakeQueue queue = FakeQueue.start();
    private final Path directory = directory();
    private final RunningWorker worker;

    TestWorker(EngineChoice engine, UnaryOperator<WorkerConfig.Builder> settings) {
        worker = GenericWorker.start(
                settings.apply(config(queue, engine, directory)).build());
    }

    TestWorker(EngineChoice engine) {
        this(engine, builder -> builder);
    }

    /** A configuration with short times, whose directories are below the given one. */
    static WorkerConfig.Builder config(FakeQueue queue, EngineChoice engine, Path directory) {
        return WorkerConfig.builder()
                .rootUrl(queue.rootUrl())
                .credentials("worker-client", "worker-secret", null)
                .pool("prov", "type")
                .worker("group", "worker")
                .engine(engine)
                .tasksDir(directory.resolve("tasks"))
                .stateDir(directory.resolve("state"))
                .cancelPoll(Duration.ofMillis(200))
                .callPatience(Duration.ofSeconds(5))
                .requiredDiskSpaceMegabytes(1);
    }

    /** A fresh directory that everybody can pass through. */
    static Path directory() {
        try {
            Path directory = Files.createTempDirectory("generic-worker-test-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeQueue queue() {
        return queue;
    }

    RunningWorker worker() {
        return worker;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Adds a task with this payload. */
    String add(ObjectNode payload) {
        return queue.add(FakeQueue.task(payload));
    }

    /** Runs a task to its end. */
    FakeRun run(ObjectNode payload) {
        return queue.awaitResolved(add(payload));
    }

    /** The complete log of a run. */
    static String log(FakeRun run) {
        return run.text("public/logs/live_backing.log");
    }

    @Override
    public void close() {
        worker.close();
        queue.close();
        try {
            PrivateFiles.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
