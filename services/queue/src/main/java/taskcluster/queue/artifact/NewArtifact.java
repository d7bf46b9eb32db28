package taskcluster.queue.artifact;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** An artifact that a caller asks to create. Times are cut to milliseconds, so that what was read back can be sent again. */
sealed interface NewArtifact {
    /** Media type of artifacts that are created without one. */
    String DEFAULT_CONTENT_TYPE = "application/binary";

    Instant expires();

    String contentType();

    /** Content to be uploaded to one of the buckets. */
    record Upload(
            Instant expires, String contentType, @Nullable Long contentLength) implements NewArtifact {}

    /** Content to be uploaded to the object service. */
    record ObjectUpload(
            Instant expires, String contentType, @Nullable Long contentLength) implements NewArtifact {}

    /** A name for a URL. */
    record Reference(Instant expires, String contentType, String url) implements NewArtifact {}

    /** A name for another artifact of the run. */
    record Link(Instant expires, String contentType, ArtifactName target) implements NewArtifact {}

    /** The reason why there is no content. */
    record Failure(Instant expires, String contentType, String reason, String message) implements NewArtifact {}

    /**
     * Reads a request body that satisfies its schema.
     *
     * @throws ApiException InputError that names the field, for what the schema lets through and no row or object can hold
     */
    static NewArtifact parse(JsonNode body) {
        String storageType = text(body, "storageType");
        Instant expires = time(body);
        return switch (storageType) {
            case Artifact.S3 -> new Upload(expires, mediaTypeOfUpload(body), contentLength(body));
            case Artifact.OBJECT -> new ObjectUpload(expires, mediaTypeOfUpload(body), contentLength(body));
            case Artifact.REFERENCE -> new Reference(expires, contentType(body), text(body, "url"));
            case Artifact.LINK ->
                new Link(expires, contentType(body), ArtifactName.check("artifact", text(body, "artifact")));
            case Artifact.ERROR ->
                new Failure(expires, DEFAULT_CONTENT_TYPE, text(body, "reason"), text(body, "message"));
            default -> throw invalid("storageType", "is none of those that there are: '" + storageType + "'");
        };
    }

    private static Instant time(JsonNode body) {
        String text = text(body, "expires");
        try {
            return Json.parseTimestamp(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (IllegalArgumentException e) {
            throw invalid("expires", "is not a date and time: " + text);
        }
    }

    private static String mediaTypeOfUpload(JsonNode body) {
        String contentType = contentType(body);
        if (contentType.isBlank()) {
            throw invalid("contentType", "must not be empty: the upload has to send it as a header");
        }
        return contentType;
    }

    private static String contentType(JsonNode body) {
        String contentType = body.path("contentType").asString(DEFAULT_CONTENT_TYPE);
        if (contentType.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw invalid("contentType", "must consist of printable ASCII characters, as it becomes a header");
        }
        return contentType;
    }

    private static @Nullable Long contentLength(JsonNode body) {
        JsonNode length = body.path("contentLength");
        if (length.isMissingNode()) {
            return null;
        }
        if (!length.canConvertToLong()) {
            throw invalid("contentLength", "is larger than any file");
        }
        return length.asLong();
    }

    private static String text(JsonNode body, String field) {
        return body.path(field).asString();
    }

    private static ApiException invalid(String field, String problem) {
        return ApiException.inputError(field + " " + problem, Map.of("field", field));
    }
}
