package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client for JavaScript, from the npm registry, works against a deployment by its root URL alone. */
class ITJavaScriptClient {
    @TempDir
    Path folder;

    @Test
    void theOfficialClientRunsATaskFromCreationToItsArtifact() throws Exception {
        JavaScript javaScript = JavaScript.install(folder);
        try (StandaloneProcess deployment = StandaloneProcess.start(folder.resolve("data"), "--workers", "0")) {
            String output = javaScript.run("conformance.mjs", deployment);
            assertThat(output).contains("ok - reportCompleted", "ok - permanent, temporary");
        }
    }
}
