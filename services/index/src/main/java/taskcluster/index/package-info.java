/** The index: finding tasks by names that they choose themselves. */
@NullMarked
package taskcluster.index;

import org.jspecify.annotations.NullMarked;
