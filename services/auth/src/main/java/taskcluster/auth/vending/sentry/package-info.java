/** Keys for reporting errors to Sentry projects. */
@NullMarked
package taskcluster.auth.vending.sentry;

import org.jspecify.annotations.NullMarked;
