/** The rows of objects. */
@NullMarked
package taskcluster.object.store;

import org.jspecify.annotations.NullMarked;
