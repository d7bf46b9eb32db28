/** Deleting objects that have expired. */
@NullMarked
package taskcluster.object.expiry;

import org.jspecify.annotations.NullMarked;
