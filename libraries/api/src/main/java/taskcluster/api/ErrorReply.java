package taskcluster.api;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of error replies: {@code code}, {@code message} and {@code requestInfo}. */
record ErrorReply(int status, ObjectNode body) {
    /**
     * @param method the name of the API method
     * @param message complete; what failed and when is added to it
     * @param payload what may be shown of the request's body
     */
    static ErrorReply of(
            int status,
            String code,
            String message,
            String method,
            Map<String, String> params,
            @Nullable JsonNode payload,
            Instant time) {
        String timestamp = Json.timestamp(time);
        String text = message + "\n\n---\n\n"
                + "* method:     " + method + "\n"
                + "* errorCode:  " + code + "\n"
                + "* statusCode: " + status + "\n"
                + "* time:       " + timestamp;
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("code", code);
        body.put("message", text);
        ObjectNode requestInfo = body.putObject("requestInfo");
        requestInfo.put("method", method);
        ObjectNode parameters = requestInfo.putObject("params");
        params.forEach(parameters::put);
        requestInfo.set("payload", payload == null ? Json.MAPPER.createObjectNode() : payload);
        requestInfo.put("time", timestamp);
        return new ErrorReply(status, body);
    }
}
