package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;
import tools.jackson.databind.JsonNode;

class ObjectCommandsTest {
    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;

    @BeforeEach
    void start() {
        command = new CommandLineFixture(deployment, folder);
    }

    @AfterEach
    void stop() {
        deployment.close();
    }

    @Test
    void aFileIsUploadedAndComesBack() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "hello");

        Result up = command.run("upload", "object", "my-notes", "notes.txt");
        Result down = command.run("download", "object", "my-notes", "new/copy.txt");

        assertThat(up.status()).as(up.err()).isZero();
        assertThat(up.err()).isEqualTo("my-notes, 5 B, until 2026-01-31T12:00:00.000Z\n");
        assertThat(down.status()).as(down.err()).isZero();
        assertThat(down.err()).isEqualTo("new/copy.txt, 5 B\n");
        assertThat(folder.resolve("new/copy.txt")).hasContent("hello");
        JsonNode upload = deployment.objects.uploads.get("my-notes");
        assertThat(upload.path("projectId").asString()).isEqualTo("none");
        assertThat(upload.path("expires").asString()).isEqualTo("2026-01-31T12:00:00.000Z");
        assertThat(upload.at("/proposedUploadMethods/dataInline/contentType").asString())
                .isEqualTo("text/plain");
    }

    @Test
    void optionsSayWhatCannotBeGuessed() throws IOException {
        Files.write(folder.resolve("data"), new byte[20_000]);

        Result up = command.run(
                "upload", "object", "--project", "p/1", "--content-type", "x/y", "--expires", "2 hours", "big", "data");

        assertThat(up.status()).as(up.err()).isZero();
        JsonNode upload = deployment.objects.uploads.get("big");
        assertThat(upload.path("projectId").asString()).isEqualTo("p/1");
        assertThat(upload.path("expires").asString()).isEqualTo("2026-01-01T14:00:00.000Z");
        assertThat(upload.at("/proposedUploadMethods/putUrl/contentType").asString())
                .isEqualTo("x/y");
        assertThat(deployment.objects.contents.get("big")).hasSize(20_000);
    }

    @Test
    void standardOutputGetsNothingThatIsNotVerified() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "hello");
        command.run("upload", "object", "my-notes", "notes.txt");

        assertThat(command.run("download", "object", "my-notes", "-").out()).isEqualTo("hello");

        deployment.objects.contents.put("my-notes", "jello".getBytes(StandardCharsets.UTF_8));
        Result corrupted = command.run("download", "object", "my-notes", "-");
        assertThat(corrupted.status()).isEqualTo(1);
        assertThat(corrupted.out()).isEmpty();
        assertThat(corrupted.err()).contains("download of my-notes", "at fault:");
    }

    @Test
    void whatIsNotThereIsAnErrorOfOneLine() {
        assertThat(command.run("download", "object", "none", "x").err())
                .isEqualTo("taskcluster: Object 'none' not found\n");
        assertThat(folder.resolve("x")).doesNotExist();
        Result missing = command.run("upload", "object", "name", "no-such-file");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("taskcluster: there is no file no-such-file\n");
        assertThat(deployment.requests).hasSize(1);
    }
}
