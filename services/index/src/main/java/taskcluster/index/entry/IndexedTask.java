package taskcluster.index.entry;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * An entry, as the API shows it.
 *
 * @param namespace its whole path, not only the namespace
 */
public record IndexedTask(String namespace, String taskId, int rank, JsonNode data, Instant expires) {}
