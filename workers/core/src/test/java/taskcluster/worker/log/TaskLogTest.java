package taskcluster.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLogTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    @TempDir
    Path directory;

    private TaskLog log;

    @BeforeEach
    void create() throws IOException {
        log = TaskLog.create(directory.resolve("log"), Clock.systemUTC());
    }

    private String text() throws IOException {
        return Files.readString(log.file());
    }

    @Test
    void t4_prefixesOfInfoWarningAndError() throws IOException {
        log.info("one");
        log.warn("two");
        log.error("three");
        assertThat(text())
                .matches("\\[taskcluster " + TIME + "\\] one\n\\[taskcluster:warn " + TIME
                        + "\\] two\n\\[taskcluster:error\\] three\n");
    }

    @Test
    void everyLineOfAMessageIsPrefixed() throws IOException {
        log.error("a\n\nb\n");
        assertThat(text()).isEqualTo("[taskcluster:error] a\n[taskcluster:error] \n[taskcluster:error] b\n");
    }

    @Test
    void anEmptyMessageIsALineOfItsOwn() throws IOException {
        log.error("");
        assertThat(text()).isEqualTo("[taskcluster:error] \n");
    }

    @Test
    void outputOfCommandsPassesThroughByteByByte() throws IOException {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        log.output().write(bytes);
        assertThat(Files.readAllBytes(log.file())).isEqualTo(bytes);
    }

    @Test
    void ownLinesStartAtTheBeginningOfALine() throws IOException {
        log.output().write("no end".getBytes(StandardCharsets.UTF_8));
        log.error("x");
        assertThat(text()).isEqualTo("no end\n[taskcluster:error] x\n");
    }

    @Test
    void whatIsWrittenAfterTheEndIsDropped() throws IOException {
        log.error("before");
        log.close();
        log.error("after");
        log.output().write(65);
        assertThat(text()).isEqualTo("[taskcluster:error] before\n");
        assertThat(log.failure()).isEmpty();
    }

    @Test
    void linesOfManyWritersAreNeverTornApart() throws IOException {
        byte[] line = ("x".repeat(5000) + "\n").getBytes(StandardCharsets.UTF_8);
        OutputStream output = log.output();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                boolean own = i % 2 == 0;
                threads.execute(() -> {
                    for (int j = 0; j < 200; j++) {
                        write(own, output, line);
                    }
                });
            }
        }
        List<String> lines = text().lines().toList();
        assertThat(lines).hasSize(8 * 200);
        assertThat(lines).allMatch(text -> text.length() == 5000 || text.equals("[taskcluster:error] own line"));
    }

    private void write(boolean own, OutputStream output, byte[] line) {
        if (own) {
            log.error("own line");
        } else {
            try {
                output.write(line);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
