package taskcluster.testing;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * What a service answered.
 *
 * @param body the JSON of the body; a missing node if the body is empty or not JSON
 * @param text the body as it came
 */
public record Response(int status, JsonNode body, HttpHeaders headers, String text) {
    /** The body of a success; fails the test if it is none. */
    public JsonNode ok() {
        if (status < 200 || status > 299) {
            throw new AssertionError("expected success but got " + this);
        }
        return body;
    }

    /** The code of an error such as {@code ResourceNotFound}; empty if there is none. */
    public String code() {
        return body.path("code").asString("");
    }

    /** The message of an error; empty if there is none. */
    public String message() {
        return body.path("message").asString("");
    }

    /** The first value of a header; fails the test if there is none. */
    public String header(String name) {
        return headers.firstValue(name)
                .orElseThrow(() -> new AssertionError("no header " + name + " in " + headers.map()));
    }

    @Override
    public String toString() {
        return status + " " + text;
    }
}
