/** What every part of the platform shares: identifiers, the layout of URLs, JSON, times and delays. */
@NullMarked
package taskcluster.core;

import org.jspecify.annotations.NullMarked;
