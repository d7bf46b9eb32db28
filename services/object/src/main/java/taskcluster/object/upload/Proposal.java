package taskcluster.object.upload;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.object.backend.UploadMethod;
import tools.jackson.databind.JsonNode;

/** The upload methods that a caller proposes. */
record Proposal(@Nullable Inline dataInline, @Nullable Put putUrl) {
    private static final int MAX_CONTENT_TYPE = 255;

    record Inline(String contentType, String objectData) {}

    record Put(String contentType, JsonNode contentLength) {}

    /**
     * The content that travels with the request.
     *
     * @throws ApiException InputError if it is not base64 to the last character, or its type cannot be a header
     */
    Optional<UploadMethod.DataInline> inline() {
        return Optional.ofNullable(dataInline)
                .map(inline -> new UploadMethod.DataInline(
                        contentType("dataInline", inline.contentType()), decode(inline.objectData())));
    }

    /**
     * The PUT that the caller offers.
     *
     * @throws ApiException InputError if the length is that of no file, or the type cannot be a header
     */
    Optional<UploadMethod.PutUrl> put() {
        return Optional.ofNullable(putUrl)
                .map(put ->
                        new UploadMethod.PutUrl(contentType("putUrl", put.contentType()), length(put.contentLength())));
    }

    /** Whoever encodes twice, in another alphabet or cuts the end off shall hear of it now, not from those who download. */
    private static byte[] decode(String base64) {
        try {
            byte[] data = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(data).equals(base64)) {
                return data;
            }
        } catch (IllegalArgumentException e) {
            throw notBase64();
        }
        throw notBase64();
    }

    private static ApiException notBase64() {
        return invalid("dataInline.objectData", "must be base64 with padding, and nothing else");
    }

    private static String contentType(String method, String contentType) {
        if (contentType.isBlank() || contentType.length() > MAX_CONTENT_TYPE) {
            throw invalid(method + ".contentType", "must have 1 to " + MAX_CONTENT_TYPE + " characters");
        }
        if (contentType.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw invalid(
                    method + ".contentType", "must consist of printable ASCII characters, as it becomes a header");
        }
        return contentType;
    }

    private static long length(JsonNode length) {
        if (!length.canConvertToLong() || length.asLong() < 0) {
            throw invalid("putUrl.contentLength", "must be the size of a file");
        }
        return length.asLong();
    }

    private static ApiException invalid(String field, String problem) {
        return ApiException.inputError("proposedUploadMethods." + field + " " + problem, Map.of());
    }
}
