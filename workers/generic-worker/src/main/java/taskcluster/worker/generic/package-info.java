/** Runs tasks as processes of this machine, each task as an operating-system user of its own. */
@NullMarked
package taskcluster.worker.generic;

import org.jspecify.annotations.NullMarked;
