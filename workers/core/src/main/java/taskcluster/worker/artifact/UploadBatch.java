package taskcluster.worker.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import taskcluster.worker.artifact.Artifact.Content;
import taskcluster.worker.artifact.Artifact.Missing;
import taskcluster.worker.artifact.Artifact.Reason;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.task.ArtifactNames;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;
import taskcluster.worker.task.TaskWorld;

/**
 * Uploads the artifacts of a task, in the order of their names and up to {@value #AT_ONCE} at once. One that fails does not
 * keep the others back; all problems are told, those of uploading before those of missing files.
 */
public final class UploadBatch {
    static final int AT_ONCE = 10;

    private final TaskWorld world;
    private final ArtifactUploader uploader;
    private final ArtifactNames names;
    private final TaskLog log;
    private final Path scratch;

    /**
     * A batch for one task.
     *
     * @param names artifacts that features of the worker publish themselves
     * @param scratch a directory for copies that the task cannot see
     */
    public UploadBatch(TaskWorld world, ArtifactUploader uploader, ArtifactNames names, TaskLog log, Path scratch) {
        this.world = world;
        this.uploader = uploader;
        this.names = names;
        this.log = log;
        this.scratch = scratch;
    }

    /** Uploads and returns all problems that count, the most important first. */
    public List<TaskProblem> upload(List<Artifact> artifacts) {
        List<TaskProblem> failures = new ArrayList<>();
        List<TaskProblem> missing = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<Result>> results = new ArrayList<>();
            for (Artifact artifact : distinct(artifacts, failures)) {
                results.add(threads.submit(() -> upload(artifact)));
            }
            for (Future<Result> result : results) {
                Result done = await(result);
                done.failure().ifPresent(failures::add);
                done.missing().ifPresent(missing::add);
            }
        }
        failures.addAll(missing);
        return failures;
    }

    private record Result(Optional<TaskProblem> failure, Optional<TaskProblem> missing) {}

    /** Sorted by name, each name once; leaves out what others publish. Contradictions are failures. */
    private List<Artifact> distinct(List<Artifact> artifacts, List<TaskProblem> failures) {
        Map<String, Artifact> byName = new LinkedHashMap<>();
        artifacts.stream().sorted(Comparator.comparing(Artifact::name)).forEach(artifact -> {
            Optional<String> owner = names.owner(artifact.name());
            if (owner.isPresent()) {
                log.warn("Not uploading artifact " + artifact.name()
                        + " found by the task payload since this will be uploaded later by " + owner.get());
                return;
            }
            Artifact first = byName.putIfAbsent(artifact.name(), artifact);
            if (first != null && !first.equals(artifact) && !artifact.optional()) {
                failures.add(new TaskProblem(
                        Resolution.MALFORMED_PAYLOAD,
                        "There are two artifacts of the name " + artifact.name()
                                + " with different content or properties; only the first was uploaded"));
            }
        });
        return List.copyOf(byName.values());
    }

    private Result upload(Artifact artifact) {
        try {
            return switch (artifact) {
                case Content content -> new Result(Optional.empty(), content(content));
                case Missing missing -> new Result(Optional.empty(), missing(missing));
            };
        } catch (TaskProblem e) {
            log.error(String.valueOf(e.getMessage()));
            return new Result(artifact.optional() ? Optional.empty() : Optional.of(e), Optional.empty());
        }
    }

    /** Copies with the rights of the task, so that a link to somebody else's file gives nothing away. */
    private Optional<TaskProblem> content(Content artifact) throws TaskProblem {
        EncodedCopy copy;
        try {
            copy = EncodedCopy.make(
                    target -> world.copy(artifact.path(), target),
                    scratch,
                    String.valueOf(artifact.path().getFileName()),
                    artifact.contentEncoding());
        } catch (IOException e) {
            return missing(new Missing(
                    artifact.name(),
                    artifact.expires(),
                    artifact.optional(),
                    artifact.path(),
                    Reason.NOT_READABLE,
                    "Could not copy file '" + artifact.path() + "' to temporary location as task user: "
                            + e.getMessage()));
        }
        try (copy) {
            uploader.content(artifact, copy);
            return Optional.empty();
        } catch (IOException e) {
            log.warn("Could not delete the temporary copy of " + artifact.name());
            return Optional.empty();
        }
    }

    private Optional<TaskProblem> missing(Missing artifact) throws TaskProblem {
        uploader.missing(artifact);
        if (artifact.optional()) {
            return Optional.empty();
        }
        String message =
                "TASK FAILURE during artifact upload: " + artifact.reason().word() + ": " + artifact.message();
        log.error(message);
        return Optional.of(new TaskProblem(Resolution.FAILED, message));
    }

    private static Result await(Future<Result> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            TaskProblem defect =
                    new TaskProblem(Resolution.INTERNAL_ERROR, "The worker failed unexpectedly: " + e.getCause(), e);
            return new Result(Optional.of(defect), Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            TaskProblem cut = new TaskProblem(Resolution.INTERNAL_ERROR, "The worker was interrupted", e);
            return new Result(Optional.of(cut), Optional.empty());
        }
    }
}
