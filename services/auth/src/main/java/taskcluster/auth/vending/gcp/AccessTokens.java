package taskcluster.auth.vending.gcp;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import taskcluster.auth.vending.VendorException;

/** Makes access tokens for service accounts, by asking IAM. */
final class AccessTokens {
    private static final Duration LIFE = Duration.ofHours(1);

    private final String iamEndpoint;

    AccessTokens(String iamEndpoint) {
        this.iamEndpoint = iamEndpoint;
    }

    /**
     * A token of a service account.
     *
     * @param expireTime when Google stops taking it
     */
    record Token(String accessToken, Instant expireTime) {
        /** Without the token. */
        @Override
        public String toString() {
            return "token until " + expireTime;
        }
    }

    /**
     * A new token, valid for an hour.
     *
     * @param issuer who asks
     * @param serviceAccount whose token it is
     */
    Token create(GoogleCredentials issuer, String serviceAccount) {
        try {
            // Here, so that the issuer's own token is kept for the next time: otherwise a copy of the issuer gets one.
            issuer.refreshIfExpired();
            AccessToken token = ImpersonatedCredentials.newBuilder()
                    .setSourceCredentials(issuer)
                    .setTargetPrincipal(serviceAccount)
                    .setDelegates(List.of())
                    .setScopes(GcpProject.SCOPES)
                    .setLifetime((int) LIFE.toSeconds())
                    .setIamEndpointOverride(
                            iamEndpoint + "/v1/projects/-/serviceAccounts/" + serviceAccount + ":generateAccessToken")
                    .build()
                    .refreshAccessToken();
            Date expires = token.getExpirationTime();
            if (expires == null) {
                throw new VendorException("Google gave an access token that does not say when it expires");
            }
            return new Token(token.getTokenValue(), expires.toInstant());
        } catch (IOException e) {
            throw new VendorException("Google gave no access token for " + serviceAccount + ": " + e.getMessage(), e);
        }
    }
}
