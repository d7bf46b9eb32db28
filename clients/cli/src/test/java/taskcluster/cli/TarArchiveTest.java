package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks with the system's tar, which is what tasks do. */
class TarArchiveTest {
    @TempDir
    Path folder;

    @Test
    void tarUnpacksWhatWasPacked() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        String deep = "a-rather-long-folder-name/".repeat(5);
        Files.createDirectories(source.resolve(deep));
        Files.writeString(source.resolve(deep + "deep.txt"), "deep");
        Files.writeString(source.resolve("häßlich.txt"), "x".repeat(513));
        Files.writeString(source.resolve("empty"), "");
        assertThat(Files.writeString(source.resolve("run.sh"), "#!/bin/sh\n")
                        .toFile()
                        .setExecutable(true))
                .isTrue();
        Files.createSymbolicLink(source.resolve("link"), Path.of("run.sh"));
        Files.createDirectories(source.resolve("sub/target"));
        Files.writeString(source.resolve("sub/target/big"), "big");

        Path archive = folder.resolve("archive.tar.gz");
        TarArchive.write(source, Set.of("target"), archive);
        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        assertThat(tar("-xzf", archive.toString(), "-C", unpacked.toString())).isEmpty();

        assertThat(unpacked.resolve(deep + "deep.txt")).hasContent("deep");
        assertThat(unpacked.resolve("häßlich.txt")).hasContent("x".repeat(513));
        assertThat(unpacked.resolve("empty")).isEmptyFile();
        assertThat(unpacked.resolve("run.sh")).isExecutable();
        assertThat(unpacked.resolve(deep + "deep.txt").toFile().canExecute()).isFalse();
        assertThat(Files.readSymbolicLink(unpacked.resolve("link"))).isEqualTo(Path.of("run.sh"));
        assertThat(unpacked.resolve("sub")).isEmptyDirectory();
        assertThat(Files.getLastModifiedTime(unpacked.resolve("empty")).toMillis() / 1000)
                .isEqualTo(Files.getLastModifiedTime(source.resolve("empty")).toMillis() / 1000);
    }

    private static String tar(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "tar";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : "tar failed: " + output;
    }
}
