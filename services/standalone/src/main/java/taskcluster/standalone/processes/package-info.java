/**
 * A deployment whose parts are processes of their own: each can be killed as a crash would kill it, and started again on the
 * same port and data.
 */
@NullMarked
package taskcluster.standalone.processes;

import org.jspecify.annotations.NullMarked;
