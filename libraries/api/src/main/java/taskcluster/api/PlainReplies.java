package taskcluster.api;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import taskcluster.core.Json;

/** Replies to requests that reach no API method. */
final class PlainReplies {
    private static final byte[] NOT_FOUND = PrettyJson.bytes(Json.MAPPER.valueToTree(Map.of("error", "Not found")));

    private PlainReplies() {}

    static void notFound(HttpCall call) throws IOException {
        ReplyWriter.bytes(call, 404, NOT_FOUND, ReplyWriter.JSON, Map.of());
    }

    static void options(HttpCall call, String allow) {
        ReplyWriter.empty(call, 200, Map.of("allow", allow));
    }

    static void brokenEncoding(HttpCall call) throws IOException {
        error(call, 400, ErrorCodes.INVALID_REQUEST_ARGUMENTS, "The percent-encoding of the URL is broken.");
    }

    static void headTooLarge(HttpCall call) throws IOException {
        error(call, 431, ErrorCodes.INPUT_TOO_LARGE, "The headers of the request are too large.");
    }

    /** Redirects what can be redirected. */
    static void useHttps(HttpCall call) throws IOException {
        if (call.isReading()) {
            String host = ClientAddress.host(call.request());
            ReplyWriter.empty(call, 301, Map.of("location", "https://" + host + call.resource()));
        } else {
            error(call, 403, "InputError", "Please use HTTPS when submitting data to this server.");
        }
    }

    private static void error(HttpCall call, int status, String code, String message) throws IOException {
        ErrorReply reply = ErrorReply.of(status, code, message, "", Map.of(), null, Instant.now());
        ReplyWriter.json(call, reply.status(), reply.body(), Map.of());
    }
}
