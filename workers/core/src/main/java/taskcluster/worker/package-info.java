/**
 * What every kind of worker does: claiming work, keeping claims alive, running a task's features in order, resolving its
 * run. How and where commands run is the business of an {@link taskcluster.worker.Engine}.
 */
@NullMarked
package taskcluster.worker;

import org.jspecify.annotations.NullMarked;
