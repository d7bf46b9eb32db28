package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class ITProcessLife {
    /** A service of nothing, in which a thread dies. */
    static final class Dying {
        private Dying() {}

        public static void main(String[] arguments) {
            ServiceProcess.run("dying", Dying.class, "--server.port=0", "--taskcluster.root-url=http://localhost:1");
            Thread.ofVirtual().name("worker").start(() -> {
                throw new IllegalStateException("nobody expected this");
            });
        }
    }

    @Test
    @Timeout(120)
    void aThreadThatDiesIsReportedAndEndsTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Dying.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        List<JsonNode> lines = output.lines().map(Json.MAPPER::readTree).toList();
        assertThat(lines)
                .filteredOn(line -> line.path("Type").asString().equals("monitor.error"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/Fields/message").asString()).isEqualTo("nobody expected this");
                    assertThat(line.at("/Fields/thread").asString()).isEqualTo("worker");
                    assertThat(line.at("/serviceContext/service").asString()).isEqualTo("dying");
                });
    }
}
