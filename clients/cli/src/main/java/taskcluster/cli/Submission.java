package taskcluster.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.cli.Inputs.Input;
import taskcluster.cli.TaskGraph.Planned;
import taskcluster.client.ApiCallException;
import taskcluster.client.ArtifactUpload;
import taskcluster.client.Artifacts;
import taskcluster.client.ClientOptions;
import taskcluster.client.ContentEncoding;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates the tasks of a graph, and before them the artifacts that they take as inputs. */
final class Submission {
    private static final String FIRST_RUN = "0";
    private static final Duration INPUTS_LIFE = Duration.ofDays(14);
    private static final Map<String, String> UPLOADER =
            Map.of("workerGroup", "taskcluster-cli", "workerId", "taskcluster-cli");

    private final Shell shell;
    private final Deployment deployment;

    Submission(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    /** @throws CommandFailure if a task could not be created; those before it are there then */
    void create(TaskGraph graph, TaskDefaults defaults) {
        graph.inputs().ifPresent(inputs -> publish(inputs, graph.taskGroupId(), defaults));
        Queue queue = deployment.queue();
        int created = 0;
        for (Planned task : graph.tasks()) {
            try {
                queue.createTask(task.taskId(), task.definition());
                created++;
            } catch (ApiCallException e) {
                throw failure(graph, task, created, e);
            }
        }
    }

    private CommandFailure failure(TaskGraph graph, Planned task, int created, ApiCallException e) {
        String reason = FailureMessage.of(e, deployment.options().rootUrl().url(), shell.command());
        String rest = created == 0
                ? ""
                : "; %s created before it, `%s group cancel %s` cancels them"
                        .formatted(
                                created == 1 ? "1 task was" : created + " tasks were",
                                shell.command(),
                                graph.taskGroupId());
        return new CommandFailure(
                ExitStatus.UNUSABLE, "task '%s' was not created: %s%s".formatted(task.label(), reason, rest), e);
    }

    /** Makes a task that this command takes itself, uploads the files as its artifacts and reports it completed. */
    private void publish(Inputs inputs, String taskGroupId, TaskDefaults defaults) {
        Instant expires = defaults.now().plus(INPUTS_LIFE);
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("taskQueueId", Inputs.TASK_QUEUE_ID);
        definition.put("taskGroupId", taskGroupId);
        definition.put("expires", Json.timestamp(expires));
        definition.putObject("payload");
        Queue queue = deployment.queue();
        queue.createTask(inputs.taskId(), defaults.complete(definition, Inputs.LABEL, Inputs.LABEL));
        JsonNode credentials =
                queue.claimTask(inputs.taskId(), FIRST_RUN, UPLOADER).path("credentials");
        @Nullable String certificate = credentials.path("certificate").asString("");
        ClientOptions asTask = deployment.as(new Credentials(
                credentials.path("clientId").asString(""),
                credentials.path("accessToken").asString(""),
                certificate.isEmpty() ? null : certificate));
        for (Input input : inputs.files()) {
            long size = upload(inputs.taskId(), input, expires, new Artifacts(asTask));
            shell.print("published %s, %s".formatted(input.name(), Words.size(size)));
        }
        new Queue(asTask).reportCompleted(inputs.taskId(), FIRST_RUN);
    }

    private static long upload(String taskId, Input input, Instant expires, Artifacts artifacts) {
        Optional<Path> archive = Optional.empty();
        try {
            if (input.isArchive()) {
                archive = Optional.of(Files.createTempFile("inputs", ".tar.gz"));
                TarArchive.write(input.path(), input.exclude(), archive.get());
            }
            Path file = archive.orElse(input.path());
            artifacts.upload(
                    taskId,
                    FIRST_RUN,
                    new ArtifactUpload(input.name(), input.contentType(), expires, file, ContentEncoding.IDENTITY));
            return Files.size(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, "cannot read " + input.path() + ": " + e.getMessage(), e);
        } finally {
            archive.ifPresent(Submission::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftToTheSystem) {
            file.toFile().deleteOnExit();
        }
    }
}
