/** Where the bytes of objects are kept, and which object belongs where. */
@NullMarked
package taskcluster.object.backend;

import org.jspecify.annotations.NullMarked;
