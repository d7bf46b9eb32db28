package taskcluster.queue.artifact;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import taskcluster.s3.S3Object;
import tools.jackson.databind.JsonNode;

/** The methods that create artifacts and say which there are. */
public final class ArtifactApi {
    private static final String CATEGORY = "Artifacts";
    private static final int PAGE_SIZE = 1000;
    /** A bound of S3, in bytes. */
    private static final int MAX_OBJECT_KEY_LENGTH = 1024;
    /** How far in the past an expiry may lie, for callers whose clock is slow. */
    private static final Duration CLOCK_DRIFT = Duration.ofMinutes(15);

    private final ArtifactStore store;
    private final ArtifactConfig config;
    private final Buckets buckets;
    private final ObjectArtifacts objects;
    private final Clock clock;

    ArtifactApi(ArtifactStore store, ArtifactConfig config, Buckets buckets, ObjectArtifacts objects, Clock clock) {
        this.store = store;
        this.config = config;
        this.buckets = buckets;
        this.objects = objects;
        this.clock = clock;
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/artifacts/<name*>",
            name = "createArtifact",
            scopes = "queue:create-artifact:<taskId>/<runId>",
            input = "v1/post-artifact-request.json#",
            output = "v1/post-artifact-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Create Artifact",
            description = """
                    Adds an artifact to a run. Meant for the worker that has the run, and for what it starts: while the run
                    is `running`, and for 25 minutes after it ended with an exception, so that logs can still be saved.

                    For an `s3` artifact the reply has a signed URL that the content must be uploaded to within 45 minutes.
                    Such an artifact is listed at once, whether or not its content has arrived. For an `object` artifact the
                    reply has what the upload to the object service takes; then call `finishArtifact`. Artifacts of type
                    `reference`, `link` and `error` are complete with this call.

                    The call can be repeated: with the same properties it changes nothing and returns a fresh upload URL, or
                    fresh credentials for the upload that was begun. `expires` may be moved to a later time, except that of
                    an `object`; a `reference` may be given another `url`, or be replaced by a
                    `link`. Anything else that differs from the existing artifact is refused with `RequestConflict`.
                    """)
    Object createArtifact(ApiRequest request) {
        ArtifactName name = ArtifactName.check("name", request.param("name"));
        RunArtifact key = new RunArtifact(request.param("taskId"), runId(request), name.value());
        NewArtifact artifact = NewArtifact.parse(request.body());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (artifact.expires().isBefore(now.minus(CLOCK_DRIFT))) {
            throw ApiException.inputError(
                    "expires must not be in the past, but is {{expires}}",
                    Map.of("expires", Json.timestamp(artifact.expires())));
        }
        return switch (artifact) {
            case NewArtifact.Upload upload -> createUpload(key, upload, now);
            case NewArtifact.ObjectUpload upload -> {
                checkKeyLength(key, key.objectName());
                yield objects.create(key, upload, now);
            }
            case NewArtifact.Reference reference ->
                create(key, Artifact.REFERENCE, reference, Map.of("url", reference.url()));
            case NewArtifact.Link link ->
                create(
                        key,
                        Artifact.LINK,
                        link,
                        Map.of("artifact", link.target().value()));
            case NewArtifact.Failure failure ->
                create(key, Artifact.ERROR, failure, Map.of("reason", failure.reason(), "message", failure.message()));
        };
    }

    private Object createUpload(RunArtifact key, NewArtifact.Upload upload, Instant now) {
        S3Object object = new S3Object(config.bucketFor(key.name()), key.objectKey());
        checkKeyLength(key, object.key());
        store.create(key, Artifact.S3, upload, S3Details.of(object));
        return new UploadReply(
                Artifact.S3,
                buckets.uploadUrl(object, upload.contentType()),
                now.plus(Buckets.UPLOAD_TIME),
                upload.contentType());
    }

