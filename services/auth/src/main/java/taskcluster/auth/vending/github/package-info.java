/** Installation tokens of GitHub apps, for some repositories. */
@NullMarked
package taskcluster.auth.vending.github;

import org.jspecify.annotations.NullMarked;
