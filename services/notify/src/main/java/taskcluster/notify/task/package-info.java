@NullMarked
package taskcluster.notify.task;

import org.jspecify.annotations.NullMarked;
