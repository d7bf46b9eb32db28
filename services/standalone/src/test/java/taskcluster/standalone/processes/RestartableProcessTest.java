package taskcluster.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.testing.Await;

class RestartableProcessTest {
    @TempDir
    private Path folder;

    /** A shell that notes its child's process ID and waits for it. */
    private RestartableProcess start(String script) throws IOException {
        return RestartableProcess.launched(new RestartableProcess.Plan(
                "part",
                List.of("/bin/sh", "-c", script),
                Map.of("CHILD", folder.resolve("child").toString()),
                folder,
                () -> Files.exists(folder.resolve("child"))));
    }

    private RestartableProcess startWithChild() throws IOException {
        return start("sleep 1000 & echo $! > $CHILD.new; mv $CHILD.new $CHILD; wait");
    }

    private boolean isChildAlive() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        return ProcessHandle.of(pid)
                .map(handle -> !RestartableProcess.hasEnded(handle))
                .orElse(false);
    }

    @Test
    void killingEndsWhatItHasStartedAsWell() throws Exception {
        RestartableProcess process = startWithChild();
        try (process) {
            process.awaitAnswer();
            assertThat(isChildAlive()).isTrue();
            process.kill();
            assertThat(isChildAlive()).isFalse();
            assertThat(process.revive()).as("it was meant to end").isFalse();

            Files.delete(folder.resolve("child"));
            process.start();
            process.awaitAnswer();
            assertThat(isChildAlive()).isTrue();
            assertThatThrownBy(process::start).hasMessage("part runs already");
        }
        assertThat(isChildAlive()).isFalse();
        assertThatThrownBy(process::start).hasMessage("part is closed");
    }

    @Test
    void whatEndsByItselfIsNoticedAndStartedAgain() throws Exception {
        try (RestartableProcess process = start("echo $$ >> $CHILD")) {
            Await.until("it to end and be started again", process::revive);
            Await.until(
                    "its second start",
                    () -> Files.readAllLines(folder.resolve("child")).size() == 2);
        }
    }

    @Test
    void whatEndsBeforeItAnswersDoesNotStart() throws Exception {
        try (RestartableProcess process = start("echo no such luck; exit 3")) {
            assertThatThrownBy(process::awaitAnswer)
                    .isInstanceOf(IOException.class)
                    .hasMessage("part ended at its start: see " + folder.resolve("part.log"));
        }
        assertThat(folder.resolve("part.log")).hasContent("no such luck");
    }
}
