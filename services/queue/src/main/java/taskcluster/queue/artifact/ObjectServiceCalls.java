package taskcluster.queue.artifact;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import taskcluster.api.ApiException;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.ObjectService;
import taskcluster.core.RootUrl;
import taskcluster.monitor.RequestContext;

/**
 * The object service as the queue uses it: with its own credentials, each call restricted to what it needs. They also issue
 * the credentials with which others transfer content.
 */
final class ObjectServiceCalls {
    private static final Duration UPLOAD_CREDENTIALS = Duration.ofDays(1);
    private static final Duration DOWNLOAD_CREDENTIALS = Duration.ofHours(1);
    private static final String UPLOAD = "object:upload:%s:%s";
    private static final String DOWNLOAD = "object:download:";
    /** Artifacts may have names that no client may have. */
    private static final Pattern NOT_IN_CLIENT_ID = Pattern.compile("[^A-Za-z0-9!@/:.+|_-]");

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int CONFLICT = 409;

    private final RootUrl rootUrl;
    private final Credentials credentials;
    private final Clock clock;

    ObjectServiceCalls(RootUrl rootUrl, Credentials credentials, Clock clock) {
        this.rootUrl = rootUrl;
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * Reserves the name of an object for an upload. It can be repeated.
     *
     * @throws ApiException RequestConflict if the name is taken, InputError if the service stores no objects of the project
     */
    void reserve(String name, BegunUpload upload, Instant expires) {
        try {
            service(UPLOAD.formatted(upload.projectId(), name))
                    .createUpload(
                            name,
                            Map.of(
                                    "projectId", upload.projectId(),
                                    "uploadId", upload.uploadId(),
                                    "expires", expires,
                                    "proposedUploadMethods", Map.of()));
        } catch (ApiCallException e) {
            switch (e.statusCode()) {
                case CONFLICT ->
                    throw ApiException.conflict(
                            "The object service has something else under the name of this artifact, {{name}}",
                            Map.of("name", name));
                case BAD_REQUEST ->
                    throw ApiException.inputError(
                            "The object service does not take this artifact; use storageType 's3'. It says: {{message}}",
                            Map.of("message", String.valueOf(e.getMessage())));
                default -> throw e;
            }
        }
    }

    /** Whether the object service has the content of an object. */
    boolean has(String name) {
        try {
            service(DOWNLOAD + name).object(name);
            return true;
        } catch (ApiCallException e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A URL that any HTTP client can fetch an object from; empty if there is no such object or URL. */
    Optional<String> simpleUrl(String name) {
        try {
            return Optional.of(service(DOWNLOAD + name)
                    .startDownload(name, Map.of("acceptDownloadMethods", Map.of("simple", true)))
                    .path("url")
                    .asString());
        } catch (ApiCallException e) {
            if (e.statusCode() == NOT_FOUND || e.statusCode() == NOT_ACCEPTABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Allow to upload an object, until it expires but for a day at most. */
    ObjectCredentials uploadCredentials(RunArtifact artifact, BegunUpload upload, Instant expires) {
        Instant now = clock.instant();
        Instant end = now.plus(UPLOAD_CREDENTIALS);
        return ObjectCredentials.of(credentials.createNamedTemporaryCredentials(
                "artifact-upload/%s/%d/on/%s/%s"
                        .formatted(artifact.taskId(), artifact.runId(), upload.workerGroup(), upload.workerId()),
                List.of(UPLOAD.formatted(upload.projectId(), artifact.objectName())),
                now,
                expires.isBefore(end) ? expires : end));
    }

    /** Allow to download an object, for an hour. */
    ObjectCredentials downloadCredentials(String name) {
        Instant now = clock.instant();
        String artifact = name.substring(RunArtifact.OBJECT_PREFIX.length());
        return ObjectCredentials.of(credentials.createNamedTemporaryCredentials(
                "artifact-download/" + NOT_IN_CLIENT_ID.matcher(artifact).replaceAll("_"),
                List.of(DOWNLOAD + name),
                now,
                now.plus(DOWNLOAD_CREDENTIALS)));
    }

    private ObjectService service(String scope) {
        return new ObjectService(ClientOptions.builder(rootUrl.url())
                .credentials(credentials)
                .authorizedScopes(List.of(scope))
                .traceId(RequestContext.current().map(RequestContext::traceId).orElse(null))
                .clock(clock)
                .build());
    }
}
