/** Credentials: deciding who made a request and what it may do. */
@NullMarked
package taskcluster.auth.credential;

import org.jspecify.annotations.NullMarked;
