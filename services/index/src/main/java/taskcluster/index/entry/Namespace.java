package taskcluster.index.entry;

import java.time.Instant;

/**
 * A namespace, as the API shows it.
 *
 * @param namespace its whole path
 * @param name the last word of it
 */
record Namespace(String namespace, String name, Instant expires) {}
