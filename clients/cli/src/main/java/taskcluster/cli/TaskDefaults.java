package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is filled in where a definition says nothing: created now, a deadline in 24 hours, and who asked for it.
 *
 * @param owner whom to ask about the task
 * @param source a URL that tells where it comes from
 */
record TaskDefaults(Instant now, String owner, String source) {
    static final String SCHEDULER_ID = "taskcluster-cli";

    private static final Duration DEADLINE = Duration.ofHours(24);

    static TaskDefaults of(Shell shell, String rootUrl) {
        String user = shell.environment().getOrDefault("USER", "nobody");
        return new TaskDefaults(shell.clock().instant(), user + "@localhost", rootUrl);
    }

    /** The definition with everything that the queue needs. */
    ObjectNode complete(ObjectNode definition, String label, String where) {
        boolean hasQueue =
                definition.has("taskQueueId") || (definition.has("provisionerId") && definition.has("workerType"));
        if (!hasQueue) {
            throw CommandFailure.usage(where + " has no taskQueueId, which says who is to run it");
        }
        if (!definition.path("payload").isObject()) {
            throw CommandFailure.usage(where + " has no payload, which says what is to be run");
        }
        ObjectNode complete = Json.MAPPER.createObjectNode();
        complete.put("schedulerId", SCHEDULER_ID);
        complete.put("created", Json.timestamp(now));
        complete.put("deadline", Json.timestamp(now.plus(DEADLINE)));
        complete.putObject("metadata")
                .put("name", label)
                .put("description", label)
                .put("owner", owner)
                .put("source", source);
        return MergedYaml.merge(complete, definition);
    }
}
