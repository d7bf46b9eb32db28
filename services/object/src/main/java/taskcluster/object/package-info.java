/** The object service: named, immutable pieces of data of any size, kept in the buckets that the deployment configures. */
@NullMarked
package taskcluster.object;

import org.jspecify.annotations.NullMarked;
