package taskcluster.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import taskcluster.core.Json;

/** Task definitions for the embedded workers. */
final class Tasks {
    private Tasks() {}

    /** A task that runs one bash script. */
    static Map<String, Object> bash(String name, String script, Map<String, Object> more) {
        Instant now = Instant.now();
        Map<String, Object> payload = new java.util.HashMap<>(
                Map.of("maxRunTime", 300, "command", List.of(List.of("/bin/bash", "-euo", "pipefail", "-c", script))));
        payload.putAll(more);
        return Map.of(
                "taskQueueId",
                Deployment.TASK_QUEUE_ID,
                "created",
                Json.timestamp(now),
                "deadline",
                Json.timestamp(now.plus(Duration.ofHours(1))),
                "payload",
                payload,
                "metadata",
                Map.of(
                        "name", name,
                        "description", "Made by a test",
                        "owner", "test@example.com",
                        "source", "https://example.com/"));
    }
}
