/** The log of a task: written to a file, followed by readers while it grows. */
@NullMarked
package taskcluster.worker.log;

import org.jspecify.annotations.NullMarked;
