/** Clients: who may make requests, with what secret and what scopes. */
@NullMarked
package taskcluster.auth.client;

import org.jspecify.annotations.NullMarked;
