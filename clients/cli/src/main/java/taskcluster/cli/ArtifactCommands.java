package taskcluster.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import taskcluster.client.ArtifactContent;
import taskcluster.client.Queue;
import tools.jackson.databind.JsonNode;

/** Lists and downloads artifacts. */
final class ArtifactCommands {
    private final Shell shell;
    private final Deployment deployment;

    ArtifactCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    void list(String taskId, @Nullable Integer run) {
        List<JsonNode> artifacts = find(taskId, run).toList();
        int nameWidth = width(artifacts, "name");
        int typeWidth = width(artifacts, "contentType");
        for (JsonNode artifact : artifacts) {
            JsonNode length = artifact.path("contentLength");
            String storage = artifact.path("storageType").asString("");
            String last = length.isNumber() ? Words.size(length.asLong()) : storage.equals("s3") ? "" : storage;
            String format = "%-" + nameWidth + "s  %-" + typeWidth + "s  %s";
            shell.print(format.formatted(
                            artifact.path("name").asString(""),
                            artifact.path("contentType").asString(""),
                            last)
                    .stripTrailing());
        }
        if (artifacts.isEmpty()) {
            shell.note("no artifacts");
        }
    }

    private static int width(List<JsonNode> artifacts, String key) {
        return Math.max(
                1,
                artifacts.stream()
                        .mapToInt(artifact -> artifact.path(key).asString("").length())
                        .max()
                        .orElse(1));
    }

    private Stream<JsonNode> find(String taskId, @Nullable Integer run) {
        Queue queue = deployment.queue();
        return run == null
                ? queue.listLatestArtifactsStream(taskId, Map.of())
                : queue.listArtifactsStream(taskId, run.toString(), Map.of());
    }

    /** @param names empty for all that have content */
    void download(String taskId, @Nullable Integer run, List<String> names, Path folder) {
        List<String> wanted = names.isEmpty()
                ? find(taskId, run)
                        .filter(artifact ->
                                !artifact.path("storageType").asString("").equals("error"))
                        .map(artifact -> artifact.path("name").asString(""))
                        .toList()
                : names;
        for (String name : wanted) {
            Path file = folder.resolve(name).normalize();
            if (!file.startsWith(folder.normalize())) {
                throw CommandFailure.usage("'" + name + "' leads out of the folder; use `download artifact`");
            }
            download(taskId, run == null ? null : run.toString(), name, file);
        }
    }

    void download(String taskId, @Nullable String run, String name, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            deployment.artifacts().download(taskId, run, name, file);
            shell.note("%s, %s"
                    .formatted(shell.directory().relativize(file.toAbsolutePath()), Words.size(Files.size(file))));
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    void copy(String taskId, @Nullable String run, String name, OutputStream out) {
        try (ArtifactContent content = deployment.artifacts().open(taskId, run, name)) {
            content.stream().transferTo(out);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, name + " ended early: " + e.getMessage(), e);
        }
    }
}
