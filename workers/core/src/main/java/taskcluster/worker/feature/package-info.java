/** The steps of running a task, each a plug-in of the task loop. */
@NullMarked
package taskcluster.worker.feature;

import org.jspecify.annotations.NullMarked;
