package taskcluster.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkMac;
import taskcluster.scopes.ScopeExpression;
import taskcluster.scopes.ScopeSet;

/** Who makes a request: authenticated when that is first asked for, and then remembered. Used by one thread. */
final class Caller {
    private static final String NOBODY = "auth-failed:no-auth";

    private final HawkRequest request;
    private final @Nullable String contentType;
    private final byte[] body;
    private Authenticator authenticator;

    private @Nullable Authentication authentication;
    private boolean isAuthorised;
    private List<String> satisfyingScopes = List.of();

    /** @param body what of the request's body a signature covers */
    Caller(HawkRequest request, @Nullable String contentType, byte[] body, Authenticator authenticator) {
        this.request = request;
        this.contentType = contentType;
        this.body = body;
        this.authenticator = authenticator;
    }

    HawkRequest request() {
        return request;
    }

    /** Forgets what is known of the caller; another authenticator decides from now on. */
    void authenticateBy(Authenticator other) {
        authenticator = other;
        authentication = null;
        isAuthorised = false;
    }

    /** Nothing is required, so credentials are not looked at. */
    void authorizeAnyone() {
        isAuthorised = true;
    }

    /**
     * Requires scopes.
     *
     * @throws ApiException 401 if the credentials are not valid, 403 if the scopes do not suffice
     */
    void authorize(ScopeExpression required) {
        ScopeSet scopes = switch (authentication()) {
            case Authentication.Success success -> success.scopes();
            case Authentication.NoAuth none -> none.scopes();
            case Authentication.Failure failure -> throw ApiException.authenticationFailed(failure.message());
        };
        List<String> satisfying = scopes.satisfying(required);
        if (satisfying == null) {
            throw insufficient(scopes, required);
        }
        satisfyingScopes = satisfying;
        isAuthorised = true;
    }

    boolean isAuthorised() {
        return isAuthorised;
    }

    List<String> satisfyingScopes() {
        return satisfyingScopes;
    }

    String clientId() {
        return switch (authentication()) {
            case Authentication.Success success -> success.clientId();
            case Authentication.NoAuth _ -> NOBODY;
            case Authentication.Failure _ -> "auth-failed:auth-failed";
        };
    }

    ScopeSet scopes() {
        return switch (authentication()) {
            case Authentication.Success success -> success.scopes();
            case Authentication.NoAuth none -> none.scopes();
            case Authentication.Failure _ -> ScopeSet.empty();
        };
    }

    /** The clientId as far as it is known by now. */
    String knownClientId() {
        return authentication == null ? "" : clientId();
    }

    /** When the credentials expire, if they were looked at and are valid. */
    @Nullable
    Instant expires() {
        return switch (authentication) {
            case null -> null;
            case Authentication.Success success -> success.expires();
            case Authentication.NoAuth none -> none.expires();
            case Authentication.Failure _ -> null;
        };
    }

    /** Who a caller of a public method is. */
    static String nobody() {
        return NOBODY;
    }

    private Authentication authentication() {
        Authentication known = authentication;
        if (known == null) {
            known = authenticate();
            authentication = known;
        }
        return known;
    }

    private Authentication authenticate() {
        if (request.authorization() != null && Bewit.isIn(request.resource())) {
            return new Authentication.Failure(
                    "Cannot use two authentication schemes at once this request has both bewit"
                            + " in querystring and 'authorization' header");
        }
        Authentication result = authenticator.authenticate(request);
        if (result instanceof Authentication.Success success && success.hash() != null) {
            String computed = HawkMac.payloadHash(contentType == null ? "" : contentType, body);
            if (!HawkMac.isEqual(computed, success.hash())) {
                return new Authentication.Failure("Invalid payload hash: " + success.hash()
                        + "\nComputed payload hash: " + computed
                        + "\nThe body that arrived is not the one that the client signed.");
            }
        }
        return result;
    }

    private ApiException insufficient(ScopeSet scopes, ScopeExpression required) {
        ScopeExpression missing = scopes.missing(required);
        String expression = required.toJsonText();
        if (!(authentication instanceof Authentication.Success success) || missing == null) {
            return ApiException.insufficientScopes("""
                    This request requires Taskcluster credentials that satisfy the following scope expression:

                    ```
                    {{required}}
                    ```""", Map.of("required", expression));
        }
        return ApiException.insufficientScopes(
                """
                Client ID {{clientId}} does not have sufficient scopes and is missing the following scopes:

                ```
                {{missing}}
                ```

                This request requires the client to satisfy the following scope expression:

                ```
                {{required}}
                ```""", Map.of("clientId", success.clientId(), "missing", missing.toJsonText(), "required", expression));
    }
}
