/** Task queues and their workers, as those see them who provide and watch workers. */
@NullMarked
package taskcluster.queue.worker;

import org.jspecify.annotations.NullMarked;