    private static void checkKeyLength(RunArtifact artifact, String key) {
        if (key.length() > MAX_OBJECT_KEY_LENGTH) {
            throw ApiException.inputError(
                    "name must not have more than {{max}} characters for an artifact that is uploaded",
                    Map.of(
                            "max",
                            MAX_OBJECT_KEY_LENGTH
                                    - key.length()
                                    + artifact.name().length()));
        }
    }

    private Object create(RunArtifact key, String storageType, NewArtifact artifact, Map<String, String> details) {
        store.create(key, storageType, artifact, details);
        return Map.of("storageType", storageType);
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/runs/<runId>/artifacts",
            name = "listArtifacts",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-artifacts:<taskId>:<runId>",
            output = "v1/list-artifacts-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Artifacts of a Run",
            description = """
                    Lists the artifacts of a run, ordered by name. At most 1000 at a time, or `limit` if that is less; as
                    long as the reply has a `continuationToken` there may be more.

                    Artifacts that have expired are listed until they are swept.
                    """)
    Object listArtifacts(ApiRequest request) {
        return list(request, runId(request));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/artifacts",
            name = "listLatestArtifacts",
            query = {"continuationToken", "limit"},
            scopes = "queue:list-artifacts:<taskId>",
            output = "v1/list-artifacts-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Artifacts of the Latest Run",
            description = """
                    Lists the artifacts of the task's latest run, whatever its state, ordered by name. Note that the latest
                    run may change between two pages; name the run to list where that matters.
                    """)
    Object listLatestArtifacts(ApiRequest request) {
        return list(request, null);
    }

    private ArtifactPage list(ApiRequest request, @Nullable Integer runId) {
        Page page = request.page(PAGE_SIZE);
        List<ArtifactListing> found = store.list(
                request.param("taskId"),
                runId,
                page.after().map(ArtifactApi::nameInToken).orElse(""),
                page.size() + 1);
        if (found.size() <= page.size()) {
            return new ArtifactPage(found, null);
        }
        List<ArtifactListing> artifacts = found.subList(0, page.size());
        return new ArtifactPage(artifacts, Page.token(artifacts.getLast().name()));
    }

    private static String nameInToken(JsonNode token) {
        if (token.size() != 1 || !token.path(0).isString()) {
            throw ApiException.inputError("Invalid continuation token", Map.of());
        }
        return ArtifactName.check("continuationToken", token.path(0).asString()).value();
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/runs/<runId>/artifact-info/<name*>",
            name = "artifactInfo",
            scopes = "queue:list-artifacts:<taskId>:<runId>",
            output = "v1/artifact-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Information",
            description = """
                    Describes one artifact of a run, as listing it would. Links are not followed: what is described is the
                    link itself.
                    """)
    Object artifactInfo(ApiRequest request) {
        return info(request, runId(request));
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/artifact-info/<name*>",
            name = "latestArtifactInfo",
            scopes = "queue:list-artifacts:<taskId>",
            output = "v1/artifact-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Get Artifact Information from the Latest Run",
            description = """
                    Describes one artifact of the task's latest run, whatever the state of that run. Links are not followed.
                    """)
    Object latestArtifactInfo(ApiRequest request) {
        return info(request, null);
    }

    private ArtifactListing info(ApiRequest request, @Nullable Integer runId) {
        return store.info(request.param("taskId"), runId, request.param("name"))
                .orElseThrow(() -> notFound(request, request.param("name")));
    }

    /** The run that the URL names. One that no integer can hold does not exist, like the largest one that can be held. */
    static int runId(ApiRequest request) {
        try {
            return Integer.parseInt(request.param("runId"));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    static ApiException notFound(ApiRequest request, String name) {
        return ApiException.notFound(
                "There is no artifact '{{name}}' in this run of task {{taskId}}, or no such run or task.",
                Map.of("name", name, "taskId", request.param("taskId")));
    }

    private record UploadReply(String storageType, String putUrl, Instant expires, String contentType) {}

    private record ArtifactPage(
            List<ArtifactListing> artifacts, @Nullable String continuationToken) {}
}
