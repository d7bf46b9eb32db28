/** Handing runs to workers: claims, waiting for work, renewing claims, and reports of how runs ended. */
@NullMarked
package taskcluster.queue.claim;

import org.jspecify.annotations.NullMarked;
