package taskcluster.api;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A checked reply of a method, ready to be sent. */
sealed interface Reply {
    /** Sends it; gives the status that was sent. */
    int send(HttpCall http) throws IOException;

    /** A reply without body. */
    record Empty(int status, Map<String, String> headers) implements Reply {
        @Override
        public int send(HttpCall http) {
            return ReplyWriter.empty(http, status, headers);
        }
    }

    /** A reply in JSON. */
    record Json(int status, JsonNode body, Map<String, String> headers) implements Reply {
        @Override
        public int send(HttpCall http) throws IOException {
            return ReplyWriter.json(http, status, body, headers);
        }
    }

    /** A reply of any content. */
    record Blob(int status, byte[] body, Map<String, String> headers) implements Reply {
        @Override
        public int send(HttpCall http) throws IOException {
            return ReplyWriter.bytes(http, status, body, "application/octet-stream", headers);
        }
    }
}
