@NullMarked
package taskcluster.jsone;

import org.jspecify.annotations.NullMarked;
