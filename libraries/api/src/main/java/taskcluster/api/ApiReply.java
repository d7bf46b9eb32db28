package taskcluster.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reply with a status or headers of its own.
 *
 * @param body written as JSON, or as it is if it is a {@code byte[]}; null for an empty body
 */
public record ApiReply(int status, @Nullable Object body, Map<String, String> headers) {
    public ApiReply {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a status of a reply: " + status);
        }
        headers = Map.copyOf(headers);
    }

    public static ApiReply of(int status, @Nullable Object body) {
        return new ApiReply(status, body, Map.of());
    }

    /** A reply that sends the client elsewhere, with a status such as 303. */
    public static ApiReply redirect(int status, String location, @Nullable Object body) {
        return new ApiReply(status, body, Map.of("location", location));
    }

    /** Content that is not JSON, with status 200; for methods whose output is {@code blob}. */
    public static ApiReply blob(String contentType, byte[] content) {
        return new ApiReply(200, content, Map.of("content-type", contentType));
    }

    /** The same reply with one more header; it replaces one of the same name. */
    public ApiReply header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiReply(status, body, all);
    }
}
