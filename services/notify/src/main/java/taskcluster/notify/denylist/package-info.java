@NullMarked
package taskcluster.notify.denylist;

import org.jspecify.annotations.NullMarked;
