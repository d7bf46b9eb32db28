package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.Credentials;
import taskcluster.worker.task.RunKey;

class ClaimJournalTest {
    private static final Instant UNTIL = Instant.parse("2026-01-01T00:20:00Z");
    private static final RunKey RUN = new RunKey("AAAAAAAAQAAAAAAAAAAAAA", 3);

    @TempDir
    Path directory;

    @Test
    void claimsAreFoundAgainAsLastRenewed() {
        ClaimJournal journal = new ClaimJournal(directory);
        journal.put(RUN, UNTIL, new Credentials("c", "first", null));
        journal.put(RUN, UNTIL.plusSeconds(60), new Credentials("c", "second", "{\"version\":1}"));
        journal.put(new RunKey("BBBBBBBBQBBBBBBBBBBBBA", 0), UNTIL, new Credentials("d", "third", null));
        assertThat(new ClaimJournal(directory).entries())
                .containsExactly(
                        new ClaimJournal.Entry(
                                RUN, UNTIL.plusSeconds(60), new Credentials("c", "second", "{\"version\":1}")),
                        new ClaimJournal.Entry(
                                new RunKey("BBBBBBBBQBBBBBBBBBBBBA", 0), UNTIL, new Credentials("d", "third", null)));
        journal.remove(RUN);
        assertThat(journal.entries()).hasSize(1);
    }

    @Test
    void onlyTheWorkersUserCanReadThem() throws IOException {
        new ClaimJournal(directory).put(RUN, UNTIL, new Credentials("c", "secret", null));
        assertThat(Files.getPosixFilePermissions(directory.resolve("AAAAAAAAQAAAAAAAAAAAAA-3.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws IOException {
        Path torn = directory.resolve("torn-0.json");
        Files.writeString(torn, "{\"taskId\": \"x");
        Files.writeString(directory.resolve("half-0.json.new"), "left by a crash");
        Files.writeString(directory.resolve("wrong-0.json"), "[]");
        assertThat(new ClaimJournal(directory).entries()).isEmpty();
        assertThat(torn).doesNotExist();
    }
}
