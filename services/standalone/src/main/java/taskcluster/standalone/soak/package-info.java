/** {@code tc soak}: a deployment that works while its parts are killed, and whether it kept its promises. */
@NullMarked
package taskcluster.standalone.soak;

import org.jspecify.annotations.NullMarked;
