/** Roles: named sets of scopes, and what assuming them gives. */
@NullMarked
package taskcluster.auth.role;

import org.jspecify.annotations.NullMarked;
