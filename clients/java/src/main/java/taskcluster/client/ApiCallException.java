package taskcluster.client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A call that did not succeed: either the server's error, with its code and HTTP status, or one of the codes below with
 * status 0 when there was no complete answer.
 */
public final class ApiCallException extends RuntimeException {
    /** The server could not be reached or closed the connection, on every attempt. */
    public static final String CONNECTION_FAILED = "ConnectionFailed";
    /** The server did not answer in time, on every attempt. */
    public static final String CONNECTION_ABORTED = "ConnectionAborted";
    /** The calling thread was interrupted; its interrupt status is set again. */
    public static final String INTERRUPTED = "Interrupted";
    /** The server's answer was a success but is not what the method returns. */
    public static final String INVALID_REPLY = "InvalidReply";
    /** The artifact stands for an error: the worker had nothing to upload. The message has the reason. */
    public static final String ARTIFACT_ERROR = "ArtifactError";
    /** Content is not what it was when it was uploaded; the message says where it was changed. */
    public static final String CONTENT_CORRUPTED = "ContentCorrupted";
    /** Uploader and object service have no upload method in common, or downloader and object no hash algorithm. */
    public static final String NO_MATCHING_METHOD = "NoMatchingMethod";
    /** The server's error has no code, for example because a proxy made it. */
    public static final String UNKNOWN_ERROR = "UnknownError";

    private final String code;
    private final int statusCode;
    private final transient JsonNode body;

    ApiCallException(String code, int statusCode, String message, JsonNode body) {
        super(message);
        this.code = code;
        this.statusCode = statusCode;
        this.body = body;
    }

    ApiCallException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.statusCode = 0;
        this.body = MissingNode.getInstance();
    }

    /** The server's error code, such as {@code ResourceNotFound}, or one of this class's. */
    public String code() {
        return code;
    }

    /** The HTTP status, or 0 without an answer. */
    public int statusCode() {
        return statusCode;
    }

    /** The answer's body: a missing node if it had none, a text if it was not JSON. */
    public JsonNode body() {
        return body;
    }
}
