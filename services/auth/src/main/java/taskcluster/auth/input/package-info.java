/** Reading what requests bring, beyond what their schemas check. */
@NullMarked
package taskcluster.auth.input;

import org.jspecify.annotations.NullMarked;
