/** What a task asks of a worker, checked against a schema. */
@NullMarked
package taskcluster.worker.payload;

import org.jspecify.annotations.NullMarked;
