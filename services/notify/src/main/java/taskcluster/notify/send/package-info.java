@NullMarked
package taskcluster.notify.send;

import org.jspecify.annotations.NullMarked;
