package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void isUsedByOneDeploymentAtATime() throws Exception {
        Path path = folder.resolve("data");
        try (DataDirectory first = DataDirectory.open(path)) {
            assertThat(first.root()).isEqualTo(path);
            Process second = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            StandaloneProcess.classPath(),
                            Standalone.class.getName(),
                            "--port",
                            Integer.toString(StandaloneProcess.freePort()),
                            "--data",
                            path.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(output).contains("tc up: " + path + " is in use by another running deployment");
        }
        DataDirectory.open(path).close();
    }

    @Test
    void aFileInItsPlaceIsRefusedWithOneLine() throws Exception {
        Path file = Files.createFile(folder.resolve("data"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StandaloneException.class)
                .hasMessageStartingWith("can't use " + file);
    }
}
