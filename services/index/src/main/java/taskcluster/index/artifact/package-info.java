/** Artifacts of indexed tasks. */
@NullMarked
package taskcluster.index.artifact;

import org.jspecify.annotations.NullMarked;
