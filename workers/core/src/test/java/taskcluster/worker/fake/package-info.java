/** A queue and a storage service in the test's own process, speaking the real protocol over HTTP. */
@NullMarked
package taskcluster.worker.fake;

import org.jspecify.annotations.NullMarked;
