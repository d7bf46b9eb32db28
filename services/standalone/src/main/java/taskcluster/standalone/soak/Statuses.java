package taskcluster.standalone.soak;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import taskcluster.standalone.soak.Attempts.Caller;
import taskcluster.standalone.soak.Attempts.GivenUpException;
import tools.jackson.databind.JsonNode;

/** What the queue says about tasks, once they are resolved. */
final class Statuses {
    private static final Set<String> RESOLVED = Set.of("completed", "failed", "exception");
    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Caller caller;
    private final Clock clock;
    private final Map<String, JsonNode> resolved = new HashMap<>();
    private final Map<String, JsonNode> open = new HashMap<>();

    Statuses(Caller caller, Clock clock) {
        this.caller = caller;
        this.clock = clock;
    }

    /** Asks for those of these tasks that were not resolved when last asked for; how many are there and still are not. */
    int ask(Set<String> taskIds) throws GivenUpException, InterruptedException {
        open.clear();
        Set<String> left = new TreeSet<>(taskIds);
        left.removeAll(resolved.keySet());
        List<String> asked = new ArrayList<>(left);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            List<String> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
            Instant until = clock.instant().plus(PATIENCE);
            List<JsonNode> entries = caller.call(
                    until,
                    queue -> queue.statusesStream(Map.of("taskIds", some), Map.of())
                            .toList());
            for (JsonNode entry : entries) {
                JsonNode status = entry.path("status");
                boolean isResolved = RESOLVED.contains(status.path("state").asString());
                (isResolved ? resolved : open).put(entry.path("taskId").asString(), status);
            }
        }
        return open.size();
    }

    /** By task ID. */
    Map<String, JsonNode> resolved() {
        return resolved;
    }

    /** Those that exist but were not resolved when last asked for, by task ID. */
    Map<String, JsonNode> open() {
        return open;
    }
}
