package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;
import static taskcluster.client.ApiMethod.Reply.OBJECT;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Secrets Service. Keeps values that tasks and services need and that nobody else may see: passwords,
/// tokens, keys.
///
/// A secret is a JSON object with a name. Who may read it is decided by scopes: `secrets:get:<name>` for
/// reading, `secrets:set:<name>` for setting and removing. Names are best made of parts with slashes
/// between them, such as `project/bread/deploy-key`, so that one scope that ends in `*` covers those of a
/// project.
///
/// Secrets are encrypted at rest and expire. They are not versioned, and no list shows their values.
///
/// Generated from the service's reference.
public final class Secrets {
    private static final ApiMethod GET = new ApiMethod("get", "GET", "/secret/<name>", Set.of(), NONE, OBJECT);
    private static final ApiMethod LIST =
            new ApiMethod("list", "GET", "/secrets", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod REMOVE = new ApiMethod("remove", "DELETE", "/secret/<name>", Set.of(), NONE, ANY);
    private static final ApiMethod SET = new ApiMethod("set", "PUT", "/secret/<name>", Set.of(), JSON, ANY);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public Secrets(ClientOptions options) {
        this.service = new ServiceClient(options, "secrets", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// Get Secret.
    ///
    /// Gets a secret and when it expires. One that has expired is as good as none, so both are a 404;
    /// without the scope it is a 403 whether or not there is one.
    ///
    /// Scopes: `secrets:get:<name>`.
    public ObjectNode get(String name) {
        return service.object(GET.at(name), Map.of(), null);
    }

    /// The URL of `get`, unsigned.
    public URI getUrl(String name) {
        return service.url(GET.at(name), Map.of());
    }

    /// The URL of `get`, signed for anybody's use for the given time.
    public URI getSignedUrl(String name, Duration life) {
        return service.signedUrl(GET.at(name), Map.of(), life);
    }

    /// List Secrets.
    ///
    /// Gets the names of all secrets that have not expired, in their order; never their values. The caller
    /// sees every name, also of secrets that it cannot read.
    ///
    /// A page holds at most 1000 names, fewer if `limit` says so. Pass the `continuationToken` of a page to
    /// get the next one; the last page has none.
    ///
    /// Scopes: `secrets:list-secrets`.
    public ObjectNode list() {
        return service.object(LIST.at(), Map.of(), null);
    }

    /// List Secrets.
    ///
    /// Gets the names of all secrets that have not expired, in their order; never their values. The caller
    /// sees every name, also of secrets that it cannot read.
    ///
    /// A page holds at most 1000 names, fewer if `limit` says so. Pass the `continuationToken` of a page to
    /// get the next one; the last page has none.
    ///
    /// Scopes: `secrets:list-secrets`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode list(Map<String, String> query) {
        return service.object(LIST.at(), query, null);
    }

    /// All pages of `list`, fetched while the stream is read.
    public Stream<ObjectNode> listPages(Map<String, String> query) {
        return service.pages(LIST.at(), query, null);
    }

    /// The `secrets` of all pages of `list`, fetched while the stream is read.
    public Stream<JsonNode> listStream(Map<String, String> query) {
        return service.elements("secrets", LIST.at(), query, null);
    }

    /// The URL of `list`, unsigned.
    public URI listUrl(Map<String, String> query) {
        return service.url(LIST.at(), query);
    }

    /// The URL of `list`, signed for anybody's use for the given time.
    public URI listSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(LIST.at(), query, life);
    }

    /// Remove Secret.
    ///
    /// Removes a secret. Removing one that does not exist is no error.
    ///
    /// Scopes: `secrets:set:<name>`.
    public void remove(String name) {
        service.call(REMOVE.at(name), Map.of(), null);
    }

    /// Set Secret.
    ///
    /// Sets a secret, whether or not there is one of that name already. An expiration that has passed makes
    /// it unreadable at once.
    ///
    /// Scopes: `secrets:set:<name>`.
    public void set(String name, Object payload) {
        service.call(SET.at(name), Map.of(), payload);
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
