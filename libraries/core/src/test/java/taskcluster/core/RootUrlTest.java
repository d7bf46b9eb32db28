package taskcluster.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RootUrlTest {
    private final RootUrl root = new RootUrl("https://tc.example.com");

    @Test
    void buildsEveryUrl() {
        assertThat(root.api("queue", "v1", "task/1?x=/")).isEqualTo("https://tc.example.com/api/queue/v1/task/1?x=/");
        assertThat(root.apiReference("queue", "v1")).isEqualTo("https://tc.example.com/references/queue/v1/api.json");
        assertThat(root.exchangeReference("queue", "v1"))
                .isEqualTo("https://tc.example.com/references/queue/v1/exchanges.json");
        assertThat(root.apiManifest()).isEqualTo("https://tc.example.com/references/manifest.json");
        assertThat(root.schema("queue", "v1/task.json#"))
                .isEqualTo("https://tc.example.com/schemas/queue/v1/task.json#");
        assertThat(root.apiReferenceSchema("v0"))
                .isEqualTo("https://tc.example.com/schemas/common/api-reference-v0.json#");
        assertThat(root.exchangesReferenceSchema("v0"))
                .isEqualTo("https://tc.example.com/schemas/common/exchanges-reference-v0.json#");
        assertThat(root.apiManifestSchema("v3")).isEqualTo("https://tc.example.com/schemas/common/manifest-v3.json#");
        assertThat(root.metadataMetaschema())
                .isEqualTo("https://tc.example.com/schemas/common/metadata-metaschema.json#");
        assertThat(root.docs("manual")).isEqualTo("https://tc.example.com/docs/manual");
        assertThat(root.ui("tasks/1")).isEqualTo("https://tc.example.com/tasks/1");
    }

    @Test
    void dropsLeadingSlashesOfPaths() {
        assertThat(root.api("queue", "v1", "//task/")).isEqualTo("https://tc.example.com/api/queue/v1/task/");
        assertThat(root.schema("queue", "/v1/task.json"))
                .isEqualTo("https://tc.example.com/schemas/queue/v1/task.json");
        assertThat(root.docs("/x")).isEqualTo("https://tc.example.com/docs/x");
        assertThat(root.ui("/")).isEqualTo("https://tc.example.com/");
    }

    @Test
    @DisplayName("platform-50: drops trailing slashes of the root")
    void dropsTrailingSlashesOfTheRoot() {
        assertThat(new RootUrl(" https://tc.example.com// ")).isEqualTo(root).hasToString("https://tc.example.com");
    }

    @Test
    void anEmptyRootGivesRelativeUrls() {
        assertThat(new RootUrl("").api("queue", "v1", "ping")).isEqualTo("/api/queue/v1/ping");
        assertThat(new RootUrl("/").ui("tasks")).isEqualTo("/tasks");
    }

    @Test
    void hasARootForTests() {
        assertThat(RootUrl.forTests().url()).isEqualTo("https://tc-tests.example.com");
    }
}
