package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;
import taskcluster.core.Json;

class IndexCommandsTest {
    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;
    private FakeTask task;

    @BeforeEach
    void prepare() {
        command = new CommandLineFixture(deployment, folder);
        task = deployment.add("Hello");
        task.definition.put(
                "expires", Json.timestamp(deployment.clock().instant().plusSeconds(7200)));
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void anInsertedTaskIsFound() {
        Result inserted = command.run("index", "insert", "app.latest", task.taskId, "-r", "7", "-d", "{revision: abc}");

        assertThat(inserted.status()).as(inserted.err()).isZero();
        assertThat(inserted.out()).isEqualTo("""
                app.latest  <Hello>
                  rank     7
                  expires  in 2 h
                  data     {"revision":"abc"}
                """);
        assertThat(command.run("index", "find", "app.latest").out()).isEqualTo(inserted.out());
        assertThat(command.run("index", "find", "-q", "app.latest").out()).isEqualTo("<Hello>\n");
    }

    @Test
    void anEntryMayBeKeptForAsLongAsOneLikes() {
        assertThat(command.run("index", "insert", "app.latest", task.taskId, "--expires", "3 days")
                        .out())
                .isEqualTo("""
                app.latest  <Hello>
                  rank     0
                  expires  in 3 d
                """);
    }

    @Test
    void aHigherRankStaysAndTheCommandSaysSo() {
        FakeTask other = deployment.add("other");
        command.run("index", "insert", "app.latest", other.taskId, "--rank", "9", "--expires", "1 day");

        Result refused = command.run("index", "insert", "app.latest", task.taskId, "--rank", "8");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).startsWith("app.latest  <other>\n  rank     9\n");
        assertThat(refused.err())
                .isEqualTo("taskcluster: nothing was changed: the task there has rank 9, which is higher\n");
    }

    @Test
    void namespacesAndTasksAreListed() {
        for (String path : new String[] {"app.latest", "app.rev.abc", "app.rev.def", "other.x", "single"}) {
            command.run("index", "insert", path, task.taskId);
        }

        assertThat(command.run("index", "list").out()).isEqualTo("app.\nother.\nsingle  <Hello>\n");
        assertThat(command.run("index", "list", "app").out()).isEqualTo("app.rev.\napp.latest  <Hello>\n");
        assertThat(command.run("index", "list", "nothing").out()).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        Result missing = command.run("index", "find", "no.such");
        assertThat(missing.err()).isEqualTo("taskcluster: Indexed task not found\n");
        assertThat(missing.status()).isEqualTo(1);
        Result list = command.run("index", "insert", "a", task.taskId, "-d", "[1]");
        assertThat(list.err()).isEqualTo("taskcluster: --data must be an object, such as '{revision: abc}'\n");
        assertThat(list.status()).isEqualTo(2);
        assertThat(command.run("index", "insert", "a", task.taskId, "-d", "{").err())
                .startsWith("taskcluster: --data is neither JSON nor YAML: ");
        assertThat(command.run("index", "insert", "a").err())
                .isEqualTo("taskcluster: TASK_ID is missing; see `taskcluster index insert --help`\n");
        assertThat(command.run("index", "insert", "a", task.taskId, "-r", "many")
                        .status())
                .isEqualTo(2);
        assertThat(deployment.index.find("a")).isEmpty();
    }
}
