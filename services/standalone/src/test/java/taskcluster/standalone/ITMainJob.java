package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a newcomer does, in the order in which the README tells it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ITMainJob {
    private static final Path EXAMPLES =
            Path.of("../../examples").toAbsolutePath().normalize();
    private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-]{12}[AQgw]");

    private static Path folder;
    private static StandaloneProcess deployment;
    private static CommandLineClient client;

    @BeforeAll
    static void up() throws Exception {
        folder = Files.createTempDirectory("main-job");
        deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "3");
        client = new CommandLineClient(deployment);
    }

    @AfterAll
    static void down() throws Exception {
        deployment.close();
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }

    @Test
    @Order(1)
    void theStartEndsWithTheUrlAndTheNextCommand() {
        assertThat(deployment.output())
                .containsPattern("Ready after [0-9.]+ s at " + deployment.rootUrl())
                .endsWith("Next, in another terminal:  ./tc run examples/hello.yml\n")
                .doesNotContain("WARN", "Exception");
        assertThat(deployment.output().lines()).as("lines of the start screen").hasSizeLessThan(24);
    }

    @Test
    @Order(2)
    void onlyTheOwnerReadsTheCredentials() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/credentials.env"))))
                .isEqualTo("rw-------");
        assertThat(deployment.output()).doesNotContain(deployment.credentials().get("TASKCLUSTER_ACCESS_TOKEN"));
    }

    @Test
    @Order(3)
    void theFirstTaskCompletesAndItsLogReads() {
        var run = client.run("run", EXAMPLES.resolve("hello.yml").toString());

        assertThat(run.status()).as(run.output()).isZero();
        Matcher taskId = TASK_ID.matcher(run.output());
        assertThat(taskId.find()).as(run.output()).isTrue();
        assertThat(client.run("task", "log", taskId.group()).output()).contains("Hello 1", "Hello 5");
    }

    @Test
    @Order(4)
    void aFailingTaskShowsItsLogAndFailsTheCommand() throws Exception {
        Path file = Files.writeString(folder.resolve("fails.yml"), """
                taskQueueId: standalone/generic
                payload:
                  maxRunTime: 60
                  command: [[/bin/sh, -c, 'echo the reason is here; exit 7']]
                metadata: {name: fails, description: fails, owner: a@example.com, source: 'https://example.com/'}
                """);

        var run = client.run("run", file.toString());

        assertThat(run.status()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains("the reason is here");
    }

    @Test
    @Order(5)
    void theGraphBuildsAndTestsTheLibraryAndItsJarDownloadsByteForByte() throws Exception {
        var run = client.run("run", EXAMPLES.resolve("build-and-test.yml").toString());
        assertThat(run.status()).as(run.output()).isZero();

        String group = TASK_ID.matcher(run.output())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        String build = client.run("group", "list", group)
                .output()
                .lines()
                .filter(line -> line.endsWith(" build"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.output()));
        Path jar = folder.resolve("scopes.jar");
        var download = client.run("download", "artifact", build, "public/scopes.jar", jar.toString());
        assertThat(download.status()).as(download.output()).isZero();

        String sums = StandaloneProcess.get(
                deployment.rootUrl() + "/api/queue/v1/task/" + build + "/artifacts/public/SHA256SUMS");
        assertThat(sums).contains(sha256(jar) + "  scopes.jar");
    }

    @Test
    @Order(6)
    void aSecondStartStillHasTasksArtifactsAndClients() throws Exception {
        String taskId = TASK_ID.matcher(
                        client.run("run", EXAMPLES.resolve("hello.yml").toString())
                                .output())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        String clients = client.run("api", "auth", "listClients").output();
        String token = deployment.credentials().get("TASKCLUSTER_ACCESS_TOKEN");

        assertThat(deployment.stop()).as("exit status of a clean stop").isZero();
        deployment.restart();

        assertThat(deployment.credentials()).containsEntry("TASKCLUSTER_ACCESS_TOKEN", token);
        assertThat(client.run("task", "log", taskId).output()).contains("Hello 5");
        assertThat(client.run("api", "auth", "listClients").output()).isEqualTo(clients);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
