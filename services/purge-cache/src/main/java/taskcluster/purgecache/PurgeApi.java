package taskcluster.purgecache;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** The API methods for purge requests. */
final class PurgeApi {
    private static final String CATEGORY = "Purge-Cache Service";
    private static final int MAX_PAGE = 1000;
    /** Names are kept in an index of the database, which bounds them. */
    private static final int MAX_NAME_BYTES = 2048;

    private final PurgeStore store;
    private final PurgesInMemory purges;
    private final Clock clock;

    PurgeApi(PurgeStore store, PurgesInMemory purges, Clock clock) {
        this.store = store;
        this.purges = purges;
        this.clock = clock;
    }

    @ApiMethod(
            name = "purgeCache",
            verb = HttpVerb.POST,
            route = "/purge-cache/<workerPoolId*>",
            scopes = "purge-cache:<workerPoolId>:<cacheName>",
            input = "v1/purge-cache-request.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Purge Worker Cache",
            description = """
                    Requests that the workers of a pool delete their caches of a name that were made before now. \
                    Requesting it again moves the request to now.""")
    void purgeCache(ApiRequest request) {
        String workerPoolId = request.param("workerPoolId");
        String cacheName = request.body().path("cacheName").stringValue();
        request.authorize(Map.of("cacheName", cacheName));
        requireStorable(cacheName);
        purges.changed(workerPoolId, store.request(workerPoolId, cacheName));
        store.notifyOthers();
    }

    @ApiMethod(
            name = "allPurgeRequests",
            verb = HttpVerb.GET,
            route = "/purge-cache/list",
            query = {"continuationToken", "limit"},
            scopes = "purge-cache:all-purge-requests",
            output = "v1/all-purge-cache-request-list.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "All Open Purge Requests",
            description = """
                    Gets the purge requests of all worker pools, in the order of pool and cache, for people who look \
                    after a deployment. Workers call `purgeRequests`.

                    A page holds at most 1000 requests, fewer if `limit` says so. Pass the `continuationToken` of a page \
                    to get the next one; the last page has none.""")
    Object allPurgeRequests(ApiRequest request) {
        Page page = request.page(MAX_PAGE);
        PurgeRequest after = page.after().map(PurgeApi::lastRequest).orElse(null);
        List<PurgeRequest> found = store.all(after, page.size() + 1);
        boolean last = found.size() <= page.size();
        List<PurgeRequest> shown = last ? found : found.subList(0, page.size());
        return new PurgeList(
                shown.stream().map(PurgeReply::of).toList(),
                last
                        ? null
                        : Page.token(
                                shown.getLast().workerPoolId(), shown.getLast().cacheName()));
    }

    @ApiMethod(
            name = "purgeRequests",
            verb = HttpVerb.GET,
            route = "/purge-cache/<workerPoolId*>",
            query = "since",
            scopes = "purge-cache:purge-requests::<workerPoolId>",
            output = "v1/purge-cache-request-list.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Open Purge Requests for a worker pool",
            description = """
                    Gets the purge requests of a worker pool: those of the last day, or with `since` only those that \
                    were made at that time or later. Workers may poll this as often as they like; it is answered from \
                    memory.""")
    Object purgeRequests(ApiRequest request) {
        Instant since = request.query("since").map(PurgeApi::since).orElse(Instant.MIN);
        Instant now = clock.instant();
        List<PurgeReply> open = purges.of(request.param("workerPoolId"), store::ofPool).stream()
                .filter(purge -> purge.expires().isAfter(now) && !purge.before().isBefore(since))
                .map(PurgeReply::of)
                .toList();
        return new PurgeList(open, null);
    }

    /** Exactly 1970 was no date to the clients' first server, and is none here. */
    private static Instant since(String text) {
        try {
            Instant since = Json.parseTimestamp(text);
            if (since.toEpochMilli() != 0) {
                return Instant.ofEpochMilli(since.toEpochMilli());
            }
        } catch (IllegalArgumentException noDate) {
            throw invalidSince(text);
        }
        throw invalidSince(text);
    }

    private static ApiException invalidSince(String text) {
        return new ApiException(
                "InvalidRequestArguments",
                "Query-string parameter: since=\"{{since}}\" is not valid, error: Invalid Date",
                Map.of("since", text));
    }

    private static void requireStorable(String cacheName) {
        int bytes = cacheName.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_NAME_BYTES) {
            throw ApiException.inputError(
                    "`cacheName` must not be longer than {{max}} bytes in UTF-8, but it has {{bytes}}",
                    Map.of("max", MAX_NAME_BYTES, "bytes", bytes));
        }
    }

    private static PurgeRequest lastRequest(JsonNode token) {
        boolean isOurs = token.size() == 2
                && token.valueStream()
                        .allMatch(part -> part.isString() && part.stringValue().indexOf('\0') < 0);
        if (!isOurs) {
            throw ApiException.inputError("Invalid continuation token", Map.of());
        }
        return new PurgeRequest(token.path(0).stringValue(), token.path(1).stringValue(), Instant.EPOCH, Instant.EPOCH);
    }

    /** A purge request as the API shows it. */
    private record PurgeReply(String provisionerId, String workerType, String cacheName, Instant before) {
        static PurgeReply of(PurgeRequest purge) {
            int slash = purge.workerPoolId().indexOf('/');
            return new PurgeReply(
                    purge.workerPoolId().substring(0, slash),
                    purge.workerPoolId().substring(slash + 1),
                    purge.cacheName(),
                    purge.before());
        }
    }

    private record PurgeList(
            List<PurgeReply> requests, @Nullable String continuationToken) {}
}
