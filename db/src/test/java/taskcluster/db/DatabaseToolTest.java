package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseToolTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private ScratchDatabase database;

    @BeforeEach
    void create() {
        database = ScratchPostgres.get().createEmpty();
        environment.put("ADMIN_DB_URL", database.url());
        environment.put("ADMIN_DB_USER", "postgres");
        environment.put("DB_PASSWORD_AUTH", ScratchPostgres.PASSWORD);
        environment.put("DB_PASSWORD_QUEUE", ScratchPostgres.PASSWORD);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new DatabaseTool(environment, new PrintStream(out), new PrintStream(err)).run(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void goesUpAndDown() {
        assertThat(run("version")).isZero();
        assertThat(text(out)).isEqualTo("0");
        assertThat(run("upgrade")).isZero();
        assertThat(text(out))
                .isEqualTo("Database upgraded from version 0 to " + DatabaseMigration.latestVersion()
                        + "; roles and rights set for auth, queue");
        assertThat(DatabaseMigration.currentVersion(database.as("queue"))).isEqualTo(DatabaseMigration.latestVersion());
        assertThat(run("downgrade", "0")).isZero();
        assertThat(text(out)).endsWith("to 0");
        assertThat(run("downgrade", "0")).isZero();
        assertThat(text(out)).startsWith("Nothing to do");
    }

    @Test
    void saysWhatItNeeds() {
        for (String[] arguments : new String[][] {{}, {"up"}, {"downgrade"}, {"downgrade", "x"}, {"upgrade", "1"}}) {
            assertThat(run(arguments)).isEqualTo(2);
            assertThat(text(err)).startsWith("Usage:");
        }
        environment.remove("ADMIN_DB_USER");
        assertThat(run("version")).isEqualTo(2);
        assertThat(text(err)).contains("ADMIN_DB_USER");
        environment.put("ADMIN_DB_USER", "postgres");
        environment.remove("DB_PASSWORD_AUTH");
        environment.put("DB_PASSWORD_QUEUE", "");
        assertThat(run("upgrade")).isEqualTo(2);
        assertThat(text(err)).contains("DB_PASSWORD_");
    }

    @Test
    void failuresAreOneLineAndAnExitCode() {
        environment.put("ADMIN_DB_URL", database.url() + "_missing");
        assertThat(run("upgrade")).isEqualTo(1);
        assertThat(text(err)).contains("does not exist").hasLineCount(1);
    }
}
