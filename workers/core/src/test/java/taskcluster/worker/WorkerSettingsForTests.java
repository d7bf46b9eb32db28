package taskcluster.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.worker.task.RetryPolicy;

/** Settings with short times. */
final class WorkerSettingsForTests {
    private WorkerSettingsForTests() {}

    static WorkerSettings of(String rootUrl) {
        return new WorkerSettings(
                "test-worker",
                new RootUrl(rootUrl),
                "prov/type",
                "group",
                "worker",
                1,
                0,
                Duration.ZERO,
                Duration.ofHours(1),
                true,
                Json.MAPPER.createObjectNode(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Path.of("/"),
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                RetryPolicy.of(Duration.ofSeconds(5)));
    }
}
