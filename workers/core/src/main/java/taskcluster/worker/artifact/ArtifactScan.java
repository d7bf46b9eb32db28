package taskcluster.worker.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import taskcluster.worker.artifact.Artifact.Reason;
import taskcluster.worker.payload.DeclaredArtifact;
import taskcluster.worker.task.TaskWorld;

/**
 * Finds the files behind a payload's artifacts. What is missing or unfit becomes a {@link Artifact.Missing}; nothing but
 * regular files is ever opened, so a pipe or device among them holds nothing up.
 */
public final class ArtifactScan {
    private final TaskWorld world;
    private final Instant taskExpires;
    private final ContentTypes types;

    /**
     * A scan of one task's files.
     *
     * @param taskExpires when artifacts expire that do not say so, and at the latest
     */
    public ArtifactScan(TaskWorld world, Instant taskExpires, ContentTypes types) {
        this.world = world;
        this.taskExpires = taskExpires;
        this.types = types;
    }

    /** What there is to publish for one declaration. */
    public List<Artifact> find(DeclaredArtifact declared) {
        String name = declared.name().orElse(declared.path().replace('\\', '/'));
        Path path;
        try {
            path = world.directory().resolve(declared.path()).normalize();
        } catch (InvalidPathException e) {
            String message = "There can be no file '" + declared.path() + "' on this worker: " + e.getReason();
            return List.of(missing(declared, name, world.directory(), Reason.INVALID_RESOURCE, message));
        }
        return switch (declared.kind()) {
            case FILE -> List.of(file(declared, name, path));
            case DIRECTORY -> directory(declared, name, path);
        };
    }

    private Artifact file(DeclaredArtifact declared, String name, Path path) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            return missing(declared, name, path, unreadable(e), "Could not " + verb(e) + " file '" + path + "'");
        }
        if (attributes.isDirectory()) {
            String message = "File artifact '" + path + "' exists as a directory, not a file, on the worker";
            return missing(declared, name, path, Reason.INVALID_RESOURCE, message);
        }
        if (!attributes.isRegularFile()) {
            String message = "File artifact '" + path + "' is not a regular file on the worker";
            return missing(declared, name, path, Reason.INVALID_RESOURCE, message);
        }
        String text = path.toString();
        return new Artifact.Content(
                name,
                expires(declared),
                declared.optional(),
                path,
                declared.contentType().orElseGet(() -> types.ofFile(text)),
                declared.contentEncoding()
                        .map(word -> word.equals("gzip") ? ContentEncoding.GZIP : ContentEncoding.IDENTITY)
                        .orElseGet(() -> ContentEncoding.ofFile(text)));
    }

    private List<Artifact> directory(DeclaredArtifact declared, String name, Path path) {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                String message = "Directory artifact '" + path + "' exists as a file, not a directory, on the worker";
                return List.of(missing(declared, name, path, Reason.INVALID_RESOURCE, message));
            }
            TaskWorld.Listing listing = world.list(path);
            List<Artifact> found = new ArrayList<>();
            for (Path file : listing.files()) {
                found.add(file(declared, join(name, path.relativize(file)), file));
            }
            listing.unreadable().forEach((place, why) -> {
                String message = "Error processing file '" + place + "' as artifact: " + why;
                found.add(
                        missing(declared, join(name, path.relativize(place)), place, Reason.INVALID_RESOURCE, message));
            });
            return found;
        } catch (IOException e) {
            String message = "Could not " + verb(e) + " directory '" + path + "'";
            return List.of(missing(declared, name, path, unreadable(e), message));
        }
    }

    private static Reason unreadable(IOException e) {
        return isMissing(e) ? Reason.FILE_MISSING : Reason.INVALID_RESOURCE;
    }

    private static String verb(IOException e) {
        return isMissing(e) ? "read" : "stat";
    }

    private static boolean isMissing(IOException e) {
        return e instanceof NoSuchFileException
                || String.valueOf(e.getMessage()).contains("Not a directory");
    }

    private Artifact missing(DeclaredArtifact declared, String name, Path path, Reason reason, String message) {
        return new Artifact.Missing(name, expires(declared), declared.optional(), path, reason, message);
    }

    private Instant expires(DeclaredArtifact declared) {
        return Optional.of(declared.expires().orElse(taskExpires))
                .filter(taskExpires::isAfter)
                .orElse(taskExpires);
    }

    /** Joins with single slashes, without empty or {@code .} steps; a leading slash stays. */
    static String join(String name, Path relative) {
        String joined = Arrays.stream((name + "/" + relative).split("/", -1))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .collect(Collectors.joining("/"));
        return name.startsWith("/") ? "/" + joined : joined;
    }
}
