/** What a running service tells about itself: structured logs, errors, metrics; and the loops of its background work. */
@NullMarked
package taskcluster.monitor;

import org.jspecify.annotations.NullMarked;
