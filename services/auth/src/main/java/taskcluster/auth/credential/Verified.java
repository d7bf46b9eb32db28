package taskcluster.auth.credential;

import java.time.Instant;
import taskcluster.auth.client.Principal;
import taskcluster.scopes.ScopeSet;

/**
 * Credentials whose certificate, if they have one, is good. That the caller holds their access token is still to be shown.
 *
 * @param clientId whom they stand for
 * @param issuer the client whose access token they derive from: the client itself, if they are not temporary
 * @param scopes all that the request may do
 * @param expires when they cease to be good
 */
record Verified(String clientId, Principal issuer, String accessToken, ScopeSet scopes, Instant expires) {
    /** Without the access token. */
    @Override
    public String toString() {
        return "credentials of " + clientId;
    }
}
