package taskcluster.postgres;

import tools.jackson.databind.JsonNode;

/**
 * A stored function refused the call and changed nothing. The code is its SQLSTATE: TC400 bad input, TC403 not allowed,
 * TC404 no such thing, TC409 conflict, TC410 expired.
 */
public final class RejectedCallException extends RuntimeException {
    private final String code;
    private final transient JsonNode details;

    public RejectedCallException(String code, String message, JsonNode details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    public String code() {
        return code;
    }

    /** An object, empty when the function gave no details. */
    public JsonNode details() {
        return details;
    }
}
