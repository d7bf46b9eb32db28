/** Task groups: the tasks that belong together. */
@NullMarked
package taskcluster.queue.group;

import org.jspecify.annotations.NullMarked;
