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

/// Purge Cache Service. Tells workers to delete caches that they keep between tasks, when what is in them
/// has gone bad.
///
/// Someone requests that the caches of a name be purged in a worker pool. The workers of the pool poll for
/// such requests, before they give a task a cache or from time to time, and delete the caches of that name
/// that are older than the request. Requests are forgotten after a day: a worker that was away that long
/// begins without caches, or asks without `since`.
///
/// Workers best leave `since` out, or give the time of their last successful poll less five minutes, so
/// that clocks that differ hide no request.
///
/// Generated from the service's reference.
public final class PurgeCache {
    private static final ApiMethod ALL_PURGE_REQUESTS = new ApiMethod(
            "allPurgeRequests", "GET", "/purge-cache/list", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod PURGE_CACHE =
            new ApiMethod("purgeCache", "POST", "/purge-cache/<workerPoolId>", Set.of(), JSON, ANY);
    private static final ApiMethod PURGE_REQUESTS =
            new ApiMethod("purgeRequests", "GET", "/purge-cache/<workerPoolId>", Set.of("since"), NONE, OBJECT);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public PurgeCache(ClientOptions options) {
        this.service = new ServiceClient(options, "purge-cache", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// All Open Purge Requests.
    ///
    /// Gets the purge requests of all worker pools, in the order of pool and cache, for people who look
    /// after a deployment. Workers call `purgeRequests`.
    ///
    /// A page holds at most 1000 requests, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `purge-cache:all-purge-requests`.
    public ObjectNode allPurgeRequests() {
        return service.object(ALL_PURGE_REQUESTS.at(), Map.of(), null);
    }

    /// All Open Purge Requests.
    ///
    /// Gets the purge requests of all worker pools, in the order of pool and cache, for people who look
    /// after a deployment. Workers call `purgeRequests`.
    ///
    /// A page holds at most 1000 requests, fewer if `limit` says so. Pass the `continuationToken` of a page
    /// to get the next one; the last page has none.
    ///
    /// Scopes: `purge-cache:all-purge-requests`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode allPurgeRequests(Map<String, String> query) {
        return service.object(ALL_PURGE_REQUESTS.at(), query, null);
    }

    /// All pages of `allPurgeRequests`, fetched while the stream is read.
    public Stream<ObjectNode> allPurgeRequestsPages(Map<String, String> query) {
        return service.pages(ALL_PURGE_REQUESTS.at(), query, null);
    }

    /// The URL of `allPurgeRequests`, unsigned.
    public URI allPurgeRequestsUrl(Map<String, String> query) {
        return service.url(ALL_PURGE_REQUESTS.at(), query);
    }

    /// The URL of `allPurgeRequests`, signed for anybody's use for the given time.
    public URI allPurgeRequestsSignedUrl(Map<String, String> query, Duration life) {
        return service.signedUrl(ALL_PURGE_REQUESTS.at(), query, life);
    }

    /// Purge Worker Cache.
    ///
    /// Requests that the workers of a pool delete their caches of a name that were made before now.
    /// Requesting it again moves the request to now.
    ///
    /// Scopes: `purge-cache:<workerPoolId>:<cacheName>`.
    public void purgeCache(String workerPoolId, Object payload) {
        service.call(PURGE_CACHE.at(workerPoolId), Map.of(), payload);
    }

    /// Open Purge Requests for a worker pool.
    ///
    /// Gets the purge requests of a worker pool: those of the last day, or with `since` only those that
    /// were made at that time or later. Workers may poll this as often as they like; it is answered from
    /// memory.
    ///
    /// Scopes: `purge-cache:purge-requests::<workerPoolId>`.
    public ObjectNode purgeRequests(String workerPoolId) {
        return service.object(PURGE_REQUESTS.at(workerPoolId), Map.of(), null);
    }

    /// Open Purge Requests for a worker pool.
    ///
    /// Gets the purge requests of a worker pool: those of the last day, or with `since` only those that
    /// were made at that time or later. Workers may poll this as often as they like; it is answered from
    /// memory.
    ///
    /// Scopes: `purge-cache:purge-requests::<workerPoolId>`.
    ///
    /// @param query any of `since`
    public ObjectNode purgeRequests(String workerPoolId, Map<String, String> query) {
        return service.object(PURGE_REQUESTS.at(workerPoolId), query, null);
    }

    /// The URL of `purgeRequests`, unsigned.
    public URI purgeRequestsUrl(String workerPoolId, Map<String, String> query) {
        return service.url(PURGE_REQUESTS.at(workerPoolId), query);
    }

    /// The URL of `purgeRequests`, signed for anybody's use for the given time.
    public URI purgeRequestsSignedUrl(String workerPoolId, Map<String, String> query, Duration life) {
        return service.signedUrl(PURGE_REQUESTS.at(workerPoolId), query, life);
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
