/** Tasks: how they are submitted, read, and changed as a whole. */
@NullMarked
package taskcluster.queue.task;

import org.jspecify.annotations.NullMarked;
