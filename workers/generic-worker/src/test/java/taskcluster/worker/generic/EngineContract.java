package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import taskcluster.worker.fake.FakeRun;
import tools.jackson.databind.node.ObjectNode;

/** What is common to the test classes that run real tasks: one worker of one engine, and a fake queue. */
@Timeout(120)
abstract class EngineContract {
    private final EngineChoice engine;
    private TestWorker worker;

    EngineContract(EngineChoice engine) {
        this.engine = engine;
    }

    @BeforeEach
    void start() {
        Root.orSkip(engine);
        worker = new TestWorker(engine, this::settings);
    }

    @AfterEach
    void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    WorkerConfig.Builder settings(WorkerConfig.Builder builder) {
        return builder.capacity(2).workerLocation("{\"a\":\"()%!^\\\"<>&|\"}").instanceType("it's\na \"type\"");
    }

    TestWorker worker() {
        return worker;
    }

    FakeRun run(ObjectNode payload) {
        return worker.run(payload);
    }

    static String log(FakeRun run) {
        return TestWorker.log(run);
    }

    /** What a command printed: the lines of the log between its announcement and its result. */
    static List<String> output(FakeRun run) {
        return log(run).lines().filter(line -> !line.startsWith("[taskcluster")).toList();
    }

    /** Runs a task and expects that it ends so. */
    FakeRun expect(String resolution, ObjectNode payload) {
        FakeRun run = run(payload);
        assertThat(run.resolution())
                .as(() -> run.artifacts().containsKey("public/logs/live_backing.log") ? log(run) : "no log")
                .isEqualTo(resolution);
        return run;
    }
}
