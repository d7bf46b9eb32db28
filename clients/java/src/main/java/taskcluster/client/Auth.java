package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;
import static taskcluster.client.ApiMethod.Reply.ARRAY;
import static taskcluster.client.ApiMethod.Reply.OBJECT;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Auth Service. Decides who makes a request, and what the request may do.
///
/// ## Clients
/// A client is a name with an access token and some scopes. Requests are signed with the access token by
/// the Hawk scheme. From their access token, holders can make temporary credentials for others, with fewer
/// scopes and a shorter life, without asking this service.
///
/// ## Scopes and roles
/// A scope is a text that stands for a permission; one that ends in `*` stands for all that begin with the
/// rest of it. A role is a named set of scopes: whoever holds `assume:<roleId>` holds the scopes of the
/// role as well. A role whose ID ends in `*` applies to every name that begins with the rest of the ID, and
/// `<..>` in its scopes stands for the remainder of that name.
///
/// Everybody can only give what they hold: who creates a client or role, or adds scopes to one, needs those
/// scopes.
///
/// ## The anonymous role
/// The scopes of the role `anonymous` belong to everybody, also without credentials.
///
/// ## Credentials for others
/// To those who have the scopes, this service also gives short-lived credentials for services outside of
/// the deployment, such as buckets of S3, that its operator has configured. Callers have to ask for new
/// ones before they expire.
///
/// Generated from the service's reference.
public final class Auth {
    private static final ApiMethod CLIENT =
            new ApiMethod("client", "GET", "/clients/<clientId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod CREATE_CLIENT =
            new ApiMethod("createClient", "PUT", "/clients/<clientId>", Set.of(), JSON, OBJECT);
    private static final ApiMethod DELETE_CLIENT =
            new ApiMethod("deleteClient", "DELETE", "/clients/<clientId>", Set.of(), NONE, ANY);
    private static final ApiMethod DISABLE_CLIENT =
            new ApiMethod("disableClient", "POST", "/clients/<clientId>/disable", Set.of(), NONE, OBJECT);
    private static final ApiMethod ENABLE_CLIENT =
            new ApiMethod("enableClient", "POST", "/clients/<clientId>/enable", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST_CLIENTS = new ApiMethod(
            "listClients", "GET", "/clients/", Set.of("continuationToken", "limit", "prefix"), NONE, OBJECT);
    private static final ApiMethod RESET_ACCESS_TOKEN =
            new ApiMethod("resetAccessToken", "POST", "/clients/<clientId>/reset", Set.of(), NONE, OBJECT);
    private static final ApiMethod UPDATE_CLIENT =
            new ApiMethod("updateClient", "POST", "/clients/<clientId>", Set.of(), JSON, OBJECT);
    private static final ApiMethod CREATE_ROLE =
            new ApiMethod("createRole", "PUT", "/roles/<roleId>", Set.of(), JSON, OBJECT);
    private static final ApiMethod DELETE_ROLE =
            new ApiMethod("deleteRole", "DELETE", "/roles/<roleId>", Set.of(), NONE, ANY);
    private static final ApiMethod LIST_ROLE_IDS =
            new ApiMethod("listRoleIds", "GET", "/roleids/", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod LIST_ROLES = new ApiMethod("listRoles", "GET", "/roles/", Set.of(), NONE, ARRAY);
    private static final ApiMethod LIST_ROLES2 =
            new ApiMethod("listRoles2", "GET", "/roles2/", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod ROLE = new ApiMethod("role", "GET", "/roles/<roleId>", Set.of(), NONE, OBJECT);
    private static final ApiMethod UPDATE_ROLE =
            new ApiMethod("updateRole", "POST", "/roles/<roleId>", Set.of(), JSON, OBJECT);
    private static final ApiMethod AUTHENTICATE_HAWK =
            new ApiMethod("authenticateHawk", "POST", "/authenticate-hawk", Set.of(), JSON, OBJECT);
    private static final ApiMethod CURRENT_SCOPES =
            new ApiMethod("currentScopes", "GET", "/scopes/current", Set.of(), NONE, OBJECT);
    private static final ApiMethod EXPAND_SCOPES =
            new ApiMethod("expandScopes", "POST", "/scopes/expand", Set.of(), JSON, OBJECT);
    private static final ApiMethod TEST_AUTHENTICATE =
            new ApiMethod("testAuthenticate", "POST", "/test-authenticate", Set.of(), JSON, OBJECT);
    private static final ApiMethod TEST_AUTHENTICATE_GET =
            new ApiMethod("testAuthenticateGet", "GET", "/test-authenticate-get/", Set.of(), NONE, OBJECT);
    private static final ApiMethod GET_ENTITY_HISTORY = new ApiMethod(
            "getEntityHistory",
            "GET",
            "/audit/<entityType>/<entityId>",
            Set.of("continuationToken", "limit"),
            NONE,
            OBJECT);
    private static final ApiMethod LIST_AUDIT_HISTORY = new ApiMethod(
            "listAuditHistory", "GET", "/clients/<clientId>/audit", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod AWS_S3_CREDENTIALS = new ApiMethod(
            "awsS3Credentials", "GET", "/aws/s3/<level>/<bucket>/<prefix>", Set.of("format"), NONE, OBJECT);
    private static final ApiMethod AZURE_ACCOUNTS =
            new ApiMethod("azureAccounts", "GET", "/azure/accounts", Set.of(), NONE, OBJECT);
    private static final ApiMethod AZURE_CONTAINER_SAS = new ApiMethod(
            "azureContainerSAS", "GET", "/azure/<account>/containers/<container>/<level>", Set.of(), NONE, OBJECT);
    private static final ApiMethod AZURE_CONTAINERS = new ApiMethod(
            "azureContainers", "GET", "/azure/<account>/containers", Set.of("continuationToken"), NONE, OBJECT);
    private static final ApiMethod AZURE_TABLE_SAS =
            new ApiMethod("azureTableSAS", "GET", "/azure/<account>/table/<table>/<level>", Set.of(), NONE, OBJECT);
    private static final ApiMethod AZURE_TABLES =
            new ApiMethod("azureTables", "GET", "/azure/<account>/tables", Set.of("continuationToken"), NONE, OBJECT);
    private static final ApiMethod GCP_CREDENTIALS = new ApiMethod(
            "gcpCredentials", "GET", "/gcp/credentials/<projectId>/<serviceAccount>", Set.of(), NONE, OBJECT);
    private static final ApiMethod GITHUB_REPO_TOKEN =
            new ApiMethod("githubRepoToken", "POST", "/github/<appName>/<owner>/repo-token", Set.of(), JSON, OBJECT);
    private static final ApiMethod SENTRY_DSN =
            new ApiMethod("sentryDSN", "GET", "/sentry/<project>/dsn", Set.of(), NONE, OBJECT);
    private static final ApiMethod WEBSOCKTUNNEL_TOKEN = new ApiMethod(
            "websocktunnelToken", "GET", "/websocktunnel/<wstAudience>/<wstClient>", Set.of(), NONE, OBJECT);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public Auth(ClientOptions options) {
        this.service = new ServiceClient(options, "auth", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// Get Client.
    ///
    /// Gets one client.
    ///
    /// Scopes: `auth:get-client:<clientId>`.
    public ObjectNode client(String clientId) {
        return service.object(CLIENT.at(clientId), Map.of(), null);
    }

    /// The URL of `client`, unsigned.
    public URI clientUrl(String clientId) {
        return service.url(CLIENT.at(clientId), Map.of());
    }

    /// The URL of `client`, signed for anybody's use for the given time.
    public URI clientSignedUrl(String clientId, Duration life) {
        return service.signedUrl(CLIENT.at(clientId), Map.of(), life);
    }

    /// Create Client.
    ///
    /// Creates a client and makes an access token for it. The token is only given here: it cannot be read
    /// later, only replaced with `resetAccessToken`.
    ///
    /// The caller has to hold every scope that it gives to the client. A client that anybody can become by
    /// holding some scope is better made a role.
    ///
    /// A call that is repeated within 15 minutes gives the same client and token again, so it is safe to
    /// repeat one whose answer was lost.
    ///
    /// Scopes: `auth:create-client:<clientId>` and `<scope>` for each `scope` of `scopes`.
    public ObjectNode createClient(String clientId, Object payload) {
        return service.object(CREATE_CLIENT.at(clientId), Map.of(), payload);
    }

    /// Delete Client.
    ///
    /// Deletes a client. Its credentials and temporary credentials that were made with them are refused
    /// from now on. Deleting a client that does not exist is no error.
    ///
    /// Scopes: `auth:delete-client:<clientId>`.
    public void deleteClient(String clientId) {
        service.call(DELETE_CLIENT.at(clientId), Map.of(), null);
    }

    /// Disable Client.
    ///
    /// Refuses the credentials of a client from now on, and temporary credentials that were made with them,
    /// until it is enabled again.
    ///
    /// Scopes: `auth:disable-client:<clientId>`.
    public ObjectNode disableClient(String clientId) {
        return service.object(DISABLE_CLIENT.at(clientId), Map.of(), null);
    }

    /// Enable Client.
    ///
    /// Lets a client that was disabled be used again. Enabling a client that is not disabled changes
    /// nothing of it. This does not extend a client that has expired.
    ///
    /// Scopes: `auth:enable-client:<clientId>`.
    public ObjectNode enableClient(String clientId) {
        return service.object(ENABLE_CLIENT.at(clientId), Map.of(), null);
    }

    /// List Clients.
    ///
    /// Gets the clients, in the order of their IDs; with `prefix`, only those whose IDs start with it.
    ///
    /// A page holds at most 1000 clients, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same `prefix`, to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-clients`.
    public ObjectNode listClients() {
        return service.object(LIST_CLIENTS.at(), Map.of(), null);
    }

    /// List Clients.
    ///
    /// Gets the clients, in the order of their IDs; with `prefix`, only those whose IDs start with it.
    ///
    /// A page holds at most 1000 clients, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same `prefix`, to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-clients`.
    ///
    /// @param query any of `continuationToken`, `limit`, `prefix`
    public ObjectNode listClients(Map<String, String> query) {
        return service.object(LIST_CLIENTS.at(), query, null);
    }

    /// All pages of `listClients`, fetched while the stream is read.
    public Stream<ObjectNode> listClientsPages(Map<String, String> query) {
        return service.pages(LIST_CLIENTS.at(), query, null);
    }

    /// The `clients` of all pages of `listClients`, fetched while the stream is read.
    public Stream<JsonNode> listClientsStream(Map<String, String> query) {
        return service.elements("clients", LIST_CLIENTS.at(), query, null);
    }

    /// The URL of `listClients`, unsigned.
    public URI listClientsUrl(Map<String, String> query) {
        return service.url(LIST_CLIENTS.at(), query);
    }

    /// The URL of `listClients`, signed for anybody's use for the given time.
    public URI listClientsSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_CLIENTS.at(), query, life);
    }

    /// Reset Access Token.
    ///
    /// Gives a client a new access token; the old one is refused from now on, and so are temporary
    /// credentials that were made with it. The new token is only given here.
    ///
    /// Scopes: `auth:reset-access-token:<clientId>`.
    public ObjectNode resetAccessToken(String clientId) {
        return service.object(RESET_ACCESS_TOKEN.at(clientId), Map.of(), null);
    }

    /// Update Client.
    ///
    /// Replaces the expiration and description of a client and whether it is deleted on expiration, and its
    /// scopes if they are given; left out, they stay as they are. The access token stays the same.
    ///
    /// The caller has to hold every scope that the client does not have literally already. Taking scopes
    /// away needs no scope.
    ///
    /// Scopes: `auth:update-client:<clientId>` and `<scope>` for each `scope` of `scopesAdded`.
    public ObjectNode updateClient(String clientId, Object payload) {
        return service.object(UPDATE_CLIENT.at(clientId), Map.of(), payload);
    }

    /// Create Role.
    ///
    /// Creates a role. The caller has to hold every scope that it puts into it.
    ///
    /// Roles must not depend on each other in a circle. A role whose ID ends in `*` is assumed for whatever
    /// stands in the place of the star, the worst being a star again, so a role that could lead back to
    /// itself for some name counts as a circle.
    ///
    /// If there is a role of that ID with the same description and scopes, nothing is changed and it is
    /// returned; if these differ, the call fails.
    ///
    /// Scopes: `auth:create-role:<roleId>` and `<scope>` for each `scope` of `scopes`.
    public ObjectNode createRole(String roleId, Object payload) {
        return service.object(CREATE_ROLE.at(roleId), Map.of(), payload);
    }

    /// Delete Role.
    ///
    /// Deletes a role. Whoever assumes it loses its scopes at once. Deleting a role that does not exist is
    /// no error.
    ///
    /// Scopes: `auth:delete-role:<roleId>`.
    public void deleteRole(String roleId) {
        service.call(DELETE_ROLE.at(roleId), Map.of(), null);
    }

    /// List Role IDs.
    ///
    /// Gets the IDs of the roles, in order: all of them, or with `limit` as many as it says.
    ///
    /// Pass the `continuationToken` of a page to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-roles`.
    public ObjectNode listRoleIds() {
        return service.object(LIST_ROLE_IDS.at(), Map.of(), null);
    }

    /// List Role IDs.
    ///
    /// Gets the IDs of the roles, in order: all of them, or with `limit` as many as it says.
    ///
    /// Pass the `continuationToken` of a page to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-roles`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listRoleIds(Map<String, String> query) {
        return service.object(LIST_ROLE_IDS.at(), query, null);
    }

    /// All pages of `listRoleIds`, fetched while the stream is read.
    public Stream<ObjectNode> listRoleIdsPages(Map<String, String> query) {
        return service.pages(LIST_ROLE_IDS.at(), query, null);
    }

    /// The `roleIds` of all pages of `listRoleIds`, fetched while the stream is read.
    public Stream<JsonNode> listRoleIdsStream(Map<String, String> query) {
        return service.elements("roleIds", LIST_ROLE_IDS.at(), query, null);
    }

    /// The URL of `listRoleIds`, unsigned.
    public URI listRoleIdsUrl(Map<String, String> query) {
        return service.url(LIST_ROLE_IDS.at(), query);
    }

    /// The URL of `listRoleIds`, signed for anybody's use for the given time.
    public URI listRoleIdsSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_ROLE_IDS.at(), query, life);
    }

    /// List Roles (no pagination).
    ///
    /// Gets all roles at once. Where there are many, `listRoles2` is easier on everybody.
    ///
    /// Scopes: `auth:list-roles`.
    public ArrayNode listRoles() {
        return service.array(LIST_ROLES.at(), Map.of(), null);
    }

    /// The URL of `listRoles`, unsigned.
    public URI listRolesUrl() {
        return service.url(LIST_ROLES.at(), Map.of());
    }

    /// The URL of `listRoles`, signed for anybody's use for the given time.
    public URI listRolesSignedUrl(Duration life) {
        return service.signedUrl(LIST_ROLES.at(), Map.of(), life);
    }

    /// List Roles.
    ///
    /// Gets the roles, in the order of their IDs: all of them, or with `limit` as many as it says.
    ///
    /// Pass the `continuationToken` of a page to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-roles`.
    public ObjectNode listRoles2() {
        return service.object(LIST_ROLES2.at(), Map.of(), null);
    }

    /// List Roles.
    ///
    /// Gets the roles, in the order of their IDs: all of them, or with `limit` as many as it says.
    ///
    /// Pass the `continuationToken` of a page to get the next one; the last page has none.
    ///
    /// Scopes: `auth:list-roles`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listRoles2(Map<String, String> query) {
        return service.object(LIST_ROLES2.at(), query, null);
    }

    /// All pages of `listRoles2`, fetched while the stream is read.
    public Stream<ObjectNode> listRoles2Pages(Map<String, String> query) {
        return service.pages(LIST_ROLES2.at(), query, null);
    }

    /// The `roles` of all pages of `listRoles2`, fetched while the stream is read.
    public Stream<JsonNode> listRoles2Stream(Map<String, String> query) {
        return service.elements("roles", LIST_ROLES2.at(), query, null);
    }

    /// The URL of `listRoles2`, unsigned.
    public URI listRoles2Url(Map<String, String> query) {
        return service.url(LIST_ROLES2.at(), query);
    }

    /// The URL of `listRoles2`, signed for anybody's use for the given time.
    public URI listRoles2SignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_ROLES2.at(), query, life);
    }

    /// Get Role.
    ///
    /// Gets one role and all that assuming it gives.
    ///
    /// Scopes: `auth:get-role:<roleId>`.
    public ObjectNode role(String roleId) {
        return service.object(ROLE.at(roleId), Map.of(), null);
    }

    /// The URL of `role`, unsigned.
    public URI roleUrl(String roleId) {
        return service.url(ROLE.at(roleId), Map.of());
    }

    /// The URL of `role`, signed for anybody's use for the given time.
    public URI roleSignedUrl(String roleId, Duration life) {
        return service.signedUrl(ROLE.at(roleId), Map.of(), life);
    }

    /// Update Role.
    ///
    /// Replaces the description and scopes of a role.
    ///
    /// The caller has to hold every scope that the role does not convey already, be it by itself or through
    /// another role. Taking scopes away needs no scope. Roles must not depend on each other in a circle.
    ///
    /// Scopes: `auth:update-role:<roleId>` and `<scope>` for each `scope` of `scopesAdded`.
    public ObjectNode updateRole(String roleId, Object payload) {
        return service.object(UPDATE_ROLE.at(roleId), Map.of(), payload);
    }

    /// Authenticate Hawk Request.
    ///
    /// Tells a service who made a request to it and what that request may do, given what the service saw of
    /// it. Credentials that are not good are an answer like others, with status 200.
    ///
    /// If the answer holds a `hash`, the service has to compare it with that of the payload, which is not
    /// sent here.
    public ObjectNode authenticateHawk(Object payload) {
        return service.object(AUTHENTICATE_HAWK.at(), Map.of(), payload);
    }

    /// Get Current Scopes.
    ///
    /// Gets the scopes of this very request: those of its credentials, restricted as they say, with all
    /// roles expanded and with what everybody may do.
    ///
    /// Scopes: `auth:current-scopes`.
    public ObjectNode currentScopes() {
        return service.object(CURRENT_SCOPES.at(), Map.of(), null);
    }

    /// The URL of `currentScopes`, unsigned.
    public URI currentScopesUrl() {
        return service.url(CURRENT_SCOPES.at(), Map.of());
    }

    /// The URL of `currentScopes`, signed for anybody's use for the given time.
    public URI currentScopesSignedUrl(Duration life) {
        return service.signedUrl(CURRENT_SCOPES.at(), Map.of(), life);
    }

    /// Expand Scopes.
    ///
    /// Gets the given scopes together with those of all roles that they assume, however indirectly. Scopes
    /// that another one covers are left out.
    ///
    /// Scopes: `auth:expand-scopes`.
    public ObjectNode expandScopes(Object payload) {
        return service.object(EXPAND_SCOPES.at(), Map.of(), payload);
    }

    /// Test Authentication.
    ///
    /// Lets a client library try out how it signs requests, without real credentials. Sign the request as
    /// client `tester` with the access token `no-secret`: `tester` has the `clientScopes` of the payload,
    /// and the request is refused without its `requiredScopes`. There are no roles here.
    public ObjectNode testAuthenticate(Object payload) {
        return service.object(TEST_AUTHENTICATE.at(), Map.of(), payload);
    }

    /// Test Authentication (GET).
    ///
    /// Like `testAuthenticate`, for requests without a payload and for signed URLs: `tester` has the scopes
    /// `test:*` and `auth:create-client:test:*`, and the request needs `test:authenticate-get`.
    public ObjectNode testAuthenticateGet() {
        return service.object(TEST_AUTHENTICATE_GET.at(), Map.of(), null);
    }

    /// The URL of `testAuthenticateGet`, unsigned.
    public URI testAuthenticateGetUrl() {
        return service.url(TEST_AUTHENTICATE_GET.at(), Map.of());
    }

    /// The URL of `testAuthenticateGet`, signed for anybody's use for the given time.
    public URI testAuthenticateGetSignedUrl(Duration life) {
        return service.signedUrl(TEST_AUTHENTICATE_GET.at(), Map.of(), life);
    }

    /// Get Entity Audit History.
    ///
    /// Gets who did what to a client, role, secret, hook or worker pool, oldest first. The history of an
    /// entity outlives it; of one that never existed it is empty. Entries are kept for a limited time, 30
    /// days unless the deployment is configured otherwise.
    ///
    /// A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:audit-history:<entityType>`.
    public ObjectNode getEntityHistory(String entityType, String entityId) {
        return service.object(GET_ENTITY_HISTORY.at(entityType, entityId), Map.of(), null);
    }

    /// Get Entity Audit History.
    ///
    /// Gets who did what to a client, role, secret, hook or worker pool, oldest first. The history of an
    /// entity outlives it; of one that never existed it is empty. Entries are kept for a limited time, 30
    /// days unless the deployment is configured otherwise.
    ///
    /// A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:audit-history:<entityType>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode getEntityHistory(String entityType, String entityId, Map<String, String> query) {
        return service.object(GET_ENTITY_HISTORY.at(entityType, entityId), query, null);
    }

    /// All pages of `getEntityHistory`, fetched while the stream is read.
    public Stream<ObjectNode> getEntityHistoryPages(String entityType, String entityId, Map<String, String> query) {
        return service.pages(GET_ENTITY_HISTORY.at(entityType, entityId), query, null);
    }

    /// The `auditHistory` of all pages of `getEntityHistory`, fetched while the stream is read.
    public Stream<JsonNode> getEntityHistoryStream(String entityType, String entityId, Map<String, String> query) {
        return service.elements("auditHistory", GET_ENTITY_HISTORY.at(entityType, entityId), query, null);
    }

    /// The URL of `getEntityHistory`, unsigned.
    public URI getEntityHistoryUrl(String entityType, String entityId, Map<String, String> query) {
        return service.url(GET_ENTITY_HISTORY.at(entityType, entityId), query);
    }

    /// The URL of `getEntityHistory`, signed for anybody's use for the given time.
    public URI getEntityHistorySignedUrl(String entityType, String entityId, Map<String, String> query, Duration life) {
        return service.signedUrl(GET_ENTITY_HISTORY.at(entityType, entityId), query, life);
    }

    /// List Audit History of a Client.
    ///
    /// Gets what a client did to others (or to itself), oldest first, for as long as entries are kept.
    ///
    /// A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:client-audit-history:<clientId>`.
    public ObjectNode listAuditHistory(String clientId) {
        return service.object(LIST_AUDIT_HISTORY.at(clientId), Map.of(), null);
    }

    /// List Audit History of a Client.
    ///
    /// Gets what a client did to others (or to itself), oldest first, for as long as entries are kept.
    ///
    /// A page holds at most 1000 entries, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:client-audit-history:<clientId>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listAuditHistory(String clientId, Map<String, String> query) {
        return service.object(LIST_AUDIT_HISTORY.at(clientId), query, null);
    }

    /// All pages of `listAuditHistory`, fetched while the stream is read.
    public Stream<ObjectNode> listAuditHistoryPages(String clientId, Map<String, String> query) {
        return service.pages(LIST_AUDIT_HISTORY.at(clientId), query, null);
    }

    /// The `auditHistory` of all pages of `listAuditHistory`, fetched while the stream is read.
    public Stream<JsonNode> listAuditHistoryStream(String clientId, Map<String, String> query) {
        return service.elements("auditHistory", LIST_AUDIT_HISTORY.at(clientId), query, null);
    }

    /// The URL of `listAuditHistory`, unsigned.
    public URI listAuditHistoryUrl(String clientId, Map<String, String> query) {
        return service.url(LIST_AUDIT_HISTORY.at(clientId), query);
    }

    /// The URL of `listAuditHistory`, signed for anybody's use for the given time.
    public URI listAuditHistorySignedUrl(String clientId, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_AUDIT_HISTORY.at(clientId), query, life);
    }

    /// Get Temporary S3 Credentials.
    ///
    /// Gets temporary AWS credentials for the objects of a bucket whose keys start with `prefix`: to get
    /// them, and with the level `read-write` also to put and delete them. Both levels allow to list the
    /// keys below the prefix and to get the location of the bucket; neither allows to set ACLs.
    ///
    /// The prefix is that of a key, not a folder: `my-folder` covers `my-folder.txt` as well. End it in a
    /// slash to mean a folder, and leave it out for the whole bucket. It must not start with a slash.
    ///
    /// The credentials are valid for an hour. Where the bucket is not configured here the call fails with
    /// 404.
    ///
    /// With `format=iam-role-compat` the reply has the form of the metadata service of EC2, for tools that
    /// take their credentials from an IAM role of the machine.
    ///
    /// Scopes: `auth:aws-s3:read-only:<bucket>/<prefix>` or `auth:aws-s3:read-write:<bucket>/<prefix>` if
    /// `levelIsReadOnly` is given, else `auth:aws-s3:read-write:<bucket>/<prefix>`.
    public ObjectNode awsS3Credentials(String level, String bucket, String prefix) {
        return service.object(AWS_S3_CREDENTIALS.at(level, bucket, prefix), Map.of(), null);
    }

    /// Get Temporary S3 Credentials.
    ///
    /// Gets temporary AWS credentials for the objects of a bucket whose keys start with `prefix`: to get
    /// them, and with the level `read-write` also to put and delete them. Both levels allow to list the
    /// keys below the prefix and to get the location of the bucket; neither allows to set ACLs.
    ///
    /// The prefix is that of a key, not a folder: `my-folder` covers `my-folder.txt` as well. End it in a
    /// slash to mean a folder, and leave it out for the whole bucket. It must not start with a slash.
    ///
    /// The credentials are valid for an hour. Where the bucket is not configured here the call fails with
    /// 404.
    ///
    /// With `format=iam-role-compat` the reply has the form of the metadata service of EC2, for tools that
    /// take their credentials from an IAM role of the machine.
    ///
    /// Scopes: `auth:aws-s3:read-only:<bucket>/<prefix>` or `auth:aws-s3:read-write:<bucket>/<prefix>` if
    /// `levelIsReadOnly` is given, else `auth:aws-s3:read-write:<bucket>/<prefix>`.
    ///
    /// @param query any of `format`
    public ObjectNode awsS3Credentials(String level, String bucket, String prefix, Map<String, String> query) {
        return service.object(AWS_S3_CREDENTIALS.at(level, bucket, prefix), query, null);
    }

    /// The URL of `awsS3Credentials`, unsigned.
    public URI awsS3CredentialsUrl(String level, String bucket, String prefix, Map<String, String> query) {
        return service.url(AWS_S3_CREDENTIALS.at(level, bucket, prefix), query);
    }

    /// The URL of `awsS3Credentials`, signed for anybody's use for the given time.
    public URI awsS3CredentialsSignedUrl(
            String level, String bucket, String prefix, Map<String, String> query, Duration life) {
        return service.signedUrl(AWS_S3_CREDENTIALS.at(level, bucket, prefix), query, life);
    }

    /// List Azure Accounts.
    ///
    /// Gets the names of the Azure storage accounts that this deployment gives access to.
    ///
    /// Scopes: `auth:azure-table:list-accounts`.
    ///
    /// This method will be removed.
    public ObjectNode azureAccounts() {
        return service.object(AZURE_ACCOUNTS.at(), Map.of(), null);
    }

    /// The URL of `azureAccounts`, unsigned.
    public URI azureAccountsUrl() {
        return service.url(AZURE_ACCOUNTS.at(), Map.of());
    }

    /// The URL of `azureAccounts`, signed for anybody's use for the given time.
    public URI azureAccountsSignedUrl(Duration life) {
        return service.signedUrl(AZURE_ACCOUNTS.at(), Map.of(), life);
    }

    /// Get Azure Container Access.
    ///
    /// Gets a shared access signature for a blob container, valid for 25 minutes: to read and list blobs,
    /// and with the level `read-write` also to create, write, append to and delete them. With that level
    /// the container is made if it is not there.
    ///
    /// Scopes: `auth:azure-container:read-only:<account>/<container>` or
    /// `auth:azure-container:read-write:<account>/<container>` if `levelIsReadOnly` is given, else
    /// `auth:azure-container:read-write:<account>/<container>`.
    ///
    /// This method will be removed.
    public ObjectNode azureContainerSAS(String account, String container, String level) {
        return service.object(AZURE_CONTAINER_SAS.at(account, container, level), Map.of(), null);
    }

    /// The URL of `azureContainerSAS`, unsigned.
    public URI azureContainerSASUrl(String account, String container, String level) {
        return service.url(AZURE_CONTAINER_SAS.at(account, container, level), Map.of());
    }

    /// The URL of `azureContainerSAS`, signed for anybody's use for the given time.
    public URI azureContainerSASSignedUrl(String account, String container, String level, Duration life) {
        return service.signedUrl(AZURE_CONTAINER_SAS.at(account, container, level), Map.of(), life);
    }

    /// List Azure Containers.
    ///
    /// Gets the names of the blob containers in a storage account. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:azure-container:list-containers:<account>`.
    ///
    /// This method will be removed.
    public ObjectNode azureContainers(String account) {
        return service.object(AZURE_CONTAINERS.at(account), Map.of(), null);
    }

    /// List Azure Containers.
    ///
    /// Gets the names of the blob containers in a storage account. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `auth:azure-container:list-containers:<account>`.
    ///
    /// This method will be removed.
    ///
    /// @param query any of `continuationToken`
    public ObjectNode azureContainers(String account, Map<String, String> query) {
        return service.object(AZURE_CONTAINERS.at(account), query, null);
    }

    /// All pages of `azureContainers`, fetched while the stream is read.
    public Stream<ObjectNode> azureContainersPages(String account, Map<String, String> query) {
        return service.pages(AZURE_CONTAINERS.at(account), query, null);
    }

    /// The `containers` of all pages of `azureContainers`, fetched while the stream is read.
    public Stream<JsonNode> azureContainersStream(String account, Map<String, String> query) {
        return service.elements("containers", AZURE_CONTAINERS.at(account), query, null);
    }

    /// The URL of `azureContainers`, unsigned.
    public URI azureContainersUrl(String account, Map<String, String> query) {
        return service.url(AZURE_CONTAINERS.at(account), query);
    }

    /// The URL of `azureContainers`, signed for anybody's use for the given time.
    public URI azureContainersSignedUrl(String account, Map<String, String> query, Duration life) {
        return service.signedUrl(AZURE_CONTAINERS.at(account), query, life);
    }

    /// Get Azure Table Access.
    ///
    /// Gets a shared access signature for a table, valid for 25 minutes: to read entities, and with the
    /// level `read-write` also to add, update and delete them. With that level the table is made if it is
    /// not there.
    ///
    /// Scopes: `auth:azure-table:read-only:<account>/<table>` or
    /// `auth:azure-table:read-write:<account>/<table>` if `levelIsReadOnly` is given, else
    /// `auth:azure-table:read-write:<account>/<table>`.
    ///
    /// This method will be removed.
    public ObjectNode azureTableSAS(String account, String table, String level) {
        return service.object(AZURE_TABLE_SAS.at(account, table, level), Map.of(), null);
    }

    /// The URL of `azureTableSAS`, unsigned.
    public URI azureTableSASUrl(String account, String table, String level) {
        return service.url(AZURE_TABLE_SAS.at(account, table, level), Map.of());
    }

    /// The URL of `azureTableSAS`, signed for anybody's use for the given time.
    public URI azureTableSASSignedUrl(String account, String table, String level, Duration life) {
        return service.signedUrl(AZURE_TABLE_SAS.at(account, table, level), Map.of(), life);
    }

    /// List Azure Tables.
    ///
    /// Gets the names of the tables in a storage account. Pass the `continuationToken` of a page to get the
    /// next one; the last page has none.
    ///
    /// Scopes: `auth:azure-table:list-tables:<account>`.
    ///
    /// This method will be removed.
    public ObjectNode azureTables(String account) {
        return service.object(AZURE_TABLES.at(account), Map.of(), null);
    }

    /// List Azure Tables.
    ///
    /// Gets the names of the tables in a storage account. Pass the `continuationToken` of a page to get the
    /// next one; the last page has none.
    ///
    /// Scopes: `auth:azure-table:list-tables:<account>`.
    ///
    /// This method will be removed.
    ///
    /// @param query any of `continuationToken`
    public ObjectNode azureTables(String account, Map<String, String> query) {
        return service.object(AZURE_TABLES.at(account), query, null);
    }

    /// All pages of `azureTables`, fetched while the stream is read.
    public Stream<ObjectNode> azureTablesPages(String account, Map<String, String> query) {
        return service.pages(AZURE_TABLES.at(account), query, null);
    }

    /// The `tables` of all pages of `azureTables`, fetched while the stream is read.
    public Stream<JsonNode> azureTablesStream(String account, Map<String, String> query) {
        return service.elements("tables", AZURE_TABLES.at(account), query, null);
    }

    /// The URL of `azureTables`, unsigned.
    public URI azureTablesUrl(String account, Map<String, String> query) {
        return service.url(AZURE_TABLES.at(account), query);
    }

    /// The URL of `azureTables`, signed for anybody's use for the given time.
    public URI azureTablesSignedUrl(String account, Map<String, String> query, Duration life) {
        return service.signedUrl(AZURE_TABLES.at(account), query, life);
    }

    /// Get Temporary GCP Credentials.
    ///
    /// Gets an OAuth access token of a service account of Google Cloud, with the scope `cloud-platform`,
    /// valid for an hour. The service account is given by its email address. Where it is not configured in
    /// this deployment the call fails with 400, and with 404 where its project is not.
    ///
    /// Scopes: `auth:gcp:access-token:<projectId>/<serviceAccount>`.
    public ObjectNode gcpCredentials(String projectId, String serviceAccount) {
        return service.object(GCP_CREDENTIALS.at(projectId, serviceAccount), Map.of(), null);
    }

    /// The URL of `gcpCredentials`, unsigned.
    public URI gcpCredentialsUrl(String projectId, String serviceAccount) {
        return service.url(GCP_CREDENTIALS.at(projectId, serviceAccount), Map.of());
    }

    /// The URL of `gcpCredentials`, signed for anybody's use for the given time.
    public URI gcpCredentialsSignedUrl(String projectId, String serviceAccount, Duration life) {
        return service.signedUrl(GCP_CREDENTIALS.at(projectId, serviceAccount), Map.of(), life);
    }

    /// Get a GitHub Token for Repositories.
    ///
    /// Gets an installation token of a GitHub app that has the given permissions in the given repositories
    /// of an owner, an organisation or user, for an hour. `appName` is the name of the app in the
    /// configuration of this deployment, and the app has to be installed for the owner.
    ///
    /// The caller needs the scope
    /// `auth:github-repo-token:<appName>/<owner>/<repository>:<permission>:<level>` for each repository and
    /// permission, with the names of owner and repositories in lower case. The level `write` does not
    /// include `read` in this.
    ///
    /// The call fails with 429 when GitHub wants to be asked less often.
    ///
    /// Scopes: `auth:github-repo-token:<appName>/<owner>/<repoPerm>` for each `repoPerm` of `repoPerms`.
    ///
    /// This method may still change.
    public ObjectNode githubRepoToken(String appName, String owner, Object payload) {
        return service.object(GITHUB_REPO_TOKEN.at(appName, owner), Map.of(), payload);
    }

    /// Get DSN for Sentry Project.
    ///
    /// Gets a DSN with which errors can be reported to a project of Sentry. The project is made if it is
    /// not there. The DSN works until `expires`, for 25 to 48 hours: a process that lives longer has to ask
    /// again.
    ///
    /// Scopes: `auth:sentry:<project>`.
    public ObjectNode sentryDSN(String project) {
        return service.object(SENTRY_DSN.at(project), Map.of(), null);
    }

    /// The URL of `sentryDSN`, unsigned.
    public URI sentryDSNUrl(String project) {
        return service.url(SENTRY_DSN.at(project), Map.of());
    }

    /// The URL of `sentryDSN`, signed for anybody's use for the given time.
    public URI sentryDSNSignedUrl(String project, Duration life) {
        return service.signedUrl(SENTRY_DSN.at(project), Map.of(), life);
    }

    /// Get a Websocktunnel Token.
    ///
    /// Gets a token with which the client `wstClient` can connect to those websocktunnel servers that are
    /// the audience `wstAudience`. It is valid for four days; make a new connection, with a new token, in
    /// time.
    ///
    /// Scopes: `auth:websocktunnel-token:<wstAudience>/<wstClient>`.
    public ObjectNode websocktunnelToken(String wstAudience, String wstClient) {
        return service.object(WEBSOCKTUNNEL_TOKEN.at(wstAudience, wstClient), Map.of(), null);
    }

    /// The URL of `websocktunnelToken`, unsigned.
    public URI websocktunnelTokenUrl(String wstAudience, String wstClient) {
        return service.url(WEBSOCKTUNNEL_TOKEN.at(wstAudience, wstClient), Map.of());
    }

    /// The URL of `websocktunnelToken`, signed for anybody's use for the given time.
    public URI websocktunnelTokenSignedUrl(String wstAudience, String wstClient, Duration life) {
        return service.signedUrl(WEBSOCKTUNNEL_TOKEN.at(wstAudience, wstClient), Map.of(), life);
    }

    /// Heartbeat.
    ///
    /// Checks what the service cannot work without, such as its database, and lists the result of each
    /// check.
    /// If one fails the status is 503.
    public JsonNode heartbeat() {
        return service.call(HEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `heartbeat`, unsigned.
    public URI heartbeatUrl() {
        return service.url(HEARTBEAT.at(), Map.of());
    }

    /// The URL of `heartbeat`, signed for anybody's use for the given time.
    public URI heartbeatSignedUrl(Duration life) {
        return service.signedUrl(HEARTBEAT.at(), Map.of(), life);
    }

    /// Load Balancer Heartbeat.
    ///
    /// Replies whenever the process is there, without looking at what it depends on.
    public JsonNode lbheartbeat() {
        return service.call(LBHEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `lbheartbeat`, unsigned.
    public URI lbheartbeatUrl() {
        return service.url(LBHEARTBEAT.at(), Map.of());
    }

    /// The URL of `lbheartbeat`, signed for anybody's use for the given time.
    public URI lbheartbeatSignedUrl(Duration life) {
        return service.signedUrl(LBHEARTBEAT.at(), Map.of(), life);
    }

    /// Ping Server.
    ///
    /// Replies at once, without doing anything. Says for how many seconds the service has been up.
    public JsonNode ping() {
        return service.call(PING.at(), Map.of(), null);
    }

    /// The URL of `ping`, unsigned.
    public URI pingUrl() {
        return service.url(PING.at(), Map.of());
    }

    /// The URL of `ping`, signed for anybody's use for the given time.
    public URI pingSignedUrl(Duration life) {
        return service.signedUrl(PING.at(), Map.of(), life);
    }

    /// Taskcluster Version.
    ///
    /// The version, commit, source and build of the running service.
    public JsonNode version() {
        return service.call(VERSION.at(), Map.of(), null);
    }

    /// The URL of `version`, unsigned.
    public URI versionUrl() {
        return service.url(VERSION.at(), Map.of());
    }

    /// The URL of `version`, signed for anybody's use for the given time.
    public URI versionSignedUrl(Duration life) {
        return service.signedUrl(VERSION.at(), Map.of(), life);
    }
}
