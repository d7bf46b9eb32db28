/** Signed access to tables and blob containers of Azure storage accounts. */
@NullMarked
package taskcluster.auth.vending.azure;

import org.jspecify.annotations.NullMarked;
