/** Entering completed tasks under the routes that they were created with. */
@NullMarked
package taskcluster.index.route;

import org.jspecify.annotations.NullMarked;
