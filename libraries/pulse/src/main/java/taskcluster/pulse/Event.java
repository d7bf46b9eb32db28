package taskcluster.pulse;

import java.time.Instant;
import java.util.List;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * A message of an exchange.
 *
 * @param xid the transaction that it came with; 0 for a message that our relay did not publish
 * @param id its place in the event log, above 0; 0 for a message that our relay did not publish
 * @param exchange full name, such as {@code exchange/taskcluster-queue/v1/task-pending}
 * @param cc further routing keys, such as {@code route.index.a.b}
 * @param payload JSON text
 */
public record Event(
        long xid, long id, Instant created, String exchange, String routingKey, List<String> cc, String payload) {
    private static final String ROUTE = "route.";

    public Event {
        cc = List.copyOf(cc);
    }

    /** The payload, parsed anew by each call. */
    public JsonNode json() {
        return Json.MAPPER.readTree(payload);
    }

    /** The custom routes of a task: the CC keys that begin with {@code route.}, without it. */
    public List<String> routes() {
        return cc.stream()
                .filter(key -> key.startsWith(ROUTE))
                .map(key -> key.substring(ROUTE.length()))
                .toList();
    }
}
