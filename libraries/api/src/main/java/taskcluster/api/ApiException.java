package taskcluster.api;

import java.util.Map;

/**
 * Ends a request with an error reply. In the message each {@code {{name}}} is replaced by the detail of that name; details
 * that are not strings are written as JSON.
 */
public final class ApiException extends RuntimeException {
    private final String code;
    private final transient Map<String, ?> details;

    /**
     * @param code decides the status, such as {@code InputError} for 400; one that neither this library nor the API has
     *     declared makes the reply a 500
     */
    public ApiException(String code, String message, Map<String, ?> details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    /** 404: what the request is about does not exist. */
    public static ApiException notFound(String message, Map<String, ?> details) {
        return new ApiException("ResourceNotFound", message, details);
    }

    /** 400: the request is well-formed but asks for something that cannot be. */
    public static ApiException inputError(String message, Map<String, ?> details) {
        return new ApiException("InputError", message, details);
    }

    /** 409: the request contradicts the state of what it is about, or an earlier request that it repeats. */
    public static ApiException conflict(String message, Map<String, ?> details) {
        return new ApiException("RequestConflict", message, details);
    }

    /** 410: what the request is about existed, and has expired. */
    public static ApiException expired(String message, Map<String, ?> details) {
        return new ApiException("ResourceExpired", message, details);
    }

    /** 403: the caller may not do this. */
    public static ApiException insufficientScopes(String message, Map<String, ?> details) {
        return new ApiException("InsufficientScopes", message, details);
    }

    /** 401: the credentials of the request are not valid. */
    public static ApiException authenticationFailed(String message) {
        return new ApiException("AuthenticationFailed", "{{message}}", Map.of("message", message));
    }

    public String code() {
        return code;
    }

    /** The message with its placeholders filled in. */
    public String text() {
        return MessageTemplate.fill(String.valueOf(getMessage()), details);
    }

    /** What the placeholders of the message stand for. */
    public Map<String, ?> details() {
        return details;
    }
}
