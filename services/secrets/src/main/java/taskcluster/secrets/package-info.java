@NullMarked
package taskcluster.secrets;

import org.jspecify.annotations.NullMarked;
