package taskcluster.api;

/** Decides whom requests come from. Safe for use by many threads. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Checks the credentials of a request.
     *
     * @throws RuntimeException if that cannot be decided now; the request then ends as an internal error
     */
    Authentication authenticate(HawkRequest request);
}
