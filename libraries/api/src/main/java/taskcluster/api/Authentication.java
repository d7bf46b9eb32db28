package taskcluster.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.ScopeSet;

/** Whom a request comes from. */
public sealed interface Authentication {
    /**
     * The credentials are valid.
     *
     * @param scopes all that the caller holds, with roles expanded
     * @param expires when the credentials end
     * @param hash the hash of the body that the caller signed, if it signed one
     */
    record Success(
            String clientId,
            ScopeSet scopes,
            Instant expires,
            @Nullable String hash) implements Authentication {}

    /** The credentials are not valid, and why. */
    record Failure(String message) implements Authentication {}

    /** The request carries no credentials; it has the scopes that everybody has. */
    record NoAuth(ScopeSet scopes, Instant expires) implements Authentication {}
}
