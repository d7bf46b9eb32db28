package taskcluster.api;

import java.util.Map;
import java.util.Optional;
import taskcluster.scopes.ScopeExpression;
import taskcluster.scopes.ScopeSet;
import tools.jackson.databind.JsonNode;

/** A request to an API method that has passed all checks of its declaration. Used by one thread. */
public interface ApiRequest {
    /** The value of a parameter of the route, decoded. */
    String param(String name);

    /** The value of a query parameter that the method declares. */
    Optional<String> query(String name);

    /** The body, valid by the input schema and with its defaults filled in. An empty object if the method takes none. */
    JsonNode body();

    /** The body as a record. */
    <T> T body(Class<T> type);

    /**
     * Authorises the caller with values for the parameters of the declared scopes; those of the route are known already.
     *
     * @throws ApiException 401 if the credentials are not valid, 403 if the scopes do not suffice
     */
    void authorize(Map<String, ?> scopeParameters);

    /**
     * Authorises the caller for a given expression, with another authenticator than that of the service. From then on
     * {@link #clientId} and {@link #scopes} are what that one says.
     *
     * @throws ApiException 401 if the credentials are not valid, 403 if the scopes do not suffice
     */
    void authorize(Authenticator authenticator, ScopeExpression required);

    /** Who calls; {@code auth-failed:no-auth} if the request has no credentials or the method is public. */
    String clientId();

    /** What the caller holds; nothing if the method is public. */
    ScopeSet scopes();

    /** The first value of a header of the request. */
    Optional<String> header(String name);

    /** The address that the request came from. */
    String sourceIp();

    /** Names all that the caller's call causes, in all services. */
    String traceId();

    /** What the request's credentials sign. */
    HawkRequest hawkRequest();

    /**
     * The part of a list that is asked for with the query parameters {@code limit} and {@code continuationToken}.
     *
     * @param max the largest number of rows in a reply, and the default
     * @throws ApiException 400 if the limit is 0 or the token is not one of ours
     */
    Page page(int max);

    /** Whether the client has closed the connection, so that nobody reads the reply. Cheap enough to ask once a second. */
    boolean isClientGone();
}
