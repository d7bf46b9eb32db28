package taskcluster.object.upload;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.core.Json;
import taskcluster.object.backend.Backends;
import taskcluster.object.backend.S3Backend;
import taskcluster.object.backend.SignedUrl;
import taskcluster.object.backend.UploadMethod;
import taskcluster.object.store.NewUpload;
import taskcluster.object.store.ObjectStore;
import taskcluster.object.store.Upload;
import tools.jackson.databind.JsonNode;

/** The methods that bring objects in. */
public final class UploadApi {
    private static final String CATEGORY = "Upload";
    private static final String SCOPES = "object:upload:<projectId>:<name>";
    private static final Duration UPLOAD_LIFE = Duration.ofDays(1);
    private static final Instant FIRST_EXPIRY = Instant.EPOCH;
    private static final Instant LAST_EXPIRY = Instant.parse("9999-12-31T23:59:59.999Z");

    private final ObjectStore store;
    private final Backends backends;
    private final Clock clock;

    public UploadApi(ObjectStore store, Backends backends, Clock clock) {
        this.store = store;
        this.backends = backends;
        this.clock = clock;
    }

    private record CreateRequest(
            String projectId,
            String uploadId,
            String expires,
            @Nullable Map<String, JsonNode> hashes,
            Proposal proposedUploadMethods) {}

    private record FinishRequest(
            String projectId, String uploadId, @Nullable Map<String, JsonNode> hashes) {}

    private record CreateReply(String projectId, String uploadId, Instant expires, Map<String, ?> uploadMethod) {}

    @ApiMethod(
            name = "createUpload",
            verb = HttpVerb.PUT,
            route = "/upload/<name>",
            scopes = SCOPES,
            input = "v1/create-upload-request.json#",
            output = "v1/create-upload-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Begin Upload",
            description = """
                    Begins to upload an object, and agrees with the caller on how its content is delivered: of the methods \
                    that the caller proposes the service chooses one, or none if it supports none of them. Small content \
                    can travel in this very call; otherwise the reply has a URL to PUT it to. Then call `finishUpload`.

                    The name is reserved for those who know the `uploadId` until the upload is finished, or for a day. \
                    Until then the call can be repeated with the same `projectId`, `uploadId` and `expires`, for a fresh \
                    URL or with other proposals. Anything else is refused with `RequestConflict`.

                    The name is one segment of the path, so slashes in it are written `%2F`.""")
    Object createUpload(ApiRequest request) {
        CreateRequest body = request.body(CreateRequest.class);
        request.authorize(Map.of("projectId", body.projectId()));
        String name = ObjectName.check(request.param("name"));
        Instant expires = checkExpires(body.expires());
        Map<String, String> hashes = Hashes.check(body.hashes());
        Optional<UploadMethod.DataInline> inline = body.proposedUploadMethods().inline();
        Optional<UploadMethod.PutUrl> put = body.proposedUploadMethods().put();
        S3Backend backend = backends.forUpload(name, body.projectId())
                .orElseThrow(() -> new ApiException(
                        "NoMatchingBackend",
                        "No backend is configured for objects of this name and project",
                        Map.of()));
        UploadMethod method = backend.choose(inline, put);
        store.createUpload(new NewUpload(
                name,
                body.projectId(),
                backend.id(),
                body.uploadId(),
                now().plus(UPLOAD_LIFE),
                expires,
                length(method),
                hashes));
        return new CreateReply(
                body.projectId(), body.uploadId(), expires, begin(backend, name, body.projectId(), method));
    }

    private static Instant checkExpires(String text) {
        Instant expires;
        try {
            expires = Json.parseTimestamp(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.inputError("expires is not a date and time: {{text}}", Map.of("text", text));
        }
        if (expires.isBefore(FIRST_EXPIRY) || expires.isAfter(LAST_EXPIRY)) {
            throw ApiException.inputError("expires must be in the years 1970 to 9999", Map.of());
        }
        return expires.truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Long length(UploadMethod method) {
        return switch (method) {
            case UploadMethod.DataInline inline -> (long) inline.data().length;
            case UploadMethod.PutUrl put -> put.contentLength();
            case UploadMethod.None _ -> null;
        };
    }

    /** Does the service's part of the upload; returns what the caller is told of it. */
    private static Map<String, ?> begin(S3Backend backend, String name, String projectId, UploadMethod method) {
        return switch (method) {
            case UploadMethod.DataInline inline -> {
                backend.write(name, projectId, inline);
                yield Map.of("dataInline", true);
            }
            case UploadMethod.PutUrl put -> {
                SignedUrl url = backend.uploadUrl(name, put);
                yield Map.of("putUrl", Map.of("url", url.url(), "expires", url.expires(), "headers", url.headers()));
            }
            case UploadMethod.None _ -> Map.of();
        };
    }

    @ApiMethod(
            name = "finishUpload",
            verb = HttpVerb.POST,
            route = "/finish-upload/<name>",
            scopes = SCOPES,
            input = "v1/finish-upload-request.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Finish Upload",
            description = """
                    Declares the content of an object complete. From now on the object can be downloaded and never changes.

                    `hashes` of the content are added to those that were given when the upload was created; one of the \
                    same algorithm must be the same. Give at least that of SHA-256: those who download refuse content \
                    without a hash that they know.

                    If the content is missing or has another size than was announced the call is refused, and the upload \
                    can go on. The call can be repeated with hashes that the object has.""")
    Object finishUpload(ApiRequest request) {
        FinishRequest body = request.body(FinishRequest.class);
        request.authorize(Map.of("projectId", body.projectId()));
        String name = request.param("name");
        Map<String, String> hashes = Hashes.check(body.hashes());
        store.findUpload(name)
                .filter(upload -> upload.awaits(body.projectId(), body.uploadId()))
                .ifPresent(upload -> checkContent(name, upload, hashes));
        store.finishUpload(name, body.projectId(), body.uploadId(), hashes, now());
        return Map.of();
    }

    private void checkContent(String name, Upload upload, Map<String, String> added) {
        S3Backend backend = backends.find(upload.backendId())
                .orElseThrow(() -> new ApiException(
                        "NoMatchingBackend", "The backend of this object is no longer configured", Map.of()));
        Map<String, String> hashes = new HashMap<>(upload.hashes());
        hashes.putAll(added);
        backend.problem(name, upload.projectId(), upload.contentLength(), hashes)
                .ifPresent(problem -> {
                    throw ApiException.inputError(
                            "The upload cannot be finished: {{problem}}", Map.of("problem", problem));
                });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
