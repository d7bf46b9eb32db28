@NullMarked
package taskcluster.notify.delivery;

import org.jspecify.annotations.NullMarked;
