@NullMarked
package taskcluster.postgres;

import org.jspecify.annotations.NullMarked;
