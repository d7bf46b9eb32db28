/** {@code tc bench}: what an API call costs, beside what the same work costs without the API. */
@NullMarked
package taskcluster.standalone.bench;

import org.jspecify.annotations.NullMarked;
