package taskcluster.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import taskcluster.cli.Inputs.Input;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/** Reads the {@code inputs} of a graph: artifact names with the local files or folders that they are made of. */
final class InputsReader {
    private static final Set<String> KEYS = Set.of("file", "archive", "exclude", "contentType");
    private static final Set<String> USUALLY_EXCLUDED = Set.of(".git", "node_modules", "target");

    private final String file;
    private final Path folder;

    InputsReader(String file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    Optional<Inputs> read(JsonNode inputs) {
        if (inputs.isMissingNode()) {
            return Optional.empty();
        }
        List<Input> files = new ArrayList<>();
        for (Map.Entry<String, JsonNode> input : inputs.properties()) {
            files.add(input(input.getKey(), input.getValue()));
        }
        if (files.isEmpty()) {
            throw CommandFailure.usage(file + ": `inputs` must be a map of artifact names");
        }
        return Optional.of(new Inputs(Slugid.nice(), List.copyOf(files)));
    }

    private Input input(String name, JsonNode node) {
        String place = file + ": input '" + name + "'";
        boolean isArchive = node.path("archive").isString();
        if (isArchive == node.path("file").isString() || !KEYS.containsAll(node.propertyNames())) {
            throw CommandFailure.usage(
                    place + " needs either `file` or `archive`, and knows `exclude` and `contentType`");
        }
        Path path = folder.resolve(node.path(isArchive ? "archive" : "file").asString())
                .normalize();
        if (isArchive ? !Files.isDirectory(path) : !Files.isRegularFile(path)) {
            throw CommandFailure.usage(place + ": there is no " + (isArchive ? "folder " : "file ") + path);
        }
        Set<String> exclude = new HashSet<>();
        node.path("exclude").forEach(excluded -> exclude.add(excluded.asString()));
        return new Input(
                name,
                path,
                isArchive,
                node.has("exclude") ? Set.copyOf(exclude) : USUALLY_EXCLUDED,
                node.path("contentType").asString(isArchive ? "application/gzip" : "application/octet-stream"));
    }
}
