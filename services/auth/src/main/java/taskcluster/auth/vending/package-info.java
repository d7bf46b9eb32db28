/** Credentials for services of others: what the packages below, one for each vendor, have in common. */
@NullMarked
package taskcluster.auth.vending;

import org.jspecify.annotations.NullMarked;
