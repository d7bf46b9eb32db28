@NullMarked
package taskcluster.notify;

import org.jspecify.annotations.NullMarked;
