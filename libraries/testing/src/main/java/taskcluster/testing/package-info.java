@NullMarked
package taskcluster.testing;

import org.jspecify.annotations.NullMarked;
