/** The {@code taskcluster} command. */
@NullMarked
package taskcluster.cli;

import org.jspecify.annotations.NullMarked;
