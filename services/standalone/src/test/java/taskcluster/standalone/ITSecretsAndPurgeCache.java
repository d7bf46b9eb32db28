package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.core.Json;
import taskcluster.standalone.CommandLineClient.Result;
import tools.jackson.databind.JsonNode;

/** Secrets and purge requests in a deployment, from the command line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITSecretsAndPurgeCache {
    private Path folder;
    private StandaloneProcess deployment;
    private CommandLineClient client;

    @BeforeAll
    void up() throws Exception {
        folder = Files.createTempDirectory("secrets");
        deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0");
        client = new CommandLineClient(deployment);
    }

    @AfterAll
    void down() throws Exception {
        deployment.close();
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }

    private String run(String... words) {
        Result result = client.run(words);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    private JsonNode purgeRequests(String... query) {
        String[] words = new String[query.length + 4];
        System.arraycopy(new String[] {"api", "purge-cache", "purgeRequests", "standalone/generic"}, 0, words, 0, 4);
        System.arraycopy(query, 0, words, 4, query.length);
        return Json.MAPPER.readTree(run(words)).path("requests");
    }

    @Test
    void aSecretIsSetReadListedAndRemovedAndOutlivesARestart() throws Exception {
        Path file = Files.writeString(folder.resolve("key.yml"), "user: bread\npassword: hunter2\n");

        assertThat(run("secret", "set", "project/bread/key", file.toString(), "--expires", "90 days"))
                .startsWith("project/bread/key expires ");
        assertThat(run("secret", "get", "project/bread/key")).isEqualTo(Files.readString(file));
        assertThat(run("secret", "list")).isEqualTo("project/bread/key\n");

        assertThat(deployment.stop()).isZero();
        deployment.restart();
        assertThat(run("secret", "get", "project/bread/key")).isEqualTo(Files.readString(file));
        assertThat(deployment.output()).doesNotContain("hunter2");

        assertThat(run("secret", "remove", "project/bread/key")).isEqualTo("project/bread/key is removed\n");
        assertThat(client.run("secret", "get", "project/bread/key"))
                .isEqualTo(new Result(1, "taskcluster: there is no secret 'project/bread/key', or it has expired\n"));
        assertThat(run("secret", "list")).isEmpty();
    }

    @Test
    void aPurgeRequestIsThereForItsWorkersAtOnce() throws Exception {
        Path payload = Files.writeString(folder.resolve("purge.yml"), "cacheName: checkouts\n");
        assertThat(purgeRequests()).isEmpty();

        assertThat(run("api", "purge-cache", "purgeCache", "standalone/generic", "--payload-file", payload.toString()))
                .isEmpty();

        JsonNode requests = purgeRequests();
        assertThat(requests).hasSize(1);
        assertThat(requests.path(0).path("cacheName").asString()).isEqualTo("checkouts");
        assertThat(purgeRequests("--since", requests.path(0).path("before").asString()))
                .hasSize(1);
        assertThat(purgeRequests("--since", "2999-01-01T00:00:00Z")).isEmpty();
        assertThat(Json.MAPPER
                        .readTree(run("api", "purge-cache", "allPurgeRequests"))
                        .path("requests"))
                .isEqualTo(requests);
    }
}
