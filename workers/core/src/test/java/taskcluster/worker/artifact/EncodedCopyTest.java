package taskcluster.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedCopyTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000_000})
    void gzipKeepsTheContentAndTellsItsLength(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        try (EncodedCopy copy =
                EncodedCopy.make(target -> target.write(content), directory, "name.txt", ContentEncoding.GZIP)) {
            assertThat(copy.originalLength()).isEqualTo(size);
            try (GZIPInputStream input = new GZIPInputStream(Files.newInputStream(copy.file()))) {
                assertThat(input.readAllBytes()).isEqualTo(content);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void gzipNamesTheFile() throws IOException {
        try (EncodedCopy copy =
                EncodedCopy.make(target -> target.write(1), directory, "name.txt", ContentEncoding.GZIP)) {
            byte[] bytes = Files.readAllBytes(copy.file());
            assertThat(bytes[3]).isEqualTo((byte) 8);
            assertThat(new String(Arrays.copyOfRange(bytes, 10, 19), StandardCharsets.ISO_8859_1))
                    .isEqualTo("name.txt\0");
        }
    }

    @Test
    void identityIsTheContentItself() throws IOException {
        byte[] content = "as it is".getBytes(StandardCharsets.UTF_8);
        try (EncodedCopy copy =
                EncodedCopy.make(target -> target.write(content), directory, "n", ContentEncoding.IDENTITY)) {
            assertThat(Files.readAllBytes(copy.file())).isEqualTo(content);
            assertThat(copy.originalLength()).isEqualTo(content.length);
        }
    }

    @Test
    void aCopyThatFailsLeavesNothing() {
        assertThatThrownBy(() -> EncodedCopy.make(
                        target -> {
                            target.write(1);
                            throw new IOException("denied");
                        },
                        directory,
                        "n",
                        ContentEncoding.GZIP))
                .hasMessage("denied");
        assertThat(directory).isEmptyDirectory();
    }
}
