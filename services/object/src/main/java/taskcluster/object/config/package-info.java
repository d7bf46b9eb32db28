/** Reading settings that are JSON. */
@NullMarked
package taskcluster.object.config;

import org.jspecify.annotations.NullMarked;
