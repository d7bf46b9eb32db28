package taskcluster.standalone.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.standalone.processes.ProcessDeployment.Broker;
import taskcluster.standalone.processes.RabbitServer;

/** A short soak: Postgres, one of two replicas of the queue, and RabbitMQ where it is installed, are killed. */
class ITSoak {
    private static final boolean HAS_BROKER = RabbitServer.isInstalled();

    @TempDir
    private static Path folder;

    private static Summary summary;

    @BeforeAll
    static void soak() throws Exception {
        String binaries = "taskcluster.postgres-binaries";
        // Not in the folder that is deleted: this process unpacks them once.
        System.setProperty(
                binaries, Path.of("target", "postgres").toAbsolutePath().toString());
        try {
            summary = SoakRun.run(settings(), folder, System.out);
        } finally {
            System.clearProperty(binaries);
        }
        summary.print(System.out);
    }

    private static SoakSettings settings() {
        return new SoakSettings(
                Duration.ofSeconds(12),
                1,
                2,
                2,
                6,
                6,
                Duration.ofSeconds(6),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Set.of("auth", "s3", "queue-2"),
                Duration.ofMinutes(1),
                HAS_BROKER ? new Broker.Own() : new Broker.None());
    }

    @Test
    void everyPromiseIsKept() {
        assertThat(summary.violations()).isEmpty();
        assertThat(summary.markdown())
                .contains("| kills: postgres |", "| kills: queue-1 |")
                .doesNotContain("| kills: auth |", "| kills: queue-2 |")
                .containsPattern("\\| tasks acknowledged \\| [1-9]")
                .containsPattern("\\| tasks resolved: completed \\| [1-9]")
                .contains("| **broken promises** | **none** |");
    }

    @Test
    void everyEventIsDeliveredAlthoughTheBrokerIsKilled() {
        assumeTrue(HAS_BROKER, RabbitServer.MISSING);
        assertThat(summary.violations()).doesNotContainKey("event missing");
        assertThat(summary.markdown())
                .contains("| kills: broker |", "| events missing | 0 |")
                .containsPattern("\\| events: task-completed \\| [1-9]");
    }
}
