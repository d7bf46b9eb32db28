package taskcluster.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The status of each error code of an API. */
final class ErrorCodes {
    static final String MALFORMED_PAYLOAD = "MalformedPayload";
    static final String INVALID_REQUEST_ARGUMENTS = "InvalidRequestArguments";
    static final String INPUT_VALIDATION_ERROR = "InputValidationError";
    static final String AUTHENTICATION_FAILED = "AuthenticationFailed";
    static final String INSUFFICIENT_SCOPES = "InsufficientScopes";
    static final String INPUT_TOO_LARGE = "InputTooLarge";
    static final String INTERNAL_SERVER_ERROR = "InternalServerError";

    private static final Map<String, Integer> USUAL = Map.ofEntries(
            Map.entry(MALFORMED_PAYLOAD, 400),
            Map.entry(INVALID_REQUEST_ARGUMENTS, 400),
            Map.entry(INPUT_VALIDATION_ERROR, 400),
            Map.entry("InputError", 400),
            Map.entry(AUTHENTICATION_FAILED, 401),
            Map.entry(INSUFFICIENT_SCOPES, 403),
            Map.entry("ResourceNotFound", 404),
            Map.entry("RequestConflict", 409),
            Map.entry("ResourceExpired", 410),
            Map.entry(INPUT_TOO_LARGE, 413),
            Map.entry(INTERNAL_SERVER_ERROR, 500));

    private static final Map<String, String> OF_DATABASE = Map.of(
            "TC400", "InputError",
            "TC403", INSUFFICIENT_SCOPES,
            "TC404", "ResourceNotFound",
            "TC409", "RequestConflict",
            "TC410", "ResourceExpired");

    private final Map<String, Integer> statuses;

    /** @throws IllegalArgumentException if a code is taken or its status is not that of an error */
    ErrorCodes(Map<String, Integer> own) {
        Map<String, Integer> all = new HashMap<>(USUAL);
        own.forEach((code, status) -> {
            if (status < 400 || status > 599 || all.put(code, status) != null) {
                throw new IllegalArgumentException("error code " + code + " with status " + status);
            }
        });
        statuses = Map.copyOf(all);
    }

    boolean contains(String code) {
        return statuses.containsKey(code);
    }

    /** The status of a code that is {@linkplain #contains known}. */
    int status(String code) {
        return Objects.requireNonNull(statuses.get(code), code);
    }

    /** What a refusal of a stored function is called here; the code itself if it is none that all services share. */
    static String ofDatabase(String code) {
        return OF_DATABASE.getOrDefault(code, code);
    }
}
