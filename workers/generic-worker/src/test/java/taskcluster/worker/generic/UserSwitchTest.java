package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskWorld;

/** The multiuser engine with each of the programs that can start another one as a different user. */
@Timeout(60)
class UserSwitchTest {
    private Path directory;

    @BeforeEach
    void prepare() {
        Root.orSkip(EngineChoice.MULTIUSER);
        directory = TestWorker.directory();
    }

    @AfterEach
    void cleanUp() throws IOException {
        if (directory != null) {
            PrivateFiles.deleteTree(directory);
        }
    }

    private Path directory(String name) throws IOException {
        return PrivateFiles.directory(directory.resolve(name));
    }

    @ParameterizedTest
    @EnumSource(UserSwitch.class)
    void commandsRunAsTheUserAndCanBeKilled(UserSwitch program) throws Exception {
        Assumptions.assumeTrue(Tool.exists(program.program()), () -> program.program() + " is not installed");
        Path tasks = directory.resolve("tasks");
        try (MultiuserEngine engine =
                        new MultiuserEngine(tasks, directory("users"), directory("scratch"), true, program);
                TaskWorld world = engine.open(new RunKey(Slugid.nice(), 0))) {
            String user = world.directory().getFileName().toString();
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            TaskWorld.Outcome outcome = world.start(
                            List.of("/bin/sh", "-c", "whoami; echo \"$A\"; id -G | wc -w; exit 7"),
                            Map.of("A", "x y", "PATH", "/usr/bin:/bin"),
                            output)
                    .outcome()
                    .get(20, TimeUnit.SECONDS);
            assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo(user + "\nx y\n1\n");
            assertThat(outcome.exitCode()).isEqualTo(7);
            TaskWorld.Execution endless = world.start(List.of("sleep", "600"), world.environment(), output);
            Await.until("the command", () -> !ProcFs.ofUser(uid(world)).isEmpty());
            world.killAll();
            assertThat(endless.outcome().get(20, TimeUnit.SECONDS).exitCode()).isNotZero();
        }
        assertThat(tasks).isEmptyDirectory();
    }

    private static int uid(TaskWorld world) throws IOException {
        return (Integer) Files.getAttribute(world.directory(), "unix:uid");
    }
}
