package taskcluster.index.artifact;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.core.RootUrl;
import taskcluster.scopes.ScopeSet;

/** What everybody may do, with credentials or without: auth is asked again when what it said is five minutes old. */
public final class AnonymousScopes {
    private static final Logger log = LoggerFactory.getLogger(AnonymousScopes.class);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Authenticator authenticator;
    private final HawkRequest anyone;
    private final Clock clock;
    private volatile @Nullable Answer latest;

    public AnonymousScopes(Authenticator authenticator, RootUrl rootUrl, Clock clock) {
        this.authenticator = authenticator;
        this.anyone = withoutCredentials(URI.create(rootUrl.url()));
        this.clock = clock;
    }

    private record Answer(ScopeSet scopes, Instant asked) {}

    private static HawkRequest withoutCredentials(URI root) {
        int usual = "https".equals(root.getScheme()) ? HTTPS : HTTP;
        int port = root.getPort() == -1 ? usual : root.getPort();
        return new HawkRequest("get", "/", root.getHost(), port, null, null);
    }

    /** Whether everybody holds the scope; no if auth does not say. */
    boolean satisfy(String scope) {
        Answer known = latest;
        if (known == null || !clock.instant().isBefore(known.asked().plus(KEPT))) {
            known = ask();
            latest = known;
        }
        return known != null && known.scopes().satisfies(scope);
    }

    /** Null if auth does not say. */
    private @Nullable Answer ask() {
        try {
            return authenticator.authenticate(anyone) instanceof Authentication.NoAuth known
                    ? new Answer(known.scopes(), clock.instant())
                    : null;
        } catch (RuntimeException unavailable) {
            log.warn("Auth does not say what everybody may do; no artifact counts as public", unavailable);
            return null;
        }
    }
}
