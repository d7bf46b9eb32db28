package taskcluster.object.download;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.object.backend.Backends;
import taskcluster.object.backend.S3Backend;
import taskcluster.object.backend.SignedUrl;
import taskcluster.object.store.ObjectStore;
import taskcluster.object.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** The methods that lead to the content of objects, and the one that describes them. */
public final class DownloadApi {
    private static final String CATEGORY = "Download";
    private static final String SCOPES = "object:download:<name>";
    private static final String SIMPLE = "simple";
    private static final String GET_URL = "getUrl";
    private static final int SEE_OTHER = 303;

    private final ObjectStore store;
    private final Backends backends;
    private final Middleware middleware;
    private final Clock clock;

    public DownloadApi(ObjectStore store, Backends backends, Middleware middleware, Clock clock) {
        this.store = store;
        this.backends = backends;
        this.middleware = middleware;
        this.clock = clock;
    }

    private record Simple(String method, String url) {}

    private record GetUrl(String method, String url, Instant expires, Map<String, String> hashes) {}

    private record Metadata(String projectId, Instant expires, Map<String, String> hashes) {}

    private record Location(String url) {}

    @ApiMethod(
            name = "startDownload",
            verb = HttpVerb.PUT,
            route = "/start-download/<name*>",
            scopes = SCOPES,
            input = "v1/download-object-request.json#",
            output = "v1/download-object-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Start Download",
            description = """
                    Says how to fetch the content of an object, by one of the methods that the caller accepts: `getUrl`, \
                    which comes with hashes to verify what was fetched, if it is accepted, otherwise `simple`.

                    Without a method in common the reply is 406 `NoMatchingMethod`. An object whose upload is not finished, \
                    or that has expired, is not found.""")
    Object startDownload(ApiRequest request) {
        String name = request.param("name");
        JsonNode accepted = request.body().path("acceptDownloadMethods");
        StoredObject object = find(name);
        if (accepted.has(GET_URL)) {
            SignedUrl url = backend(object).getUrl(name);
            return new GetUrl(GET_URL, url.url(), url.expires(), object.hashes());
        }
        if (accepted.has(SIMPLE)) {
            return new Simple(SIMPLE, backend(object).simpleUrl(name));
        }
        throw new ApiException(
                "NoMatchingMethod",
                "The object can be downloaded by the methods " + GET_URL + " and " + SIMPLE
                        + "; acceptDownloadMethods has none of them",
                Map.of());
    }

    @ApiMethod(
            name = "object",
            route = "/metadata/<name*>",
            scopes = SCOPES,
            output = "v1/get-object-response.json#",
            stability = Stability.STABLE,
            category = "Objects",
            title = "Get Object Metadata",
            description = """
                    Describes an object: its project, its hashes and when it expires. An object whose upload is not \
                    finished, or that has expired, is not found.""")
    Object object(ApiRequest request) {
        StoredObject object = find(request.param("name"));
        return new Metadata(object.projectId(), object.expires(), object.hashes());
    }

    @ApiMethod(
            name = "download",
            route = "/download/<name*>",
            scopes = SCOPES,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Download Object",
            description = """
                    Redirects (303) to the content of an object, so that an HTTP client that follows redirects simply gets \
                    the content. A signed URL of this method can be handed to tools that know nothing of Taskcluster.

                    Nothing protects the content from being changed on the way: clients that can should prefer the method \
                    `getUrl` of `startDownload`. The redirect may lead to a CDN, as the deployment decides.""")
    ApiReply download(ApiRequest request) {
        String name = request.param("name");
        StoredObject object = find(name);
        String url = middleware
                .redirect(name, request.sourceIp())
                .orElseGet(() -> backend(object).simpleUrl(name));
        return ApiReply.redirect(SEE_OTHER, url, new Location(url));
    }

    private StoredObject find(String name) {
        return store.find(name, clock.instant())
                .orElseThrow(() -> ApiException.notFound("Object '{{name}}' not found", Map.of("name", name)));
    }

    private S3Backend backend(StoredObject object) {
        return backends.find(object.backendId())
                .orElseThrow(() -> new ApiException(
                        "NoMatchingBackend", "The backend of this object is no longer configured", Map.of()));
    }
}
