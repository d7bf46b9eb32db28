@NullMarked
package taskcluster.pulse;

import org.jspecify.annotations.NullMarked;
