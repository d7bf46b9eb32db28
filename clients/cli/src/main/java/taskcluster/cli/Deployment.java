package taskcluster.cli;

import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import taskcluster.client.Artifacts;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Index;
import taskcluster.client.Notify;
import taskcluster.client.ObjectTransfer;
import taskcluster.client.Queue;
import taskcluster.client.Secrets;
import taskcluster.client.ServiceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The deployment that the commands talk to; found out when it is first needed. */
final class Deployment implements AutoCloseable {
    /** A person waits: about 2 seconds until an unreachable deployment is reported. */
    private static final int RETRIES = 3;

    private final Shell shell;
    private @Nullable ClientOptions options;

    Deployment(Shell shell) {
        this.shell = shell;
    }

    ClientOptions options() {
        if (options == null) {
            options = Settings.find(shell)
                    .retries(RETRIES)
                    .httpClient(HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .build())
                    .build();
        }
        return options;
    }

    Queue queue() {
        return new Queue(options());
    }

    Index index() {
        return new Index(options());
    }

    Secrets secrets() {
        return new Secrets(options());
    }

    Notify notifications() {
        return new Notify(options());
    }

    Artifacts artifacts() {
        return new Artifacts(options());
    }

    ObjectTransfer objects() {
        return new ObjectTransfer(options());
    }

    ServiceClient service(String name, String version) {
        return new ServiceClient(options(), name, version);
    }

    /** Options for the same deployment with other credentials. */
    ClientOptions as(Credentials credentials) {
        return options().toBuilder().credentials(credentials).build();
    }

    TaskState state(String taskId) {
        return TaskState.of(queue().status(taskId).path("status"));
    }

    /** The states of several tasks; those that do not exist are missing. */
    Stream<TaskState> states(List<String> taskIds) {
        return queue().statusesStream(Map.of("taskIds", taskIds), Map.of())
                .map(entry -> TaskState.of(entry.path("status")));
    }

    /** The tasks of a group: definitions and states. */
    Stream<GroupMember> group(String taskGroupId) {
        return queue().listTaskGroupStream(taskGroupId, Map.of())
                .map(member -> new GroupMember(member, member.path("task"), TaskState.of(member.path("status"))));
    }

    /** One task of a group. */
    record GroupMember(JsonNode json, JsonNode task, TaskState state) {
        String name() {
            return task.path("metadata").path("name").asString("");
        }
    }

    ObjectNode definition(String taskId) {
        return queue().task(taskId);
    }

    /** Where anybody with the right scopes finds an artifact. */
    String artifactUrl(String taskId, int runId, String name) {
        return queue().getArtifactUrl(taskId, Integer.toString(runId), name).toString();
    }

    @Override
    public void close() {
        if (options != null) {
            options.httpClient().shutdownNow();
            options.httpClient().close();
        }
    }
}
