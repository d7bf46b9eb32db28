package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Scripts that use the official JavaScript client, from the npm registry. */
final class JavaScript {
    private static final Path SOURCES = Path.of("src/test/javascript");

    private final Path folder;

    private JavaScript(Path folder) {
        this.folder = folder;
    }

    /** Installs the client into the folder; skips the test where there is no Node.js. */
    static JavaScript install(Path folder) throws IOException, InterruptedException {
        assumeTrue(hasNode(), "no Node.js and npm on this machine: the JavaScript client was not tried");
        JavaScript installed = new JavaScript(Files.createDirectory(folder.resolve("javascript")));
        installed.copy("package.json");
        installed.execute(Map.of(), "npm", "install", "--no-audit", "--no-fund", "--omit=dev", "--no-package-lock");
        return installed;
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("npm", "--version").start().waitFor() == 0
                    && new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs one of our scripts against a deployment; what it printed. Fails if its exit status is not 0. */
    String run(String script, StandaloneProcess deployment) throws IOException, InterruptedException {
        copy(script);
        return execute(deployment.credentials(), "node", script);
    }

    private void copy(String name) throws IOException {
        Files.copy(SOURCES.resolve(name), folder.resolve(name));
    }

    private String execute(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }
}
