@NullMarked
package taskcluster.notify.email;

import org.jspecify.annotations.NullMarked;
