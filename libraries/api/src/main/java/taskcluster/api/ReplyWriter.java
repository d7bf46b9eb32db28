package taskcluster.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends replies. */
final class ReplyWriter {
    static final String JSON = "application/json; charset=utf-8";

    private ReplyWriter() {}

    /** Sends JSON; gives the status that was sent, which is 304 if the client has the same already. */
    static int json(HttpCall call, int status, JsonNode body, Map<String, String> headers) throws IOException {
        return bytes(call, status, PrettyJson.bytes(body), JSON, headers);
    }

    /** Sends a document that clients may keep as long as they ask whether it has changed. */
    static void document(HttpCall call, byte[] json) throws IOException {
        bytes(call, HttpServletResponse.SC_OK, json, JSON, Map.of("cache-control", "no-cache"));
    }

    /** Sends a body of any type; a content type among the headers overrides the given one. */
    static int bytes(HttpCall call, int status, byte[] body, String contentType, Map<String, String> headers)
            throws IOException {
        HttpServletResponse response = begin(call);
        String tag = tag(body);
        response.setHeader("etag", tag);
        response.setContentType(contentType);
        headers.forEach(response::setHeader);
        if (status == HttpServletResponse.SC_OK && call.isReading() && isKnown(call.header("if-none-match"), tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return HttpServletResponse.SC_NOT_MODIFIED;
        }
        response.setStatus(status);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        return status;
    }

    /** Sends a reply without body. */
    static int empty(HttpCall call, int status, Map<String, String> headers) {
        HttpServletResponse response = begin(call);
        headers.forEach(response::setHeader);
        response.setStatus(status);
        return status;
    }

    private static HttpServletResponse begin(HttpCall call) {
        if (call.isStopping().getAsBoolean()) {
            call.response().setHeader("connection", "close");
        }
        return call.response();
    }

    private static String tag(byte[] body) {
        CRC32 first = new CRC32();
        first.update(body);
        CRC32C second = new CRC32C();
        second.update(body);
        return "W/\"" + Integer.toHexString(body.length) + "-"
                + Long.toHexString(first.getValue() << 32 | second.getValue()) + "\"";
    }

    private static boolean isKnown(@Nullable String knownTags, String tag) {
        if (knownTags == null) {
            return false;
        }
        for (String known : knownTags.split(",", -1)) {
            String trimmed = known.strip();
            if (trimmed.equals("*") || trimmed.equals(tag) || tag.equals("W/" + trimmed)) {
                return true;
            }
        }
        return false;
    }
}
