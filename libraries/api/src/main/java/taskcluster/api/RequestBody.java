package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The body of a request as far as the method cares for it.
 *
 * @param bytes as sent, empty if there is no body or the method ignores it
 * @param json an empty object if there is no body; for a body that is refused, what error replies show of it
 * @param problem why the body is refused, null if it is not
 */
record RequestBody(byte[] bytes, JsonNode json, @Nullable ApiException problem) {
    private static final byte[] NOTHING = new byte[0];
    /** Of a request without a body. Its JSON must not be changed. */
    static final RequestBody NONE = none(null);
    /** How much of a body that is not JSON is shown in the error reply, in bytes. */
    private static final int SHOWN = 100_000;

    /**
     * Reads it.
     *
     * @param takesInput whether the method has an input schema; other methods ignore what is not JSON
     * @param mayHoldSecrets whether error replies must not quote it
     * @param maxSize in bytes
     * @param beforeParsing is told the size in bytes
     */
    static RequestBody read(
            HttpServletRequest request,
            boolean takesInput,
            boolean mayHoldSecrets,
            int maxSize,
            IntConsumer beforeParsing)
            throws IOException {
        boolean isJson = isJson(request.getContentType());
        if (!takesInput && (!isJson || !hasBody(request))) {
            return none(null);
        }
        if (!isJson) {
            return none(new ApiException(
                    ErrorCodes.MALFORMED_PAYLOAD,
                    "Payload must be JSON with content-type: application/json got content-type: {{contentType}}",
                    Map.of("contentType", String.valueOf(request.getContentType()))));
        }
        byte[] bytes = request.getContentLengthLong() > maxSize ? null : bytes(request.getInputStream(), maxSize);
        if (bytes == null) {
            return none(new ApiException(
                    ErrorCodes.INPUT_TOO_LARGE,
                    "The body of a request must not be larger than {{maxSize}} bytes.",
                    Map.of("maxSize", maxSize)));
        }
        if (bytes.length == 0) {
            return none(null);
        }
        beforeParsing.accept(bytes.length);
        return parse(bytes, mayHoldSecrets);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("transfer-encoding") != null;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().equalsIgnoreCase("application/json");
    }

    private static byte @Nullable [] bytes(InputStream in, int maxSize) throws IOException {
        byte[] bytes = in.readNBytes(maxSize);
        return bytes.length == maxSize && in.read() >= 0 ? null : bytes;
    }

    private static RequestBody none(@Nullable ApiException problem) {
        return new RequestBody(NOTHING, Json.MAPPER.createObjectNode(), problem);
    }

    private static RequestBody parse(byte[] bytes, boolean mayHoldSecrets) {
        try {
            JsonNode json = JsonBody.parse(bytes);
            return new RequestBody(bytes, json, json.isContainer() ? null : malformed("Must be an object or array"));
        } catch (JsonBody.MalformedException e) {
            String text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8);
            String problem = mayHoldSecrets ? e.unquoted() : e.getMessage();
            return new RequestBody(bytes, StringNode.valueOf(text), malformed("Failed to parse JSON: " + problem));
        }
    }

    private static ApiException malformed(String problem) {
        return new ApiException(ErrorCodes.MALFORMED_PAYLOAD, "{{problem}}", Map.of("problem", problem));
    }
}
