package taskcluster.auth.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.auth.client.Principal;
import taskcluster.auth.role.RoleSnapshot;

/**
 * Authenticates requests in a world with a single client, {@code tester}, whose access token everybody knows, and without
 * roles. Everything else is as it is for real credentials.
 */
final class TestAuthenticator implements Authenticator {
    private static final String CLIENT_ID = "tester";
    private static final String ACCESS_TOKEN = "no-secret";
    private static final Duration LIFE = Duration.ofDays(1);

    private final List<String> scopes;
    private final Clock clock;

    /** A world in which the client has these scopes. */
    TestAuthenticator(List<String> scopes, Clock clock) {
        this.scopes = scopes;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(HawkRequest request) {
        Instant now = clock.instant();
        RoleSnapshot roles = RoleSnapshot.none();
        Scheme scheme = Scheme.of(request);
        if (scheme == Scheme.NONE) {
            return new Authentication.NoAuth(roles.anonymous(), now.plus(LIFE));
        }
        Principal tester = new Principal(CLIENT_ID, ACCESS_TOKEN, now.plus(LIFE), false, scopes, now);
        CredentialCheck credentials =
                new CredentialCheck(clientId -> clientId.equals(CLIENT_ID) ? tester : null, roles, now);
        try {
            return new SignatureCheck(credentials, now).check(request, scheme).success();
        } catch (Refusal refusal) {
            return new Authentication.Failure(String.valueOf(refusal.getMessage()));
        }
    }
}
