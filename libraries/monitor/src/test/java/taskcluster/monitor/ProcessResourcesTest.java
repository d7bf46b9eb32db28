package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

class ProcessResourcesTest {
    @Test
    @Timeout(30)
    void whatTheProcessUsesIsLoggedAgainAndAgain() {
        try (RecordedLog log = new RecordedLog("taskcluster.resources-test")) {
            Loop loop = ProcessResources.loop(
                    Monitor.of("resources-test", new SimpleMeterRegistry()), Duration.ofMillis(20));
            loop.start();
            while (log.ofType("monitor.resources").size() < 3) {
                Thread.onSpinWait();
            }
            loop.close();
            JsonNode fields = log.ofType("monitor.resources").getLast().path("Fields");
            assertThat(fields.path("lastCpuUsage").asDouble()).isNotNegative();
            assertThat(fields.path("heapUsed").asLong()).isPositive();
            assertThat(fields.path("lastMemoryUsage").asLong())
                    .isGreaterThan(fields.path("heapUsed").asLong());
            assertThat(fields.path("heapMax").asLong())
                    .isGreaterThanOrEqualTo(fields.path("heapUsed").asLong());
            assertThat(fields.path("uptime").asDouble()).isPositive();
        }
    }
}
