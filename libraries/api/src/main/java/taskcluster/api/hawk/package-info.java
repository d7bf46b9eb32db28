/** HTTP Hawk authentication: headers, signed URLs and their message authentication codes. */
@NullMarked
package taskcluster.api.hawk;

import org.jspecify.annotations.NullMarked;
