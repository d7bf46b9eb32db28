package taskcluster.auth.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.auth.client.Clients;
import taskcluster.auth.client.LastUsed;
import taskcluster.auth.role.RoleSnapshot;
import taskcluster.auth.role.Roles;

/** Authenticates requests from what is in memory. It never waits for the database. */
public final class LocalAuthenticator implements Authenticator {
    private static final Duration REUSE_OF_NO_AUTH = Duration.ofMinutes(15);

    private final Clients clients;
    private final Roles roles;
    private final LastUsed lastUsed;
    private final AuthenticationMetrics metrics;
    private final Clock clock;

    public LocalAuthenticator(
            Clients clients, Roles roles, LastUsed lastUsed, AuthenticationMetrics metrics, Clock clock) {
        this.clients = clients;
        this.roles = roles;
        this.lastUsed = lastUsed;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(HawkRequest request) {
        Instant now = clock.instant();
        RoleSnapshot snapshot = roles.current();
        Scheme scheme = Scheme.of(request);
        if (scheme == Scheme.NONE) {
            return new Authentication.NoAuth(snapshot.anonymous(), now.plus(REUSE_OF_NO_AUTH));
        }
        try {
            CredentialCheck credentials = new CredentialCheck(clients::find, snapshot, now);
            SignatureCheck.Outcome outcome = new SignatureCheck(credentials, now).check(request, scheme);
            metrics.success(outcome.success().clientId(), scheme);
            lastUsed.note(outcome.verified().issuer(), now);
            return outcome.success();
        } catch (Refusal refusal) {
            metrics.failure(refusal.reason(), scheme);
            return new Authentication.Failure(String.valueOf(refusal.getMessage()));
        }
    }
}
