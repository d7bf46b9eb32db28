package taskcluster.worker.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run that the queue has given to this worker.
 *
 * @param run which one
 * @param definition the task as its author defined it
 * @param takenUntil when the claim lapses unless it is renewed
 * @param credentials good for this run until {@code takenUntil}
 */
public record ClaimedTask(RunKey run, ObjectNode definition, Instant takenUntil, Credentials credentials) {
    private static final Duration DEFAULT_LIFE = Duration.ofDays(365);

    /** Reads one element of a claimWork reply. */
    public static ClaimedTask of(JsonNode claim) {
        RunKey run = new RunKey(
                claim.path("status").path("taskId").asString(),
                claim.path("runId").asInt());
        return new ClaimedTask(
                run,
                (ObjectNode) claim.required("task"),
                Json.parseTimestamp(claim.required("takenUntil").asString()),
                credentials(claim.required("credentials")));
    }

    public static Credentials credentials(JsonNode node) {
        JsonNode certificate = node.path("certificate");
        return new Credentials(
                node.required("clientId").asString(),
                node.required("accessToken").asString(),
                certificate.isMissingNode() || certificate.isNull() ? null : certificate.asString());
    }

    /** The payload, an empty object when the definition has none. */
    public ObjectNode payload() {
        return definition.path("payload") instanceof ObjectNode payload ? payload : Json.MAPPER.createObjectNode();
    }

    public String taskGroupId() {
        return definition.path("taskGroupId").asString(run.taskId());
    }

    public Instant created() {
        return Json.parseTimestamp(definition.required("created").asString());
    }

    public Instant deadline() {
        return Json.parseTimestamp(definition.required("deadline").asString());
    }

    /** When the task and all its artifacts are forgotten. */
    public Instant expires() {
        return Optional.ofNullable(definition.get("expires"))
                .map(expires -> Json.parseTimestamp(expires.asString()))
                .orElseGet(() -> deadline().plus(DEFAULT_LIFE));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "ClaimedTask[" + run + "]";
    }
}
