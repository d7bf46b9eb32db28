package taskcluster.auth.credential;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.auth.role.Roles;
import taskcluster.scopes.ScopeExpression;
import tools.jackson.databind.JsonNode;

/** The API methods for authenticating requests and for asking what scopes lead to. */
public final class CredentialApi {
    private static final String CATEGORY = "Scopes and Auth";
    private static final List<String> TESTER_SCOPES_OF_GET = List.of("test:*", "auth:create-client:test:*");

    private final Authenticator authenticator;
    private final Roles roles;
    private final Clock clock;

    public CredentialApi(Authenticator authenticator, Roles roles, Clock clock) {
        this.authenticator = authenticator;
        this.roles = roles;
        this.clock = clock;
    }

    @ApiMethod(
            name = "expandScopes",
            verb = HttpVerb.POST,
            route = "/scopes/expand",
            scopes = "auth:expand-scopes",
            input = "v1/scopeset.json#",
            output = "v1/scopeset.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Expand Scopes",
            description = """
                    Gets the given scopes together with those of all roles that they assume, however indirectly. Scopes \
                    that another one covers are left out.""")
    Object expandScopes(ApiRequest request) {
        return new ScopeList(
                roles.current().expand(texts(request.body().path("scopes"))).scopes());
    }

    @ApiMethod(
            name = "currentScopes",
            verb = HttpVerb.GET,
            route = "/scopes/current",
            scopes = "auth:current-scopes",
            output = "v1/scopeset.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Current Scopes",
            description = """
                    Gets the scopes of this very request: those of its credentials, restricted as they say, with all \
                    roles expanded and with what everybody may do.""")
    Object currentScopes(ApiRequest request) {
        return new ScopeList(request.scopes().scopes());
    }

    @ApiMethod(
            name = "authenticateHawk",
            verb = HttpVerb.POST,
            route = "/authenticate-hawk",
            input = "v1/authenticate-hawk-request.json#",
            output = "v1/authenticate-hawk-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Authenticate Hawk Request",
            description = """
                    Tells a service who made a request to it and what that request may do, given what the service saw of \
                    it. Credentials that are not good are an answer like others, with status 200.

                    If the answer holds a `hash`, the service has to compare it with that of the payload, which is not \
                    sent here.""")
    Object authenticateHawk(ApiRequest request) {
        JsonNode body = request.body();
        HawkRequest seen = new HawkRequest(
                body.path("method").stringValue(),
                body.path("resource").stringValue(),
                body.path("host").stringValue(),
                body.path("port").intValue(),
                optional(body.path("authorization")),
                optional(body.path("sourceIp")));
        return switch (authenticator.authenticate(seen)) {
            case Authentication.Success success ->
                new Authenticated(
                        "auth-success",
                        success.clientId(),
                        success.scopes().scopes(),
                        "hawk",
                        success.expires(),
                        success.hash());
            case Authentication.Failure failure -> new Failed("auth-failed", failure.message());
            case Authentication.NoAuth anyone ->
                new Anonymous("no-auth", "none", anyone.scopes().scopes(), anyone.expires());
        };
    }

    @ApiMethod(
            name = "testAuthenticate",
            verb = HttpVerb.POST,
            route = "/test-authenticate",
            input = "v1/test-authenticate-request.json#",
            output = "v1/test-authenticate-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Test Authentication",
            description = """
                    Lets a client library try out how it signs requests, without real credentials. Sign the request as \
                    client `tester` with the access token `no-secret`: `tester` has the `clientScopes` of the payload, \
                    and the request is refused without its `requiredScopes`. There are no roles here.""")
    Object testAuthenticate(ApiRequest request) {
        return tryOut(
                request,
                texts(request.body().path("clientScopes")),
                texts(request.body().path("requiredScopes")));
    }

    @ApiMethod(
            name = "testAuthenticateGet",
            verb = HttpVerb.GET,
            route = "/test-authenticate-get/",
            output = "v1/test-authenticate-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Test Authentication (GET)",
            description = """
                    Like `testAuthenticate`, for requests without a payload and for signed URLs: `tester` has the scopes \
                    `test:*` and `auth:create-client:test:*`, and the request needs `test:authenticate-get`.""")
    Object testAuthenticateGet(ApiRequest request) {
        return tryOut(request, TESTER_SCOPES_OF_GET, List.of("test:authenticate-get"));
    }

    private Object tryOut(ApiRequest request, List<String> clientScopes, List<String> requiredScopes) {
        List<ScopeExpression> required = requiredScopes.stream()
                .<ScopeExpression>map(ScopeExpression.Single::new)
                .toList();
        request.authorize(new TestAuthenticator(clientScopes, clock), new ScopeExpression.AllOf(required));
        return new TestReply(request.clientId(), request.scopes().scopes());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static @Nullable String optional(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private record ScopeList(List<String> scopes) {}

    private record TestReply(String clientId, List<String> scopes) {}

    private record Authenticated(
            String status,
            String clientId,
            List<String> scopes,
            String scheme,
            Instant expires,
            @Nullable String hash) {}

    private record Failed(String status, String message) {}

    private record Anonymous(String status, String scheme, List<String> scopes, Instant expires) {}
}
