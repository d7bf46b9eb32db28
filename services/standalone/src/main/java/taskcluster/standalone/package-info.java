@NullMarked
package taskcluster.standalone;

import org.jspecify.annotations.NullMarked;
