/** Downloading, and what is known of an object. */
@NullMarked
package taskcluster.object.download;

import org.jspecify.annotations.NullMarked;
