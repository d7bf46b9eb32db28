package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.worker.task.RunKey;

class WorkerStateTest {
    @TempDir
    Path parent;

    @Test
    void belongsToOneLivingWorker() throws IOException {
        Path directory = parent.resolve("state");
        try (WorkerState first = WorkerState.open(directory)) {
            assertThatThrownBy(() -> WorkerState.open(directory)).hasMessageContaining("another worker is using");
            assertThat(first.resolvedCount()).isZero();
        }
        WorkerState.open(directory).close();
    }

    @Test
    void onlyTheWorkersUserCanLookInside() throws IOException {
        Path directory = parent.resolve("state");
        try (WorkerState state = WorkerState.open(directory)) {
            Path run = state.runDirectory(new RunKey("task", 0));
            for (Path path : List.of(directory, run, state.engineDirectory("engine"))) {
                assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    @Test
    void theNumberOfTasksIsRemembered() throws IOException {
        try (WorkerState state = WorkerState.open(parent)) {
            state.resolvedCount(17);
        }
        try (WorkerState state = WorkerState.open(parent)) {
            assertThat(state.resolvedCount()).isEqualTo(17);
            Files.writeString(parent.resolve("tasks-resolved-count.txt"), "x");
            assertThat(state.resolvedCount()).isZero();
        }
    }

    @Test
    void theStatusNamesRunningTasks() throws IOException {
        assertThat(WorkerState.status(parent)).isEqualTo("{\"currentTaskIds\":[]}");
        try (WorkerState state = WorkerState.open(parent)) {
            state.runningTasks(List.of(new RunKey("a", 0), new RunKey("b", 1)));
            assertThat(WorkerState.status(parent)).isEqualTo("{\"currentTaskIds\":[\"a\",\"b\"]}");
            state.runningTasks(List.of());
            assertThat(WorkerState.status(parent)).isEqualTo("{\"currentTaskIds\":[]}");
        }
    }

    @Test
    void writeProtectedTreesCanBeDeletedAndLinksAreNotFollowed() throws IOException {
        Path victim = Files.createDirectory(parent.resolve("victim"));
        Files.writeString(victim.resolve("file"), "keep me");
        Path tree = Files.createDirectories(parent.resolve("tree/a/b"));
        Files.writeString(tree.resolve("f"), "x");
        Files.createSymbolicLink(tree.resolve("link"), victim);
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(tree.getParent(), PosixFilePermissions.fromString("---------"));
        PrivateFiles.deleteTree(parent.resolve("tree"));
        PrivateFiles.deleteTree(parent.resolve("tree"));
        assertThat(parent.resolve("tree")).doesNotExist();
        assertThat(victim.resolve("file")).exists();
    }
}
