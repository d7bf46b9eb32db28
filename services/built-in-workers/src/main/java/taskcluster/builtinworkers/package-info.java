/** Workers that are part of the platform: they only succeed, or only fail. */
@NullMarked
package taskcluster.builtinworkers;

import org.jspecify.annotations.NullMarked;
