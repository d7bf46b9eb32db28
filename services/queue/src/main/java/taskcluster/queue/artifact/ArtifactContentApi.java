package taskcluster.queue.artifact;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.s3.S3Object;

/** The methods that lead to the content of an artifact. */
public final class ArtifactContentApi {
    private static final String CATEGORY = "Artifacts";
    private static final String SCOPES = "{AllOf: [{for: name, in: names, each: 'queue:get-artifact:<name>'}]}";
    private static final String STORAGE_TYPE_HEADER = "x-taskcluster-artifact-storage-type";
    private static final String SKIP_CDN_HEADER = "x-taskcluster-skip-cdn";
    private static final int SEE_OTHER = 303;
    private static final int FAILED_DEPENDENCY = 424;

    private final ArtifactReader reader;
    private final Buckets buckets;
    private final ObjectServiceCalls objects;
    private final RegionNetworks ownRegion;

    ArtifactContentApi(ArtifactReader reader, Buckets buckets, ObjectServiceCalls objects, RegionNetworks ownRegion) {
        this.reader = reader;
        this.buckets = buckets;
        this.objects = objects;
        this.ownRegion = ownRegion;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/runs/<runId>/artifacts/<name*>",
            name = "getArtifact",
            scopes = SCOPES,
            output = "v1/get-artifact-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Data from a Run",
            description = """
                    Redirects (303) to the content of an artifact, so that an HTTP client that follows redirects simply
                    gets the content. The header `x-taskcluster-artifact-storage-type` says how it is stored. A signed URL
                    of this method can be handed to tools that know nothing of Taskcluster.

                    The scope `queue:get-artifact:<name>` is needed for the name asked for and, if that is a link, for every
                    name on the way. Usually those that start with `public/` are readable without credentials.

                    An `error` artifact answers 424 with its `reason` and `message`. An artifact past its expiry answers
                    410 until it is swept, and 404 after that. Links that lead back to themselves answer 400.

                    Redirects to the public bucket go through the deployment's CDN, if it has one, except for callers in the
                    bucket's own AWS region. The request header `x-taskcluster-skip-cdn: true` avoids the CDN as well.
                    """)
    ApiReply getArtifact(ApiRequest request) {
        return redirect(request, ArtifactApi.runId(request));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/artifacts/<name*>",
            name = "getLatestArtifact",
            scopes = SCOPES,
            output = "v1/get-artifact-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Data from the Latest Run",
            description = """
                    Redirects to the content of an artifact of the task's latest run, whatever the state of that run, and
                    otherwise works as `getArtifact`. Until the latest run has made the artifact the answer is 404, even if
                    an earlier run has one of that name.
                    """)
    ApiReply getLatestArtifact(ApiRequest request) {
        return redirect(request, null);
    }

    private ApiReply redirect(ApiRequest request, @Nullable Integer runId) {
        Artifact artifact = reader.read(request, runId);
        ApiReply reply = switch (Content.of(artifact)) {
            case Content.Stored(S3Object object) ->
                redirect(artifact, buckets.downloadUrl(object, isNear(request) || isCdnUnwanted(request)));
            case Content.InObjectService(String name) ->
                redirect(
                        artifact,
                        objects.simpleUrl(name).orElseThrow(() -> ArtifactApi.notFound(request, artifact.name())));
            case Content.Elsewhere(String url) -> redirect(artifact, url);
            case Content.Missing(String reason, String message) ->
                ApiReply.of(FAILED_DEPENDENCY, Map.of("reason", reason, "message", message));
        };
        return reply.header(STORAGE_TYPE_HEADER, artifact.storageType());
    }

    private static ApiReply redirect(Artifact artifact, String url) {
        return ApiReply.redirect(SEE_OTHER, url, new Location(artifact.storageType(), url));
    }

    private boolean isNear(ApiRequest request) {
        return ownRegion.contains(request.sourceIp());
    }

    private static boolean isCdnUnwanted(ApiRequest request) {
        return request.header(SKIP_CDN_HEADER)
                .filter(value -> value.equalsIgnoreCase("true") || value.equals("1"))
                .isPresent();
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/runs/<runId>/artifact-content/<name*>",
            name = "artifact",
            scopes = SCOPES,
            output = "v1/artifact-content-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Content from a Run",
            description = """
                    Says where the content of an artifact is, for clients that would rather fetch it themselves than be
                    redirected. Of an `object` artifact it gives the name and credentials to download it from the object
                    service, so that the content can be verified. Scopes, links and errors are as with `getArtifact`, except that an `error` artifact is
                    described with status 200.
                    """)
    Object artifact(ApiRequest request) {
        return content(request, ArtifactApi.runId(request));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/artifact-content/<name*>",
            name = "latestArtifact",
            scopes = SCOPES,
            output = "v1/artifact-content-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Content from the Latest Run",
            description = """
                    Says where the content of an artifact of the task's latest run is, whatever the state of that run, and
                    otherwise works as `artifact`.
                    """)
    Object latestArtifact(ApiRequest request) {
        return content(request, null);
    }

    private Object content(ApiRequest request, @Nullable Integer runId) {
        Artifact artifact = reader.read(request, runId);
        return switch (Content.of(artifact)) {
            case Content.Stored(S3Object object) ->
                new Location(artifact.storageType(), buckets.downloadUrl(object, isNear(request)));
            case Content.InObjectService(String name) ->
                new ObjectLocation(artifact.storageType(), name, objects.downloadCredentials(name));
            case Content.Elsewhere(String url) -> new Location(artifact.storageType(), url);
            case Content.Missing(String reason, String message) ->
                new Explanation(artifact.storageType(), reason, message);
        };
    }

    private record Location(String storageType, String url) {}

    private record ObjectLocation(String storageType, String name, ObjectCredentials credentials) {}

    private record Explanation(String storageType, String reason, String message) {}
}
