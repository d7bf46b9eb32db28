package taskcluster.auth.credential;

import org.jspecify.annotations.Nullable;
import taskcluster.auth.client.Principal;

/** Where the clients are that credentials name. */
@FunctionalInterface
interface ClientDirectory {
    /** The client of that id, null if there is none. */
    @Nullable
    Principal find(String clientId);
}
