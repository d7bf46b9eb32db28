package taskcluster.worker.artifact;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import taskcluster.core.Json;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskProblem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes artifacts of one run. A failure is a {@link TaskProblem} that says what the task's author can do; only when the
 * run has been resolved at the queue meanwhile (cancelled, deadline passed) do refusals not matter.
 */
public final class ArtifactUploader {
    private static final Pattern NAME = Pattern.compile("[\\x20-\\x7e]+");
    private static final int LONGEST_NAME = 1024;
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;

    private final RunKey run;
    private final QueueCalls queue;
    private final QueueCalls workerQueue;
    private final TaskLog log;
    private final SignedUpload upload;

    /**
     * An uploader for a run.
     *
     * @param queue calls with the run's credentials
     * @param workerQueue calls with the worker's credentials
     */
    public ArtifactUploader(RunKey run, QueueCalls queue, QueueCalls workerQueue, TaskLog log, SignedUpload upload) {
        this.run = run;
        this.queue = queue;
        this.workerQueue = workerQueue;
        this.log = log;
        this.upload = upload;
    }

    /** Uploads a file's content from a copy. */
    void content(Artifact.Content artifact, EncodedCopy copy) throws TaskProblem {
        ObjectNode body = body("s3", artifact.expires())
                .put("contentType", artifact.contentType())
                .put("contentLength", copy.originalLength());
        log.info("Uploading artifact " + artifact.name() + " from file " + artifact.path() + " with content encoding \""
                + artifact.contentEncoding().word() + "\", mime type \"" + artifact.contentType() + "\" and expiry "
                + Json.timestamp(artifact.expires()));
        ObjectNode reply = create(artifact.name(), body);
        if (reply.isEmpty()) {
            return;
        }
        try {
            upload.put(
                    URI.create(reply.required("putUrl").asString()),
                    copy,
                    reply.path("contentType").asString(artifact.contentType()));
        } catch (IOException e) {
            String message = "Error uploading artifact: " + artifact.name() + ": " + e.getMessage();
            log.error(message);
            throw new TaskProblem(Resolution.RESOURCE_UNAVAILABLE, message, e);
        }
    }

    /** Uploads a file of the worker's own. */
    public void file(String name, Instant expires, Path file, Path scratch, String contentType) throws TaskProblem {
        Artifact.Content artifact = new Artifact.Content(name, expires, false, file, contentType, ContentEncoding.GZIP);
        try (EncodedCopy copy = EncodedCopy.make(
                target -> Files.copy(file, target),
                scratch,
                String.valueOf(file.getFileName()),
                ContentEncoding.GZIP)) {
            content(artifact, copy);
        } catch (IOException e) {
            throw new TaskProblem(Resolution.RESOURCE_UNAVAILABLE, "could not read " + name + ": " + e, e);
        }
    }

    /** Publishes a note why a file is not there. */
    void missing(Artifact.Missing artifact) throws TaskProblem {
        String line = "Uploading error artifact " + artifact.name() + " from file " + artifact.path()
                + " with message \""
                + artifact.message() + "\", reason \"" + artifact.reason().word() + "\" and expiry "
                + Json.timestamp(artifact.expires());
        if (artifact.optional()) {
            log.info(line);
        } else {
            log.error(line);
        }
        create(
                artifact.name(),
                body("error", artifact.expires())
                        .put("reason", artifact.reason().word())
                        .put("message", artifact.message()));
    }

    /** Publishes a redirect; the URL may be a secret and is not logged. */
    public void reference(String name, Instant expires, String contentType, String url) throws TaskProblem {
        log.info("Uploading redirect artifact " + name + " with mime type \"" + contentType + "\" and expiry "
                + Json.timestamp(expires));
        create(name, body("reference", expires).put("contentType", contentType).put("url", url));
    }

    /** Publishes another name for an artifact of this run, which may take the place of a redirect. */
    public void link(String name, Instant expires, String contentType, String target) throws TaskProblem {
        create(name, body("link", expires).put("contentType", contentType).put("artifact", target));
    }

    private static ObjectNode body(String storageType, Instant expires) {
        return Json.MAPPER.createObjectNode().put("storageType", storageType).put("expires", Json.timestamp(expires));
    }

    /** Declares an artifact; an empty reply means that the run is over and nobody wants it any more. */
    private ObjectNode create(String name, ObjectNode body) throws TaskProblem {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new TaskProblem(
                    Resolution.MALFORMED_PAYLOAD,
                    "The artifact name \"" + name + "\" is not possible: names are at most " + LONGEST_NAME
                            + " characters of printable ASCII");
        }
        try {
            return queue.createArtifact(run, name, body);
        } catch (QueueCallException e) {
            if (e.isRefusal() && isOver()) {
                return Json.MAPPER.createObjectNode();
            }
            throw problem(name, e);
        }
    }

    private boolean isOver() {
        try {
            return workerQueue.ended(run).isPresent();
        } catch (QueueCallException e) {
            return false;
        }
    }

    private static TaskProblem problem(String name, QueueCallException e) {
        String message = String.valueOf(e.getMessage());
        if (!e.isRefusal()) {
            return new TaskProblem(
                    Resolution.RESOURCE_UNAVAILABLE, "Could not create artifact " + name + ": " + message, e);
        }
        return switch (e.status()) {
            case CONFLICT ->
                new TaskProblem(
                        Resolution.MALFORMED_PAYLOAD,
                        "Could not create artifact " + name + ", probably because an artifact of this name was already"
                                + " uploaded with different content, type or expiry: " + message,
                        e);
            case BAD_REQUEST ->
                new TaskProblem(
                        Resolution.MALFORMED_PAYLOAD,
                        "The queue does not accept artifact " + name + " (see its name and expiry in the payload): "
                                + message,
                        e);
            default -> new TaskProblem(Resolution.FAILED, "The queue refused artifact " + name + ": " + message, e);
        };
    }
}
