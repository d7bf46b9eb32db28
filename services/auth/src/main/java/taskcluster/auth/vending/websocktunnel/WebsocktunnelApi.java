package taskcluster.auth.vending.websocktunnel;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Stability;

/** The API method that gives tokens for websocktunnel. */
public final class WebsocktunnelApi {
    private static final String ISSUER = "taskcluster-auth";
    private static final Duration LIFE = Duration.ofDays(4);

    /** Tokens are valid from a while ago, for clocks that are behind. */
    private static final Duration VALID_SINCE = Duration.ofMinutes(15);

    private final WebsocktunnelSettings settings;
    private final Clock clock;

    public WebsocktunnelApi(WebsocktunnelSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @ApiMethod(
            name = "websocktunnelToken",
            route = "/websocktunnel/<wstAudience>/<wstClient>",
            scopes = "auth:websocktunnel-token:<wstAudience>/<wstClient>",
            output = "v1/websocktunnel-token-response.json#",
            stability = Stability.STABLE,
            category = "Websocktunnel Credentials",
            title = "Get a Websocktunnel Token",
            description = """
                    Gets a token with which the client `wstClient` can connect to those websocktunnel servers that are the \
                    audience `wstAudience`. It is valid for four days; make a new connection, with a new token, in time.""")
    Object websocktunnelToken(ApiRequest request) {
        if (settings.secret().isBlank()) {
            throw ApiException.notFound(
                    "This deployment makes no tokens for websocktunnel. Its operator sets WEBSOCKTUNNEL_SECRET.",
                    Map.of());
        }
        String client = request.param("wstClient");
        String audience = request.param("wstAudience");
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = now.plus(LIFE);
        String token = JWT.create()
                .withIssuer(ISSUER)
                .withSubject(request.clientId())
                .withAudience(audience)
                .withClaim("tid", client)
                .withIssuedAt(now)
                .withNotBefore(now.minus(VALID_SINCE))
                .withExpiresAt(expires)
                .sign(Algorithm.HMAC256(settings.secret()));
        return new Token(client, audience, token, expires);
    }

    private record Token(String wstClient, String wstAudience, String token, Instant expires) {
        /** Without the token. */
        @Override
        public String toString() {
            return "token of " + wstClient + " for " + wstAudience;
        }
    }
}
