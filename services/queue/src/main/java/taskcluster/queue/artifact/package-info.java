/**
 * Artifacts: the named outputs of runs. Rows say what there is; the content of {@code s3} artifacts lies in two buckets and
 * is moved by the clients themselves through signed URLs.
 */
@NullMarked
package taskcluster.queue.artifact;

import org.jspecify.annotations.NullMarked;
