@NullMarked
package taskcluster.notify.chat;

import org.jspecify.annotations.NullMarked;
